//! What an instructor's exams can be made of: the banks that they see, the items in them, and whether that fills a blueprint.

use crate::bank_access::bank_access;
use crate::catalogue::stored;
use crate::drawing::sourced_pool;
use crate::exams::banks_of;
use crate::{SHIPPED_BANK, Store, StoreError};
use invigil_exam::{Edition, PoolItem, Question, Shortage, Sources, shortages};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// What the sources of a blueprint hold.
#[derive(Clone, Debug, Default)]
pub struct Supply {
    items: BTreeMap<String, usize>,
    gone: BTreeSet<String>,
}

impl Supply {
    /// How many items a source has to give; those that a narrower source has are not counted.
    pub fn items(&self, source: &str) -> usize {
        self.items.get(source).copied().unwrap_or(0)
    }

    /// Whether a source isn't there for the exam's owner any more: the bank was taken away, or never theirs.
    pub fn is_gone(&self, source: &str) -> bool {
        self.gone.contains(source)
    }

    /// The sections that can't be filled.
    pub fn shortages(&self, edition: &Edition) -> Vec<Shortage> {
        shortages(edition, |source| self.items(source))
    }
}

/// A bank that exams can be made of.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The bank.
    pub bank: Uuid,
    /// Its name.
    pub name: String,
    /// Its labels with how many items each has; those without one under an empty label.
    pub labels: Vec<(String, usize)>,
}

impl Shelf {
    /// How many items it has.
    pub fn items(&self) -> usize {
        self.labels.iter().map(|(_, items)| items).sum()
    }
}

/// An item as it is picked by hand.
#[derive(Clone, Debug)]
pub struct Pick {
    /// Its id.
    pub item: String,
    /// Its bank.
    pub bank: Uuid,
    /// What it is called in its bank.
    pub name: String,
    /// What it is filed under; may be empty.
    pub label: String,
    /// The stem, as Markdown.
    pub stem: String,
    /// Whether forms don't take it any more.
    pub withdrawn: bool,
}

impl Store {
    /// What the sources of `edition` hold for an exam of `owner`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn supply(&self, owner: Uuid, edition: &Edition) -> Result<Supply, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let mut supply = Supply::default();
        for item in sourced_pool(&mut *connection, owner, owner, &Sources::of(edition)).await? {
            *supply.items.entry(item.topic).or_default() += 1;
        }
        let topics: Vec<&str> =
            edition.sections.iter().flat_map(|section| &section.topics).map(String::as_str).collect();
        let banks = banks_of(&mut connection, topics.iter().copied()).await?;
        let mut access: HashMap<Uuid, bool> = HashMap::new();
        for topic in topics {
            let seen = match banks.get(topic) {
                None => false,
                Some(bank) => match access.get(bank) {
                    Some(&seen) => seen,
                    None => {
                        let seen = bank_access(&mut *connection, owner, *bank).await?.is_some();
                        access.insert(*bank, seen);
                        seen
                    }
                },
            };
            if !seen {
                supply.gone.insert(topic.to_owned());
            }
        }
        Ok(supply)
    }

    /// The items that forms of `edition`, an exam of `owner`, are drawn from now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drawn_from(&self, owner: Uuid, edition: &Edition) -> Result<Vec<PoolItem>, StoreError> {
        sourced_pool(&self.pool, owner, owner, &Sources::of(edition)).await
    }

    /// The banks that a person sees, with how many items they have by label: their own by name, then the others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn shelves(&self, person: Uuid) -> Result<Vec<Shelf>, StoreError> {
        let rows = sqlx::query!(
            r#"SELECT b.id, b.name, filed.label AS "label?", count(filed.item) AS "items!"
               FROM bank b JOIN person p ON p.id = $1 AND p.role IN ('instructor', 'administrator')
               LEFT JOIN (
                   SELECT i.id AS item, i.bank,
                          CASE WHEN i.bank = $2 THEN i.certification || '/' || r.section ELSE r.section END AS label
                   FROM item i JOIN item_revision r ON r.id = i.revision
               ) filed ON filed.bank = b.id
               WHERE b.owner IS NULL OR b.owner = p.id
                  OR EXISTS (SELECT FROM bank_share s WHERE s.bank = b.id AND s.person = p.id)
               GROUP BY b.id, filed.label
               ORDER BY b.owner IS NULL, b.owner IS DISTINCT FROM $1, lower(b.name), b.id, filed.label = '', filed.label"#,
            person,
            SHIPPED_BANK
        )
        .fetch_all(&self.pool)
        .await?;
        let mut shelves: Vec<Shelf> = Vec::new();
        for row in rows {
            if shelves.last().is_none_or(|last| last.bank != row.id) {
                shelves.push(Shelf { bank: row.id, name: row.name, labels: Vec::new() });
            }
            if let (Some(shelf), Some(label)) = (shelves.last_mut(), row.label) {
                shelf.labels.push((label, row.items as usize));
            }
        }
        Ok(shelves)
    }

    /// Items of a bank that forms can take, whose name, label or text contains `search`, in the order in which they came, at most `limit`. None where
    /// the bank isn't there for the person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pickable(
        &self,
        person: Uuid,
        bank: Uuid,
        search: &str,
        limit: u16,
    ) -> Result<Vec<Pick>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        if bank_access(&mut *connection, person, bank).await?.is_none() {
            return Ok(Vec::new());
        }
        let rows = sqlx::query!(
            r#"SELECT i.id AS item, coalesce(i.name, i.id) AS "name!", r.section AS label, r.question
               FROM item i JOIN item_revision r ON r.id = i.revision
               WHERE i.bank = $1
                 AND strpos(lower(concat_ws(' ', coalesce(i.name, i.id), r.section, r.question ->> 'stem')), lower($2)) > 0
               ORDER BY i.id LIMIT $3"#,
            bank,
            search,
            i64::from(limit)
        )
        .fetch_all(&mut *connection)
        .await?;
        rows.into_iter()
            .map(|row| {
                let question: Question = stored("a question", row.question)?;
                let (name, label, stem) = (row.name, row.label, question.stem);
                Ok(Pick { item: row.item, bank, name, label, stem, withdrawn: false })
            })
            .collect()
    }

    /// These items, as far as they are in banks that the person sees, in no particular order. Withdrawn ones are told as such.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn picks(&self, person: Uuid, items: &[String]) -> Result<Vec<Pick>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let rows = sqlx::query!(
            r#"SELECT i.id AS item, i.bank, coalesce(i.name, i.id) AS "name!", r.section AS label, r.question,
                      i.revision IS NULL AS "withdrawn!"
               FROM item i CROSS JOIN LATERAL (
                   SELECT section, question FROM item_revision
                   WHERE item = i.id ORDER BY id = i.revision DESC NULLS LAST, id DESC LIMIT 1
               ) r
               WHERE i.id = ANY ($1)"#,
            items
        )
        .fetch_all(&mut *connection)
        .await?;
        let mut seen: HashMap<Uuid, bool> = HashMap::new();
        let mut picks = Vec::with_capacity(rows.len());
        for row in rows {
            let may = match seen.get(&row.bank) {
                Some(&may) => may,
                None => {
                    let may = bank_access(&mut *connection, person, row.bank).await?.is_some();
                    seen.insert(row.bank, may);
                    may
                }
            };
            if may {
                let question: Question = stored("a question", row.question)?;
                picks.push(Pick {
                    item: row.item,
                    bank: row.bank,
                    name: row.name,
                    label: row.label,
                    stem: question.stem,
                    withdrawn: row.withdrawn,
                });
            }
        }
        Ok(picks)
    }
}
