//! What can be sat, and the contents of items.

use crate::{SHIPPED_BANK, Store, StoreError};
use invigil_exam::{Certification, CertificationKind, Edition, Question, Shortage, Solution, shortages};
use serde::de::DeserializeOwned;
use serde_json::Value;
use sqlx::PgExecutor;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// An edition as stored: attempts pin its id.
#[derive(Clone, Debug)]
pub struct KnownEdition {
    /// The id of this revision of the edition.
    pub id: i32,
    /// The certification's id.
    pub certification: String,
    /// The edition.
    pub edition: Edition,
    /// Whether new attempts may be started under it; of an instructor's exam as it was when it was read.
    pub current: bool,
    /// The instructor whose exam it is; `None` for those of the shipped bank.
    pub owner: Option<Uuid>,
}

/// The certifications of the shipped bank with their current editions, every edition of theirs that an attempt may pin, and how
/// many items there are. Instructors' exams aren't in it, but for the editions that it was [given](Catalogue::with).
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// By place on the pathway; their `editions` are the current ones.
    pub certifications: Arc<Vec<Certification>>,
    editions: Arc<HashMap<i32, Arc<KnownEdition>>>,
    items: Arc<BTreeMap<(String, String), usize>>,
    /// Instructors' editions.
    given: HashMap<i32, Arc<KnownEdition>>,
}

impl Catalogue {
    /// The certification with this id.
    pub fn certification(&self, id: &str) -> Option<&Certification> {
        self.certifications.iter().find(|certification| certification.id == id)
    }

    /// The edition revision with this id.
    pub fn edition(&self, id: i32) -> Option<&Arc<KnownEdition>> {
        self.editions.get(&id).or_else(|| self.given.get(&id))
    }

    /// The same with these editions of instructors' exams in it.
    pub fn with(&self, editions: impl IntoIterator<Item = Arc<KnownEdition>>) -> Catalogue {
        let mut catalogue = self.clone();
        catalogue.given.extend(editions.into_iter().map(|known| (known.id, known)));
        catalogue
    }

    /// What people call the exam that an attempt belongs to: the certification's short name; the title that an instructor's exam
    /// had then; the certification's id where the bank doesn't have it any more.
    pub fn exam_name<'a>(&'a self, certification: &'a str, edition: i32) -> &'a str {
        match self.certification(certification) {
            Some(known) => &known.short,
            None => self
                .given
                .get(&edition)
                .filter(|known| known.owner.is_some())
                .map_or(certification, |known| known.edition.title.as_str()),
        }
    }

    /// The title of an edition beside the exam's name; empty for an instructor's exam, which has but one name.
    pub fn edition_title(&self, edition: i32) -> &str {
        self.editions.get(&edition).map_or("", |known| known.edition.title.as_str())
    }

    /// The current edition of this name.
    pub fn current_edition(&self, certification: &str, name: &str) -> Option<&Arc<KnownEdition>> {
        self.editions
            .values()
            .find(|known| known.current && known.certification == certification && known.edition.id == name)
    }

    /// How many items of a certification have this topic.
    pub fn items(&self, certification: &str, topic: &str) -> usize {
        self.items.get(&(certification.to_owned(), topic.to_owned())).copied().unwrap_or(0)
    }

    /// The sections of an edition that the bank can't fill.
    pub fn shortages(&self, certification: &str, edition: &Edition) -> Vec<Shortage> {
        shortages(edition, |topic| self.items(certification, topic))
    }
}

/// An item revision with everything that it says.
#[derive(Clone, Debug)]
pub struct Content {
    /// The revision's id.
    pub revision: i32,
    /// The item's stable id.
    pub item: String,
    /// The section's id, as the bank has it.
    pub section: String,
    /// The topic's id.
    pub topic: String,
    /// What is asked.
    pub question: Question,
    /// What is right.
    pub solution: Solution,
    /// The versions of CPython that the key was proven on; none where it wasn't, or can't be.
    pub proven_on: Vec<String>,
}

/// An edition as selected.
pub(crate) struct EditionRow {
    pub(crate) id: i32,
    pub(crate) certification: String,
    pub(crate) definition: Value,
    pub(crate) current: bool,
    pub(crate) owner: Option<Uuid>,
}

impl EditionRow {
    pub(crate) fn into_known(self) -> Result<KnownEdition, StoreError> {
        Ok(KnownEdition {
            id: self.id,
            certification: self.certification,
            edition: stored("an edition", self.definition)?,
            current: self.current,
            owner: self.owner,
        })
    }
}

/// Reads what we wrote ourselves.
pub(crate) fn stored<T: DeserializeOwned>(what: &str, value: Value) -> Result<T, StoreError> {
    serde_json::from_value(value).map_err(|problem| StoreError::Corrupt(format!("{what}: {problem}")))
}

