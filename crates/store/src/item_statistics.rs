//! What the answers of all candidates say about an item.

use crate::catalogue::stored;
use crate::marks::{holding, rulings_in_force};
use crate::{Store, StoreError};
use invigil_exam::{Choices, Key, OptionOrder, Solution};
use invigil_measure::{ItemStatistics, Response, item_statistics};

/// How many answers are looked at, the latest first.
const MOST: i64 = 20_000;

impl Store {
    /// The statistics of an item revision, from every closed attempt that asked it or another revision of the item with the same
    /// options and key. It is marked as rulings in force have it. `None` where there is no such revision. Who may see it is for
    /// the caller to know.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn item_statistics(&self, revision: i32) -> Result<Option<ItemStatistics>, StoreError> {
        let Some(row) = sqlx::query!(
            r#"SELECT this.solution, jsonb_array_length(this.question -> 'options') AS "options!",
                      array(SELECT same.id FROM item_revision same
                            WHERE same.item = this.item AND same.question -> 'options' = this.question -> 'options'
                              AND same.solution -> 'keys' = this.solution -> 'keys') AS "revisions!"
               FROM item_revision this WHERE this.id = $1"#,
            revision
        )
        .fetch_optional(&self.pool)
        .await?
        else {
            return Ok(None);
        };
        let solution: Solution = stored("a solution", row.solution)?;
        let answers = sqlx::query!(
            r#"SELECT a.chosen[u.position] AS "chosen!", a.orders[u.position] AS "order!",
                      cardinality(a.revisions) AS "items!",
                      (SELECT sum((mark ->> 'right')::int) FROM jsonb_array_elements(a.section_marks) mark) AS "right!"
               FROM attempt a CROSS JOIN unnest(a.revisions) WITH ORDINALITY AS u (revision, position)
               WHERE a.revisions && $1 AND a.closed_at IS NOT NULL AND a.voided_at IS NULL AND u.revision = ANY ($1)
               ORDER BY a.closed_at DESC LIMIT $2"#,
            &row.revisions,
            MOST
        )
        .fetch_all(&self.pool)
        .await?;
        let rulings = rulings_in_force(&mut *self.pool.acquire().await?, &row.revisions).await?;
        let key = Key::new(solution.keys, holding(&rulings, revision).map(|ruling| &ruling.rule));
        let responses: Vec<Response> = answers
            .iter()
            .filter_map(|answer| {
                let order = OptionOrder::unpack(answer.order)?;
                let chosen = order.to_written(Choices(answer.chosen as u16));
                let mark = key.mark(chosen);
                let others = (answer.items - 1).max(1);
                let right = answer.right - i64::from(mark == invigil_exam::ItemMark::Right);
                Some(Response { chosen, mark, rest: (right as f64 / f64::from(others)).clamp(0.0, 1.0) })
            })
            .collect();
        Ok(Some(item_statistics(row.options as usize, key.options(), &responses)))
    }
}
