//! Revisions of items on their way into the database, many at once: column by column, as `unnest` takes them.

use crate::StoreError;
use crate::bank::json;
use invigil_exam::Item;
use serde_json::Value;
use sqlx::PgConnection;

/// Revisions to write.
#[derive(Default)]
pub(crate) struct RevisionRows {
    /// Items' ids.
    pub(crate) items: Vec<String>,
    /// What identifies the revisions among those of their items.
    pub(crate) hashes: Vec<Vec<u8>>,
    sections: Vec<String>,
    topics: Vec<String>,
    questions: Vec<Value>,
    solutions: Vec<Value>,
}

impl RevisionRows {
    /// Adds what `item` says as a revision of the item with this id.
    pub(crate) fn push(&mut self, id: String, hash: &[u8], item: &Item) -> Result<(), StoreError> {
        self.items.push(id);
        self.hashes.push(hash.to_vec());
        self.sections.push(item.section.clone());
        self.topics.push(item.topic.clone());
        self.questions.push(json(&item.question)?);
        self.solutions.push(json(&item.solution)?);
        Ok(())
    }

    /// Writes those that aren't there yet. The items are.
    pub(crate) async fn write(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query!(
            "INSERT INTO item_revision (item, content_hash, section, topic, question, solution)
             SELECT * FROM unnest($1::text[], $2::bytea[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[])
             ON CONFLICT (item, content_hash) DO NOTHING",
            &self.items,
            &self.hashes,
            &self.sections,
            &self.topics,
            &self.questions,
            &self.solutions
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