/// The certifications of the shipped bank, without their editions.
pub(crate) async fn current_certifications(
    executor: impl PgExecutor<'_>,
) -> Result<Vec<Certification>, StoreError> {
    sqlx::query_scalar!("SELECT definition FROM certification WHERE current AND owner IS NULL")
        .fetch_all(executor)
        .await?
        .into_iter()
        .map(|definition| stored("a certification", definition))
        .collect()
}

impl Store {
    /// Reads the catalogue: the certifications of the shipped bank, and every edition.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn catalogue(&self) -> Result<Catalogue, StoreError> {
        let mut certifications = current_certifications(&self.pool).await?;
        let mut editions = HashMap::new();
        let rows = sqlx::query_as!(
            EditionRow,
            "SELECT e.id, e.certification, e.definition, e.current, c.owner
             FROM edition e JOIN certification c ON c.id = e.certification WHERE c.owner IS NULL ORDER BY e.id"
        )
        .fetch_all(&self.pool)
        .await?;
        for row in rows {
            let known = row.into_known()?;
            if known.current
                && let Some(certification) =
                    certifications.iter_mut().find(|other| other.id == known.certification)
            {
                certification.editions.push(known.edition.clone());
            }
            editions.insert(known.id, Arc::new(known));
        }
        certifications.sort_by(|a, b| (&a.pathway, a.order, &a.id).cmp(&(&b.pathway, b.order, &b.id)));
        for certification in &mut certifications {
            debug_assert!(certification.kind == CertificationKind::Exam || certification.editions.is_empty());
            certification.editions.sort_by_key(|edition| !edition.default);
        }
        let counts = sqlx::query!(
            r#"SELECT i.certification, r.topic, count(*) AS "items!"
               FROM item i JOIN item_revision r ON r.id = i.revision WHERE i.bank = $1
               GROUP BY i.certification, r.topic"#,
            SHIPPED_BANK
        )
        .fetch_all(&self.pool)
        .await?;
        let items =
            counts.into_iter().map(|row| ((row.certification, row.topic), row.items as usize)).collect();
        Ok(Catalogue {
            certifications: Arc::new(certifications),
            editions: Arc::new(editions),
            items: Arc::new(items),
            given: HashMap::new(),
        })
    }

    /// The editions with these ids, of the shipped bank or of instructors. Unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn editions(&self, ids: &[i32]) -> Result<Vec<KnownEdition>, StoreError> {
        sqlx::query_as!(
            EditionRow,
            "SELECT e.id, e.certification, e.definition, e.current, c.owner
             FROM edition e JOIN certification c ON c.id = e.certification WHERE e.id = ANY ($1)",
            ids
        )
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(EditionRow::into_known)
        .collect()
    }

    /// What these item revisions ask, without what is right. Unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn questions(&self, revisions: &[i32]) -> Result<Vec<(i32, Question)>, StoreError> {
        let rows = sqlx::query!("SELECT id, question FROM item_revision WHERE id = ANY ($1)", revisions)
            .fetch_all(&self.pool)
            .await?;
        rows.into_iter().map(|row| Ok((row.id, stored("a question", row.question)?))).collect()
    }

    /// Everything that these item revisions say, for reports and instructors. Unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn contents(&self, revisions: &[i32]) -> Result<Vec<Content>, StoreError> {
        let rows = sqlx::query!(
            "SELECT id, item, section, topic, question, solution, proven_on FROM item_revision WHERE id = ANY ($1)",
            revisions
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Content {
                    revision: row.id,
                    item: row.item,
                    section: row.section,
                    topic: row.topic,
                    question: stored("a question", row.question)?,
                    solution: stored("a solution", row.solution)?,
                    proven_on: stored("versions", row.proven_on)?,
                })
            })
            .collect()
    }

    /// What banks call the items of these revisions. Unknown ids are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_names(&self, revisions: &[i32]) -> Result<HashMap<i32, String>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT r.id, coalesce(i.name, i.id) AS "name!" FROM item_revision r JOIN item i ON i.id = r.item
               WHERE r.id = ANY ($1)"#,
            revisions
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// The ids of the current item revisions of a certification's section (as the bank has it), by item id.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn current_revisions(
        &self,
        certification: &str,
        section: &str,
    ) -> Result<Vec<i32>, StoreError> {
        Ok(sqlx::query_scalar!(
            "SELECT r.id FROM item i JOIN item_revision r ON r.id = i.revision
             WHERE i.certification = $1 AND r.section = $2 ORDER BY i.id",
            certification,
            section
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// The ids of all current item revisions of the shipped bank.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn all_current_revisions(&self) -> Result<Vec<i32>, StoreError> {
        Ok(sqlx::query_scalar!(
            r#"SELECT revision AS "revision!" FROM item WHERE revision IS NOT NULL AND bank = $1"#,
            SHIPPED_BANK
        )
        .fetch_all(&self.pool)
        .await?)
    }
}
