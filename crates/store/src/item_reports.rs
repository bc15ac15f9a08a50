//! "Something is wrong with this question": what candidates report, and what they are answered.

use crate::catalogue::stored;
use crate::sitting_assignments::standings;
use crate::{Store, StoreError, Subject, audit};
use invigil_exam::{Choices, OptionOrder, Question, Solution, Visible};
use serde_json::{Value, json};
use time::OffsetDateTime;
use uuid::Uuid;

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported {
    /// It is in the inbox of those who keep the bank.
    Done,
    /// This candidate reported this item of this attempt before. The first report stays.
    Already,
    /// There is no such item in a closed attempt of theirs.
    NoItem,
    /// The item's key isn't out for them: its assignment holds it back.
    KeyHeld,
}

/// An answer to a report.
#[derive(Clone, Debug)]
pub struct ReportAnswer {
    /// What it says.
    pub text: String,
    /// When it was given.
    pub at: OffsetDateTime,
    /// Who gave it: a name, or an e-mail address where they gave none; empty for somebody who is gone.
    pub author: String,
}

/// A report, for those who keep the bank. It doesn't say who reported.
#[derive(Clone, Debug)]
pub struct ItemReport {
    /// Its id.
    pub id: Uuid,
    /// The item.
    pub item: String,
    /// What its bank calls it.
    pub item_name: String,
    /// What the bank is called.
    pub bank_name: String,
    /// The revision that the candidate had.
    pub revision: i32,
    /// Whether another revision holds by now, or none.
    pub revised: bool,
    /// What that revision asks.
    pub question: Question,
    /// What it takes for right.
    pub solution: Solution,
    /// In which order they saw the options.
    pub order: OptionOrder,
    /// What they chose, as shown.
    pub chosen: Choices,
    /// What they wrote.
    pub text: String,
    /// When.
    pub at: OffsetDateTime,
    /// What they were answered.
    pub answer: Option<ReportAnswer>,
}

/// A report, for the candidate who wrote it.
#[derive(Clone, Debug)]
pub struct OwnReport {
    /// The attempt that it is about.
    pub attempt: Uuid,
    /// When that attempt began.
    pub started_at: OffsetDateTime,
    /// The position, from 1.
    pub position: usize,
    /// What they wrote.
    pub text: String,
    /// When.
    pub at: OffsetDateTime,
    /// What they were answered.
    pub answer: Option<ReportAnswer>,
}

