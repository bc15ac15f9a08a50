//! Banks and items of instructors, at the level of the store.

use crate::Site;
use invigil_exam::{Choices, Difficulty, Item, Question, Solution};
use invigil_store::Written;
use uuid::Uuid;

/// A plain item of this name: what `2 + 2` is, with the key first of three.
pub fn sum(name: &str) -> Item {
    Item {
        id: name.into(),
        certification: String::new(),
        section: "Sums".into(),
        topic: String::new(),
        question: Question {
            stem: "What does this print?\n\n```python\nprint(2 + 2)\n```".into(),
            options: vec!["`4`".into(), "`22`".into(), "`2 + 2`".into()],
            choose: 1,
            shuffle: true,
        },
        solution: Solution {
            keys: Choices::of([0]),
            reasons: vec!["Numbers are added.".into(), "These are no texts.".into(), String::new()],
            explanation: "`+` adds numbers.".into(),
            reference: "The tutorial".into(),
            objective: "adding numbers".into(),
            difficulty: Difficulty::Easy,
        },
    }
}

impl Site {
    /// The account with this e-mail address.
    pub async fn person(&self, email: &str) -> Uuid {
        self.store.credentials(email).await.expect("answers").expect("the account exists").person
    }

    /// A bank that belongs to this person.
    pub async fn bank_of(&self, owner: Uuid) -> Uuid {
        let bank = Uuid::now_v7();
        sqlx::query("INSERT INTO bank (id, owner, name) VALUES ($1, $2, 'Arithmetic')")
            .bind(bank)
            .bind(owner)
            .execute(&self.db)
            .await
            .expect("a bank");
        bank
    }

    /// Shares a bank.
    pub async fn share_bank(&self, bank: Uuid, person: Uuid, may_edit: bool) {
        sqlx::query("INSERT INTO bank_share (bank, person, may_edit) VALUES ($1, $2, $3)")
            .bind(bank)
            .bind(person)
            .bind(may_edit)
            .execute(&self.db)
            .await
            .expect("it is shared");
    }

    /// Writes an item into a bank; returns its id.
    pub async fn written(&self, owner: Uuid, bank: Uuid, item: &Item) -> String {
        match self.store.write_item(owner, bank, item, "").await.expect("answers") {
            Written::New(id) => id,
            other => panic!("not written: {other:?}"),
        }
    }

    /// Puts an item's current revision at a position of an attempt, its options as written.
    pub async fn pin(&self, attempt: Uuid, position: i32, item: &str) {
        let moved = sqlx::query(
            "UPDATE attempt SET revisions[$2] = r.id, choose[$2] = (r.question ->> 'choose')::int,
                    orders[$2] = CASE jsonb_array_length(r.question -> 'options') WHEN 3 THEN x'2103'::int END
             FROM item i JOIN item_revision r ON r.id = i.revision WHERE attempt.id = $1 AND i.id = $3",
        )
        .bind(attempt)
        .bind(position)
        .bind(item)
        .execute(&self.db)
        .await
        .expect("it is pinned");
        assert_eq!(moved.rows_affected(), 1, "no such attempt or item");
    }
}
