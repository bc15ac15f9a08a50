//! What the answers of all candidates say about an item.

use crate::marks::{StoredRuling, holding, ruled_alike, rulings_in_force};
use crate::{Store, StoreError};
use invigil_exam::{Choices, ItemMark, Key, OptionOrder};
use invigil_measure::{ItemStatistics, Response, item_statistics};
use std::collections::HashMap;

impl Store {
    /// The statistics of an item revision, from every closed attempt that asked it or a revision that asks the same (with the same
    /// options, and the same stem or right answer), but no more than the `latest` answers. They are marked by the key that counts
    /// for it now. `None` where there is no such revision. Who may see it is for the caller to know.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_statistics(
        &self,
        revision: i32,
        latest: u16,
    ) -> Result<Option<ItemStatistics>, StoreError> {
        let mut connection = self.pool.acquire().await?;
        let Some(this) = sqlx::query!(
            r#"SELECT item, jsonb_array_length(question -> 'options') AS "options!" FROM item_revision WHERE id = $1"#,
            revision
        )
        .fetch_optional(&mut *connection)
        .await?
        else {
            return Ok(None);
        };
        let alike = ruled_alike(&mut connection, &this.item, revision).await?;
        let revisions: Vec<i32> = alike.into_iter().map(|(id, _)| id).collect();
        let keys: HashMap<i32, Choices> = sqlx::query!(
            r#"SELECT id, (solution ->> 'keys')::int AS "keys!" FROM item_revision WHERE id = ANY ($1)"#,
            &revisions
        )
        .fetch_all(&mut *connection)
        .await?
        .into_iter()
        .map(|row| (row.id, Choices(row.keys as u16)))
        .collect();
        let key_of = |revision: i32| keys.get(&revision).copied().unwrap_or(Choices::NONE);
        let rulings = rulings_in_force(&mut connection, &revisions).await?;
        let answers = sqlx::query!(
            r#"SELECT a.chosen[u.position] AS "chosen!", a.orders[u.position] AS "order!", u.revision AS "revision!", a.rulings,
                      cardinality(a.revisions) AS "items!",
                      (SELECT sum((mark ->> 'right')::int) FROM jsonb_array_elements(a.section_marks) mark) AS "right!"
               FROM attempt a CROSS JOIN unnest(a.revisions) WITH ORDINALITY AS u (revision, position)
               WHERE a.revisions && $1 AND a.closed_at IS NOT NULL AND a.voided_at IS NULL AND u.revision = ANY ($1)
               ORDER BY a.closed_at DESC LIMIT $2"#,
            &revisions,
            i64::from(latest)
        )
        .fetch_all(&mut *connection)
        .await?;
        let key = Key::new(key_of(revision), holding(&rulings, revision).map(|ruling| &ruling.rule));
        let responses: Vec<Response> = answers
            .iter()
            .filter_map(|answer| {
                let order = OptionOrder::unpack(answer.order)?;
                let chosen = order.to_written(Choices(answer.chosen as u16));
                // As its attempt was marked, which a later ruling may have left so.
                let by = applied(&rulings, answer.revision, &answer.rulings);
                let counted = Key::new(key_of(answer.revision), by.map(|ruling| &ruling.rule)).mark(chosen);
                let right = answer.right - i64::from(counted == ItemMark::Right);
                let others = (answer.items - 1).max(1);
                let rest = (right as f64 / f64::from(others)).clamp(0.0, 1.0);
                Some(Response { chosen, mark: key.mark(chosen), rest })
            })
            .collect();
        Ok(Some(item_statistics(this.options as usize, key.options(), &responses)))
    }
}

/// The ruling by which an attempt that was marked by `applied` has a revision marked.
fn applied<'a>(rulings: &'a [StoredRuling], revision: i32, applied: &[i32]) -> Option<&'a StoredRuling> {
    rulings.iter().rfind(|ruling| ruling.revisions.contains(&revision) && applied.contains(&ruling.id))
}
