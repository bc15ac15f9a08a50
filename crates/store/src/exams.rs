//! Exams that instructors make of the banks they see.

use crate::audit::{Subject, record};
use crate::bank::json;
use crate::bank_access::bank_access;
use crate::catalogue::{EditionRow, stored};
use crate::{KnownEdition, Store, StoreError};
use invigil_exam::{Certification, Edition, Scoring, Section, Source};
use serde_json::{Value, json};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use time::OffsetDateTime;
use uuid::Uuid;

/// The name of the one edition that an instructor's exam has at a time.
const EDITION: &str = "exam";

/// An exam as its instructor plans it. The caller sees to it that it makes sense.
#[derive(Clone, Debug)]
pub struct ExamPlan {
    /// 1 to 100 characters.
    pub title: String,
    /// For whoever sits it; may be empty.
    pub description: String,
    /// 1 to 600.
    pub minutes: u16,
    /// 1 to 100.
    pub pass_percent: u8,
    /// At least one; their topics are [sources](Source), and none is named twice.
    pub sections: Vec<Section>,
    /// What people call the sources.
    pub titles: BTreeMap<String, String>,
}

impl ExamPlan {
    /// The edition that it makes.
    pub fn edition(&self) -> Edition {
        Edition {
            id: EDITION.to_owned(),
            title: self.title.clone(),
            default: true,
            minutes: self.minutes,
            agreement_minutes: 0,
            pass_percent: self.pass_percent,
            scoring: Scoring::AllOrNothing,
            note: String::new(),
            sections: self.sections.clone(),
        }
    }

    fn definition(&self, id: &str) -> Result<Value, StoreError> {
        json(&Certification::of_instructor(id, &self.title, &self.description, self.titles.clone()))
    }
}

/// An exam of an instructor as it is now.
#[derive(Clone, Debug)]
pub struct OwnExam {
    /// Title, description and the titles of its sources.
    pub certification: Certification,
    /// What new attempts are started under.
    pub known: KnownEdition,
    /// When that edition was made.
    pub changed_at: OffsetDateTime,
    /// Whether it was put away.
    pub archived: bool,
    /// Where it is assigned, the latest first, in this or an earlier edition.
    pub assigned: Vec<ExamUse>,
}

/// An assignment of an exam.
#[derive(Clone, Debug)]
pub struct ExamUse {
    /// The assignment.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// The class's name.
    pub class: String,
    /// Whether it pins an edition that has been changed since.
    pub earlier: bool,
}

/// One edition in an exam's history.
#[derive(Clone, Debug)]
pub struct PastEdition {
    /// From 1, in the order in which they were made.
    pub number: usize,
    /// When it was made.
    pub made_at: OffsetDateTime,
    /// How many attempts were started under it, by anybody.
    pub attempts: i64,
    /// The edition.
    pub known: KnownEdition,
}

/// What became of storing an exam.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExamSaved {
    /// It is stored under this id.
    Stored(String),
    /// It is as it was; nothing was stored.
    Unchanged,
    /// These sources are not there for the person: a bank or an item of somebody else's, or none at all.
    Foreign(Vec<String>),
    /// There is no such exam, or it is another's.
    NotFound,
}

