//! Marking what is stored: the form, the answers, the keys, and the rulings that change them.

use crate::StoreError;
use crate::catalogue::stored;
use invigil_exam::{Choices, ClosedAttempt, Edition, Key, Marked, Ruling, mark};
use sqlx::PgConnection;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A ruling as marking needs it.
#[derive(Clone, Debug)]
pub(crate) struct StoredRuling {
    pub(crate) id: i32,
    pub(crate) revisions: Vec<i32>,
    pub(crate) rule: Ruling,
}

/// Rulings come into force one after the other, and never between the reading of rulings and the closing of an attempt: those
/// who close hold this lock together, those who put a ruling in force hold it alone.
pub(crate) const RULINGS_LOCK: i64 = 0x1471_6769_6c01;

/// The rulings in force for these revisions, of several for one the last.
pub(crate) async fn rulings_in_force(
    connection: &mut PgConnection,
    revisions: &[i32],
) -> Result<Vec<StoredRuling>, StoreError> {
    let rows = sqlx::query!(
        "SELECT id, revisions, rule FROM ruling
         WHERE in_force_at IS NOT NULL AND revisions && $1 ORDER BY in_force_at, id",
        revisions
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(StoredRuling { id: row.id, revisions: row.revisions, rule: stored("a ruling", row.rule)? })
        })
        .collect()
}

/// Of rulings in the order in which they came into force, the one that holds for a revision.
pub(crate) fn holding(rulings: &[StoredRuling], revision: i32) -> Option<&StoredRuling> {
    rulings.iter().rfind(|ruling| ruling.revisions.contains(&revision))
}

/// The revisions of an item that ask what `revision` asks, in order, with what counts as right at each: those with the same options,
/// of which as many may be chosen, and either the same stem or the same right answer as rulings have it. Empty where the item has
/// no such revision.
pub(crate) async fn ruled_alike(
    connection: &mut PgConnection,
    item: &str,
    revision: i32,
) -> Result<Vec<(i32, Ruling)>, StoreError> {
    let rows = sqlx::query!(
        r#"SELECT same.id, (same.solution ->> 'keys')::int AS "keys!",
                  same.question -> 'stem' = this.question -> 'stem' AS "same_stem!"
           FROM item_revision this JOIN item_revision same
             ON same.item = this.item AND same.question -> 'options' = this.question -> 'options'
                AND same.question -> 'choose' = this.question -> 'choose'
           WHERE this.id = $2 AND this.item = $1 ORDER BY same.id"#,
        item,
        revision
    )
    .fetch_all(&mut *connection)
    .await?;
    let ids: Vec<i32> = rows.iter().map(|row| row.id).collect();
    let rulings = rulings_in_force(connection, &ids).await?;
    let rows: Vec<(i32, Ruling, bool)> = rows
        .into_iter()
        .map(|row| {
            let rule = match holding(&rulings, row.id) {
                Some(ruling) => ruling.rule.clone(),
                None => Ruling::AnyOf(vec![Choices(row.keys as u16)]),
            };
            (row.id, rule, row.same_stem)
        })
        .collect();
    let Some(this) = rows.iter().find(|(id, ..)| *id == revision).map(|(_, rule, _)| rule.clone()) else {
        return Ok(Vec::new());
    };
    Ok(rows
        .into_iter()
        .filter(|(_, rule, same_stem)| *same_stem || rule.same(&this))
        .map(|(id, rule, _)| (id, rule))
        .collect())
}

/// Marks attempts, and keeps what many of them share: editions and revisions never change.
#[derive(Default)]
pub(crate) struct Marker {
    editions: HashMap<i32, Edition>,
    keys: HashMap<i32, Choices>,
}

impl Marker {
    /// Marks an attempt under the edition that it pins.
    pub(crate) async fn mark(
        &mut self,
        connection: &mut PgConnection,
        closed: &ClosedAttempt,
        rulings: &[StoredRuling],
    ) -> Result<Marked, StoreError> {
        let sitting = &closed.sitting;
        let revisions: Vec<i32> = sitting.form.slots.iter().map(|slot| slot.revision).collect();
        self.learn(connection, sitting.edition, &revisions).await?;
        let gone = || StoreError::Corrupt(format!("attempt {}: an item revision is gone", sitting.id));
        let edition = self.editions.get(&sitting.edition).ok_or_else(gone)?;
        let keys: Vec<Key<'_>> = revisions
            .iter()
            .map(|revision| {
                let keys = *self.keys.get(revision)?;
                Some(Key::new(keys, holding(rulings, *revision).map(|ruling| &ruling.rule)))
            })
            .collect::<Option<_>>()
            .ok_or_else(gone)?;
        let chosen: Vec<Choices> = sitting.entries.iter().map(|entry| entry.chosen).collect();
        Ok(mark(edition, &sitting.form, &keys, &chosen))
    }

    /// Reads what isn't known yet.
    async fn learn(
        &mut self,
        connection: &mut PgConnection,
        edition: i32,
        revisions: &[i32],
    ) -> Result<(), StoreError> {
        if let Entry::Vacant(place) = self.editions.entry(edition) {
            let definition = sqlx::query_scalar!("SELECT definition FROM edition WHERE id = $1", edition)
                .fetch_one(&mut *connection)
                .await?;
            place.insert(stored("an edition", definition)?);
        }
        let unknown: Vec<i32> =
            revisions.iter().copied().filter(|revision| !self.keys.contains_key(revision)).collect();
        if !unknown.is_empty() {
            let rows = sqlx::query!(
                r#"SELECT id, (solution ->> 'keys')::int AS "keys!" FROM item_revision WHERE id = ANY ($1)"#,
                &unknown
            )
            .fetch_all(connection)
            .await?;
            self.keys.extend(rows.into_iter().map(|row| (row.id, Choices(row.keys as u16))));
        }
        Ok(())
    }
}
