//! Banks of instructors, filled with copies of the shipped bank's items.

use crate::Site;
use invigil_store::Role;
use uuid::Uuid;

impl Site {
    /// An instructor's account, without a browser.
    ///
    /// # Panics
    /// If there is an account with this address.
    pub async fn instructor(&self, email: &str) -> Uuid {
        let made = self.store.create_account(email, "Somebody", Role::Instructor, None).await;
        made.expect("answers").expect("the address is free")
    }

    /// The person with this address.
    ///
    /// # Panics
    /// If there is none.
    pub async fn person(&self, email: &str) -> Uuid {
        self.store.credentials(email).await.expect("answers").expect("the account exists").person
    }

    /// A bank with as many items under each label as asked, named `label 1`, `label 2` and so on; returns the bank, and the
    /// items in the order of their making.
    ///
    /// # Panics
    /// If the shipped bank has too few items to copy.
    pub async fn bank_with(&self, owner: Uuid, name: &str, labels: &[(&str, usize)]) -> (Uuid, Vec<String>) {
        let bank = Uuid::now_v7();
        let mut ids = Vec::new();
        sqlx::query("INSERT INTO bank (id, owner, name) VALUES ($1, $2, $3)")
            .bind(bank)
            .bind(owner)
            .bind(name)
            .execute(&self.db)
            .await
            .expect("the bank is made");
        for &(label, count) in labels {
            for number in 1..=count {
                let id = Uuid::now_v7().to_string();
                sqlx::query("INSERT INTO item (id, certification, bank, name) VALUES ($1, '', $2, $3)")
                    .bind(&id)
                    .bind(bank)
                    .bind(format!("{label} {number}").trim())
                    .execute(&self.db)
                    .await
                    .expect("the item is made");
                let written = sqlx::query(
                    "WITH revision AS (
                         INSERT INTO item_revision (item, content_hash, section, topic, question, solution)
                         SELECT $1, r.content_hash, $2, '', r.question, r.solution
                         FROM item i JOIN item_revision r ON r.id = i.revision
                         WHERE i.bank = '00000000-0000-0000-0000-000000000000' ORDER BY i.id OFFSET $3 LIMIT 1
                         RETURNING id)
                     SELECT id FROM revision",
                )
                .bind(&id)
                .bind(label)
                .bind(ids.len() as i64)
                .fetch_one(&self.db)
                .await
                .expect("there is an item to copy");
                let revision: i32 = sqlx::Row::get(&written, 0);
                sqlx::query("UPDATE item SET revision = $2 WHERE id = $1")
                    .bind(&id)
                    .bind(revision)
                    .execute(&self.db)
                    .await
                    .expect("the item is current");
                ids.push(id);
            }
        }
        (bank, ids)
    }

    /// Takes an item out of circulation, as withdrawing does.
    ///
    /// # Panics
    /// If the database fails.
    pub async fn withdraw(&self, item: &str) {
        sqlx::query("UPDATE item SET revision = NULL WHERE id = $1")
            .bind(item)
            .execute(&self.db)
            .await
            .expect("the item is withdrawn");
    }
}