impl Store {
    /// Makes an exam of the banks that its instructor sees.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn create_exam(&self, person: Uuid, plan: &ExamPlan) -> Result<ExamSaved, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let foreign = foreign_sources(&mut transaction, person, plan).await?;
        if !foreign.is_empty() {
            return Ok(ExamSaved::Foreign(foreign));
        }
        let id = Uuid::now_v7().to_string();
        sqlx::query!(
            "INSERT INTO certification (id, definition, owner) VALUES ($1, $2, $3)",
            id,
            plan.definition(&id)?,
            person
        )
        .execute(&mut *transaction)
        .await?;
        let edition = insert_edition(&mut transaction, &id, &plan.edition()).await?;
        let details = json!({ "exam": id, "title": plan.title, "edition": edition });
        record(&mut transaction, Some(person), "exam made", Subject::default(), details).await?;
        transaction.commit().await?;
        Ok(ExamSaved::Stored(id))
    }

    /// Changes an exam: what new attempts are started under is a new edition, and attempts and assignments keep the one that they
    /// have.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_exam(
        &self,
        person: Uuid,
        exam: &str,
        plan: &ExamPlan,
    ) -> Result<ExamSaved, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let Some(before) = sqlx::query!(
            "SELECT c.definition, e.definition AS edition
             FROM certification c JOIN edition e ON e.certification = c.id AND e.current
             WHERE c.owner = $1 AND c.id = $2 FOR UPDATE OF c",
            person,
            exam
        )
        .fetch_optional(&mut *transaction)
        .await?
        else {
            return Ok(ExamSaved::NotFound);
        };
        let foreign = foreign_sources(&mut transaction, person, plan).await?;
        if !foreign.is_empty() {
            return Ok(ExamSaved::Foreign(foreign));
        }
        let (definition, edition) = (plan.definition(exam)?, plan.edition());
        let other_edition = before.edition != json(&edition)?;
        if before.definition == definition && !other_edition {
            return Ok(ExamSaved::Unchanged);
        }
        sqlx::query!(
            "UPDATE certification SET definition = $3 WHERE owner = $1 AND id = $2",
            person,
            exam,
            definition
        )
        .execute(&mut *transaction)
        .await?;
        let mut details = json!({ "exam": exam, "title": plan.title });
        if other_edition {
            sqlx::query!("UPDATE edition SET current = false WHERE certification = $1 AND current", exam)
                .execute(&mut *transaction)
                .await?;
            details["edition"] = insert_edition(&mut transaction, exam, &edition).await?.into();
        }
        record(&mut transaction, Some(person), "exam changed", Subject::default(), details).await?;
        transaction.commit().await?;
        Ok(ExamSaved::Stored(exam.to_owned()))
    }

    /// Puts an exam away, or takes it back. What is assigned or running goes on. `false` when there is no such exam of this
    /// person's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn archive_exam(&self, person: Uuid, exam: &str, archived: bool) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let changed = sqlx::query_scalar!(
            "UPDATE certification SET current = NOT $3 WHERE owner = $1 AND id = $2
             RETURNING definition ->> 'short'",
            person,
            exam,
            archived
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(title) = changed else { return Ok(false) };
        let action = if archived { "exam archived" } else { "exam taken back" };
        let details = json!({ "exam": exam, "title": title });
        record(&mut transaction, Some(person), action, Subject::default(), details).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// A person's own exams, the last changed first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_exams(&self, person: Uuid) -> Result<Vec<OwnExam>, StoreError> {
        self.exams_of(person, None).await
    }

    /// One of a person's own exams; `None` where there is none of this id, or it is another's.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn own_exam(&self, person: Uuid, exam: &str) -> Result<Option<OwnExam>, StoreError> {
        Ok(self.exams_of(person, Some(exam)).await?.pop())
    }

    async fn exams_of(&self, person: Uuid, exam: Option<&str>) -> Result<Vec<OwnExam>, StoreError> {
        let mut assigned: HashMap<String, Vec<ExamUse>> = HashMap::new();
        let rows = sqlx::query!(
            "SELECT e.certification, a.id, a.title, k.name AS class, NOT e.current AS \"earlier!\"
             FROM certification c JOIN edition e ON e.certification = c.id
             JOIN assignment a ON a.edition_id = e.id JOIN class k ON k.id = a.class
             WHERE c.owner = $1 AND ($2::text IS NULL OR c.id = $2) AND a.cancelled_at IS NULL
             ORDER BY a.opens_at DESC, a.id",
            person,
            exam
        )
        .fetch_all(&self.pool)
        .await?;
        for row in rows {
            assigned.entry(row.certification).or_default().push(ExamUse {
                id: row.id,
                title: row.title,
                class: row.class,
                earlier: row.earlier,
            });
        }
        let rows = sqlx::query!(
            "SELECT c.definition AS exam, c.current AS active, e.id, e.certification, e.definition, e.current, c.owner,
                    e.created_at
             FROM certification c JOIN edition e ON e.certification = c.id AND e.current
             WHERE c.owner = $1 AND ($2::text IS NULL OR c.id = $2)
             ORDER BY c.current DESC, e.created_at DESC",
            person,
            exam
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let known = EditionRow {
                    id: row.id,
                    certification: row.certification,
                    definition: row.definition,
                    current: row.current,
                    owner: row.owner,
                };
                let known = known.into_known()?;
                Ok(OwnExam {
                    certification: stored("an exam", row.exam)?,
                    changed_at: row.created_at,
                    archived: !row.active,
                    assigned: assigned.remove(&known.certification).unwrap_or_default(),
                    known,
                })
            })
            .collect()
    }

    /// Every edition that a person's own exam had, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn exam_history(&self, person: Uuid, exam: &str) -> Result<Vec<PastEdition>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT e.id, e.certification, e.definition, e.current, c.owner, e.created_at,
                      (SELECT count(*) FROM attempt t WHERE t.certification = c.id AND t.edition_id = e.id) AS "attempts!"
               FROM certification c JOIN edition e ON e.certification = c.id
               WHERE c.owner = $1 AND c.id = $2 ORDER BY e.id"#,
            person,
            exam
        )
        .fetch_all(&self.pool)
        .await?;
        let mut past = Vec::with_capacity(rows.len());
        for row in rows {
            let known = EditionRow {
                id: row.id,
                certification: row.certification,
                definition: row.definition,
                current: row.current,
                owner: row.owner,
            };
            past.push(PastEdition {
                number: past.len() + 1,
                made_at: row.created_at,
                attempts: row.attempts,
                known: known.into_known()?,
            });
        }
        past.reverse();
        Ok(past)
    }

    /// What a person may assign, each with the name of its exam: the current editions of their own exams, then those of the
    /// shipped bank.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn usable_editions(&self, person: Uuid) -> Result<Vec<(String, KnownEdition)>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT e.id, e.certification, e.definition, e.current, c.owner, c.definition ->> 'short' AS "name!"
               FROM certification c JOIN edition e ON e.certification = c.id AND e.current
               WHERE c.current AND (c.owner IS NULL OR c.owner = $1)
               ORDER BY c.owner IS NULL, lower(c.definition ->> 'short'), e.id"#,
            person
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                let known = EditionRow {
                    id: row.id,
                    certification: row.certification,
                    definition: row.definition,
                    current: row.current,
                    owner: row.owner,
                };
                Ok((row.name, known.into_known()?))
            })
            .collect()
    }
}

