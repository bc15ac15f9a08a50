//! What a person can practise, with what they did with each item so far.

use crate::catalogue::stored;
use crate::keys_out::{keys_out, visible_at};
use crate::{SHIPPED_BANK, Store, StoreError, evidence};
use invigil_exam::{Choices, Difficulty, GRACE, ItemMark, Key, OptionOrder, Ruling, Visible};
use invigil_study::{Answer, Practisable, Setting};
use std::collections::{BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

/// What a person missed in one attempt.
#[derive(Clone, Debug)]
pub struct MissedInAttempt {
    /// The certification's id.
    pub certification: String,
    /// The id of the edition's revision.
    pub edition: i32,
    /// When the attempt began.
    pub started_at: OffsetDateTime,
    /// The items without a point, by their stable ids.
    pub items: BTreeSet<String>,
}

/// How things stand with an item.
#[derive(Default)]
struct Met<'a> {
    last: Option<&'a Answer>,
    /// Whether it was flagged in the last exam that it stood in.
    flagged: bool,
}

impl Store {
    /// The items that a person can practise: those of the shipped bank (of one certification, if given), and where none is given those
    /// of instructors' banks that they answered in an attempt whose keys they may see. Nobody has met nothing yet. `section` is
    /// what the item is filed under in its bank.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn practisable(
        &self,
        person: Option<Uuid>,
        certification: Option<&str>,
    ) -> Result<Vec<Practisable>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let id = person.unwrap_or(Uuid::nil());
        let answered = match person {
            Some(person) => evidence::rows(&mut connection, person, certification).await?,
            None => Vec::new(),
        };
        let rows = sqlx::query!(
            r#"WITH seen AS (
                   SELECT r.item, max(a.started_at) AS at,
                          bool_or(a.closed_at IS NULL AND a.deadline > clock_timestamp() - make_interval(secs => $4)) AS running,
                          array_agg(DISTINCT a.assignment) FILTER (WHERE a.assignment IS NOT NULL) AS assignments
                   FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision) JOIN item_revision r ON r.id = u.revision
                   WHERE a.person_id = $1 GROUP BY r.item
               )
               SELECT i.id AS "item!", i.bank = $3 AS "shipped!", i.certification AS "certification!", r.id AS "revision!",
                      r.section AS "section!", r.topic AS "topic!", r.solution ->> 'difficulty' AS "difficulty!",
                      seen.at AS "last_seen?", coalesce(seen.running, false) AS "running!",
                      coalesce(seen.assignments, '{}') AS "assignments!", practised.at AS "last_practised?",
                      o.flagged AS "flagged?",
                      coalesce(c.suspended_at IS NULL AND c.due_at <= clock_timestamp(), false) AS "due!"
               FROM item i JOIN item_revision r ON r.id = i.revision
               LEFT JOIN seen ON seen.item = i.id
               LEFT JOIN (
                   SELECT item, max(at) AS at FROM practice_answer WHERE person_id = $1 GROUP BY item
               ) practised ON practised.item = i.id
               LEFT JOIN own_item o ON o.item = i.id AND o.person_id = $1
               LEFT JOIN review_card c ON c.item = i.id AND c.person_id = $1
               WHERE CASE WHEN i.bank = $3 THEN $2::text IS NULL OR i.certification = $2
                          ELSE $2 IS NULL AND i.id IN (SELECT item FROM seen) END"#,
            id,
            certification,
            SHIPPED_BANK,
            GRACE.as_seconds_f64()
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut assignments: BTreeSet<Uuid> = evidence::assignments_of(&answered).into_iter().collect();
        assignments.extend(rows.iter().flat_map(|row| &row.assignments));
        let assignments: Vec<Uuid> = assignments.into_iter().collect();
        let visible = visible_at(&mut connection, id, &assignments).await?;
        let out = |assignment: &Uuid| visible.get(assignment).is_some_and(|shown| *shown >= Visible::Keys);
        let answers: Vec<Answer> =
            evidence::marked(answered, &visible)?.into_iter().map(|given| given.answer).collect();
        let mut met: HashMap<&str, Met<'_>> = HashMap::new();
        for answer in &answers {
            let item = met.entry(&answer.item).or_default();
            item.last = Some(answer);
            if answer.setting == Setting::Exam {
                item.flagged = answer.flagged;
            }
        }
        Ok(rows
            .into_iter()
            .filter_map(|row| {
                let met = met.get(row.item.as_str());
                let last = met.and_then(|met| met.last);
                // An instructor's item comes as it was met: the bank may have changed it into one that isn't this person's to see.
                let pinned = last.filter(|_| !row.shipped);
                if !row.shipped && pinned.is_none() {
                    return None;
                }
                Some(Practisable {
                    held: row.running || !row.assignments.iter().all(out),
                    revision: pinned.map_or(row.revision, |last| last.revision),
                    section: pinned.map_or(row.section, |last| last.section.clone()),
                    difficulty: pinned.map_or_else(|| difficulty(&row.difficulty), |last| last.difficulty),
                    missed: last.is_some_and(|last| last.mark != ItemMark::Right || last.guessed),
                    flagged: row.flagged.unwrap_or_else(|| met.is_some_and(|met| met.flagged)),
                    item: row.item,
                    certification: row.certification,
                    topic: row.topic,
                    last_seen: row.last_seen,
                    last_practised: row.last_practised,
                    due: row.due,
                })
            })
            .collect())
    }

    /// What a person missed in a closed attempt, marked as the attempt was. `None` when there is none of this id, it is another's, it
    /// is open, or its keys are held back.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn missed_in_attempt(
        &self,
        person: Uuid,
        attempt: Uuid,
    ) -> Result<Option<MissedInAttempt>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let rows = sqlx::query!(
            r#"SELECT a.certification, a.edition_id, a.started_at, a.assignment, r.item, (r.solution ->> 'keys')::int AS "keys!",
                      u.chosen AS "chosen!", u.ordering AS "ordering!",
                      (SELECT g.rule FROM ruling g WHERE g.id = ANY (a.rulings) AND r.id = ANY (g.revisions)
                       ORDER BY g.in_force_at DESC, g.id DESC LIMIT 1) AS rule
               FROM attempt a CROSS JOIN unnest(a.revisions, a.chosen, a.orders) AS u (revision, chosen, ordering)
               JOIN item_revision r ON r.id = u.revision
               WHERE a.id = $2 AND a.person_id = $1 AND a.closed_at IS NOT NULL"#,
            person,
            attempt
        )
        .fetch_all(&mut *connection)
        .await?;
        let Some(first) = rows.first() else { return Ok(None) };
        if let Some(assignment) = first.assignment
            && keys_out(&mut connection, person, &[assignment]).await?.is_empty()
        {
            return Ok(None);
        }
        let mut missed = MissedInAttempt {
            certification: first.certification.clone(),
            edition: first.edition_id,
            started_at: first.started_at,
            items: BTreeSet::new(),
        };
        for row in rows {
            let order = OptionOrder::unpack(row.ordering)
                .ok_or_else(|| StoreError::Corrupt(format!("attempt {attempt}: the order of options")))?;
            let rule: Option<Ruling> = row.rule.map(|rule| stored("a ruling", rule)).transpose()?;
            let key = Key::new(Choices(row.keys as u16), rule.as_ref());
            if key.mark(order.to_written(Choices(row.chosen as u16))) != ItemMark::Right {
                missed.items.insert(row.item);
            }
        }
        Ok(Some(missed))
    }
}

fn difficulty(name: &str) -> Difficulty {
    match name {
        "easy" => Difficulty::Easy,
        "hard" => Difficulty::Hard,
        _ => Difficulty::Medium,
    }
}
