//! Mock exams of the shipped bank, sat without a page.

use crate::Site;
use invigil_exam::Choices;
use invigil_store::{Closing, Start};
use uuid::Uuid;

impl Site {
    /// Starts a mock of a certification's pathway outline and answers everything right; it isn't handed in.
    pub async fn all_right(&self, person: Uuid, certification: &str) -> Uuid {
        let edition = self.edition(certification, "pathway").await;
        let attempt = match self.store.start(person, &edition).await.expect("the database answers") {
            Start::Open(started) => started.attempt,
            other => panic!("no attempt: {other:?}"),
        };
        self.answer_all(attempt).await;
        attempt
    }

    /// Answers every position of an open attempt right.
    pub async fn answer_all(&self, attempt: Uuid) {
        let items: i32 = sqlx::query_scalar("SELECT cardinality(revisions) FROM attempt WHERE id = $1")
            .bind(attempt)
            .fetch_one(&self.db)
            .await
            .expect("the attempt exists");
        let mut chosen = Vec::new();
        for position in 1..=items {
            chosen.push(Choices::of(self.keys(attempt, position as usize).await).0 as i16);
        }
        sqlx::query("UPDATE attempt SET chosen = $2 WHERE id = $1")
            .bind(attempt)
            .bind(chosen)
            .execute(&self.db)
            .await
            .expect("all is answered");
    }

    /// Passes a mock of a certification with everything right.
    pub async fn pass(&self, person: Uuid, certification: &str) -> Uuid {
        let attempt = self.all_right(person, certification).await;
        assert_eq!(self.store.submit(person, attempt).await.expect("answers"), Closing::Closed);
        attempt
    }
}