async fn insert_edition(
    connection: &mut PgConnection,
    exam: &str,
    edition: &Edition,
) -> Result<i32, StoreError> {
    Ok(sqlx::query_scalar!(
        "INSERT INTO edition (certification, name, definition) VALUES ($1, $2, $3) RETURNING id",
        exam,
        edition.id,
        json(edition)?
    )
    .fetch_one(connection)
    .await?)
}

/// The sources of a plan that aren't there for a person.
async fn foreign_sources(
    connection: &mut PgConnection,
    person: Uuid,
    plan: &ExamPlan,
) -> Result<Vec<String>, StoreError> {
    let topics: Vec<&String> = plan.sections.iter().flat_map(|section| &section.topics).collect();
    let banks = banks_of(&mut *connection, topics.iter().map(|topic| topic.as_str())).await?;
    let mut seen: BTreeSet<Uuid> = BTreeSet::new();
    for &bank in banks.values().collect::<BTreeSet<_>>() {
        if bank_access(&mut *connection, person, bank).await?.is_some() {
            seen.insert(bank);
        }
    }
    Ok(topics
        .into_iter()
        .filter(|topic| banks.get(topic.as_str()).is_none_or(|bank| !seen.contains(bank)))
        .cloned()
        .collect())
}

/// The bank that each source belongs to. What is no source, or an item that doesn't exist, is left out.
pub(crate) async fn banks_of<'a>(
    connection: &mut PgConnection,
    topics: impl Iterator<Item = &'a str>,
) -> Result<HashMap<&'a str, Uuid>, StoreError> {
    let mut banks = HashMap::new();
    let mut items: HashMap<String, &'a str> = HashMap::new();
    for topic in topics {
        match topic.parse() {
            Ok(Source::Bank(bank) | Source::Section(bank, _)) => _ = banks.insert(topic, bank),
            Ok(Source::Item(item)) => _ = items.insert(item, topic),
            Err(_) => {}
        }
    }
    let ids: Vec<String> = items.keys().cloned().collect();
    let rows =
        sqlx::query!("SELECT id, bank FROM item WHERE id = ANY ($1)", &ids).fetch_all(connection).await?;
    for row in rows {
        if let Some(topic) = items.get(&row.id) {
            banks.insert(topic, row.bank);
        }
    }
    Ok(banks)
}