impl Store {
    /// Reports the item at a position (from 1) of a candidate's own closed attempt whose keys they see. `text` has 1 to 2,000
    /// characters.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_item(
        &self,
        person: Uuid,
        attempt: Uuid,
        position: usize,
        text: &str,
    ) -> Result<Reported, StoreError> {
        let Ok(place) = i16::try_from(position) else { return Ok(Reported::NoItem) };
        let mut transaction = self.pool.begin().await?;
        let about = sqlx::query!(
            "SELECT r.id AS revision, r.item, i.bank, a.assignment FROM attempt a
             JOIN item_revision r ON r.id = a.revisions[$3::int] JOIN item i ON i.id = r.item
             WHERE a.person_id = $1 AND a.id = $2 AND a.closed_at IS NOT NULL AND $3 > 0",
            person,
            attempt,
            i32::from(place)
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(about) = about else { return Ok(Reported::NoItem) };
        if let Some(id) = about.assignment {
            let assigned = standings(&mut transaction, person, &[id]).await?.remove(&id);
            if assigned.is_none_or(|assigned| assigned.visible() < Visible::Keys) {
                return Ok(Reported::KeyHeld);
            }
        }
        let made = sqlx::query!(
            "INSERT INTO item_report (id, item, revision, attempt, position, person, text)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (attempt, position) DO NOTHING",
            Uuid::now_v7(),
            about.item,
            about.revision,
            attempt,
            place,
            person,
            text
        )
        .execute(&mut *transaction)
        .await?;
        if made.rows_affected() == 0 {
            return Ok(Reported::Already);
        }
        let subject = Subject {
            bank: Some(about.bank),
            item: Some(about.item),
            attempt: Some(attempt),
            ..Subject::default()
        };
        // Who reported stays between them and the platform, in the trail as well.
        audit::record(&mut transaction, None, "item reported", subject, json!({})).await?;
        transaction.commit().await?;
        Ok(Reported::Done)
    }

    /// The reports on items of banks that this person may change (of one item, if given): the open ones, the oldest first, or
    /// the answered ones, the newest first. At most `limit`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn report_inbox(
        &self,
        person: Uuid,
        answered: bool,
        item: Option<&str>,
        limit: u16,
    ) -> Result<Vec<ItemReport>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT w.id, w.item, coalesce(i.name, i.id) AS "item_name!", b.name AS bank_name, w.revision,
                      i.revision IS DISTINCT FROM w.revision AS "revised!", r.question, r.solution,
                      a.chosen[w.position] AS "chosen!", a.orders[w.position] AS "order!", w.text, w.at,
                      w.answer, w.answered_at, coalesce(nullif(author.name, ''), author.email, '') AS "author!"
               FROM person p JOIN bank b ON true
               LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
               JOIN item i ON i.bank = b.id JOIN item_report w ON w.item = i.id
               JOIN item_revision r ON r.id = w.revision JOIN attempt a ON a.id = w.attempt
               LEFT JOIN person author ON author.id = w.answered_by
               WHERE p.id = $1 AND p.role <> 'candidate'
                 AND ((b.owner IS NULL AND p.role = 'administrator') OR b.owner = p.id OR s.may_edit)
                 AND (w.answer IS NOT NULL) = $2 AND ($3::text IS NULL OR w.item = $3)
               ORDER BY CASE WHEN $2 THEN w.answered_at END DESC, w.at LIMIT $4"#,
            person,
            answered,
            item,
            i64::from(limit)
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let order = OptionOrder::unpack(row.order)
                    .ok_or_else(|| StoreError::Corrupt(format!("report {}: the order of options", row.id)))?;
                Ok(ItemReport {
                    id: row.id,
                    item: row.item,
                    item_name: row.item_name,
                    bank_name: row.bank_name,
                    revision: row.revision,
                    revised: row.revised,
                    question: stored("a question", row.question)?,
                    solution: stored("a solution", row.solution)?,
                    chosen: Choices(row.chosen as u16),
                    order,
                    text: row.text,
                    at: row.at,
                    answer: answer(row.answer, row.answered_at, row.author),
                })
            })
            .collect()
    }

    /// How many reports wait for this person's answer.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn open_reports(&self, person: Uuid) -> Result<i64, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT count(*) AS "count!"
               FROM person p JOIN bank b ON true
               LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
               JOIN item i ON i.bank = b.id JOIN item_report w ON w.item = i.id
               WHERE p.id = $1 AND p.role <> 'candidate' AND w.answer IS NULL
                 AND ((b.owner IS NULL AND p.role = 'administrator') OR b.owner = p.id OR s.may_edit)"#,
            person
        )
        .fetch_one(&self.pool)
        .await?)
    }

    /// Answers a report; an answer that was given before is replaced, and the candidate is told anew. `text` has 1 to 2,000
    /// characters. `None` where the report isn't there for this person, else the item.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn answer_report(
        &self,
        person: Uuid,
        report: Uuid,
        text: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let answered = sqlx::query!(
            "UPDATE item_report w SET answer = $3, answered_by = p.id, answered_at = clock_timestamp(), seen_at = NULL
             FROM person p JOIN bank b ON true
             LEFT JOIN bank_share s ON s.bank = b.id AND s.person = p.id
             JOIN item i ON i.bank = b.id
             WHERE p.id = $1 AND w.id = $2 AND i.id = w.item AND p.role <> 'candidate'
               AND ((b.owner IS NULL AND p.role = 'administrator') OR b.owner = p.id OR s.may_edit)
             RETURNING w.item, i.bank, w.attempt",
            person,
            report,
            text
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(answered) = answered else { return Ok(None) };
        let subject = Subject {
            bank: Some(answered.bank),
            item: Some(answered.item.clone()),
            attempt: Some(answered.attempt),
            ..Subject::default()
        };
        let details: Value = json!({ "answer": text });
        audit::record(&mut transaction, Some(person), "report answered", subject, details).await?;
        transaction.commit().await?;
        Ok(Some(answered.item))
    }

    /// What a candidate reported about an attempt of theirs, what was answered first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reports_of_attempt(
        &self,
        person: Uuid,
        attempt: Uuid,
    ) -> Result<Vec<OwnReport>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT w.attempt, a.started_at, w.position, w.text, w.at, w.answer, w.answered_at,
                      coalesce(nullif(author.name, ''), author.email, '') AS "author!"
               FROM item_report w JOIN attempt a ON a.id = w.attempt LEFT JOIN person author ON author.id = w.answered_by
               WHERE w.person = $1 AND a.person_id = $1 AND w.attempt = $2
               ORDER BY w.answered_at, w.at, w.position LIMIT 1000"#,
            person,
            attempt
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows
            .into_iter()
            .map(|row| OwnReport {
                attempt: row.attempt,
                started_at: row.started_at,
                position: row.position as usize,
                text: row.text,
                at: row.at,
                answer: answer(row.answer, row.answered_at, row.author),
            })
            .collect())
    }

    /// Notes that a candidate saw the answer to a report of theirs. `false` where there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn see_answer(&self, person: Uuid, attempt: Uuid, position: usize) -> Result<bool, StoreError> {
        let Ok(place) = i16::try_from(position) else { return Ok(false) };
        let seen = sqlx::query!(
            "UPDATE item_report SET seen_at = clock_timestamp()
             WHERE person = $1 AND attempt = $2 AND position = $3 AND answered_at IS NOT NULL",
            person,
            attempt,
            place
        )
        .execute(&self.pool)
        .await?;
        Ok(seen.rows_affected() > 0)
    }
}

fn answer(text: Option<String>, at: Option<OffsetDateTime>, author: String) -> Option<ReportAnswer> {
    Some(ReportAnswer { text: text?, at: at?, author })
}
