//! The items that a form may take.

use crate::{KnownEdition, SHIPPED_BANK, StoreError};
use invigil_exam::{PoolItem, Source, Sources};
use sqlx::PgExecutor;
use time::OffsetDateTime;
use uuid::Uuid;

/// An item that a form may take, as read.
struct PoolRow {
    revision: i32,
    item: String,
    bank: Uuid,
    /// What it is filed under in its bank.
    label: String,
    /// The topic that the shipped bank gives it.
    topic: String,
    shuffle: bool,
    options: i32,
    choose: i32,
    last_seen: Option<OffsetDateTime>,
    last_practised: Option<OffsetDateTime>,
}

impl PoolRow {
    fn into_item(self, topic: String) -> PoolItem {
        PoolItem {
            revision: self.revision,
            item: self.item,
            topic,
            options: self.options as u8,
            choose: self.choose as u8,
            shuffle: self.shuffle,
            last_seen: self.last_seen,
            last_practised: self.last_practised,
        }
    }
}

/// The items that a form of this edition may take, each with the topic that the blueprint knows it by and with when this person
/// last had it in an exam and in practice.
pub(crate) async fn drawing_pool(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    known: &KnownEdition,
) -> Result<Vec<PoolItem>, StoreError> {
    match known.owner {
        None => shipped_pool(executor, person, &known.certification).await,
        Some(owner) => sourced_pool(executor, person, owner, &Sources::of(&known.edition)).await,
    }
}

async fn shipped_pool(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    certification: &str,
) -> Result<Vec<PoolItem>, StoreError> {
    let rows = sqlx::query_as!(
        PoolRow,
        r#"SELECT r.id AS revision, i.id AS item, i.bank, r.section AS label, r.topic,
                  r.question -> 'shuffle' = 'true' AS "shuffle!",
                  jsonb_array_length(r.question -> 'options') AS "options!", (r.question ->> 'choose')::int AS "choose!",
                  seen.at AS "last_seen?", practised.at AS "last_practised?"
           FROM item i JOIN item_revision r ON r.id = i.revision
           LEFT JOIN (
               SELECT earlier.item, max(a.started_at) AS at
               FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
               JOIN item_revision earlier ON earlier.id = u.revision
               WHERE a.person_id = $1 AND a.certification = $2 GROUP BY earlier.item
           ) seen ON seen.item = i.id
           LEFT JOIN (
               SELECT item, max(at) AS at FROM practice_answer WHERE person_id = $1 GROUP BY item
           ) practised ON practised.item = i.id
           WHERE i.certification = $2"#,
        person,
        certification
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.topic.clone(), row))
        .map(|(topic, row)| row.into_item(topic))
        .collect())
}

/// The current items of `sources` in the banks that `owner` may see now. An item's topic is the narrowest source that has it.
/// When the person last had an item counts in every exam: several may draw from one bank.
pub(crate) async fn sourced_pool(
    executor: impl PgExecutor<'_>,
    person: Uuid,
    owner: Uuid,
    sources: &Sources,
) -> Result<Vec<PoolItem>, StoreError> {
    let (mut whole, mut parts, mut labels, mut items) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for source in sources.iter() {
        match source.clone() {
            Source::Bank(bank) => whole.push(bank),
            Source::Section(bank, label) => {
                parts.push(bank);
                labels.push(label);
            }
            Source::Item(item) => items.push(item),
        }
    }
    let rows = sqlx::query_as!(
        PoolRow,
        r#"WITH filed AS (
               SELECT i.id AS item, i.bank, r.id AS revision, r.topic, r.question,
                      CASE WHEN i.bank = $7 THEN i.certification || '/' || r.section ELSE r.section END AS label
               FROM item i JOIN item_revision r ON r.id = i.revision
               WHERE i.bank = ANY ($3) OR i.bank = ANY ($4) OR i.id = ANY ($6)
           )
           SELECT f.revision, f.item, f.bank, f.label AS "label!", f.topic, f.question -> 'shuffle' = 'true' AS "shuffle!",
                  jsonb_array_length(f.question -> 'options') AS "options!", (f.question ->> 'choose')::int AS "choose!",
                  seen.at AS "last_seen?", practised.at AS "last_practised?"
           FROM filed f JOIN bank b ON b.id = f.bank
           JOIN person o ON o.id = $2 AND o.role IN ('instructor', 'administrator')
           LEFT JOIN (
               SELECT earlier.item, max(a.started_at) AS at
               FROM attempt a CROSS JOIN unnest(a.revisions) AS u (revision)
               JOIN item_revision earlier ON earlier.id = u.revision
               WHERE a.person_id = $1 GROUP BY earlier.item
           ) seen ON seen.item = f.item
           LEFT JOIN (
               SELECT item, max(at) AS at FROM practice_answer WHERE person_id = $1 GROUP BY item
           ) practised ON practised.item = f.item
           WHERE (b.owner IS NULL OR b.owner = o.id
                  OR EXISTS (SELECT FROM bank_share s WHERE s.bank = b.id AND s.person = o.id))
             AND (f.bank = ANY ($3) OR f.item = ANY ($6)
                  OR (f.bank, f.label) IN (SELECT * FROM unnest($4::uuid[], $5::text[])))"#,
        person,
        owner,
        &whole,
        &parts,
        &labels,
        &items,
        SHIPPED_BANK
    )
    .fetch_all(executor)
    .await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let topic = sources.of_item(&row.item, row.bank, &row.label)?.to_string();
            Some(row.into_item(topic))
        })
        .collect())
}
