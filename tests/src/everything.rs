//! A person with one of everything that a candidate can have, so that nothing is forgotten where it is moved, taken along or
//! deleted.

use crate::Site;
use uuid::Uuid;

/// What such a person has.
#[derive(Clone, Debug)]
pub struct Everything {
    /// Whose it is.
    pub person: Uuid,
    /// A closed PCAP exam that wasn't assigned, with a report about its first item and a public score report.
    pub attempt: Uuid,
    /// A set of two with one answer, to `item`.
    pub practice: Uuid,
    /// An item of the shipped bank with a card, a note and a flag.
    pub item: String,
}

impl Site {
    /// Gives a person one of everything. `stability` is that of the card in days, `note` what the note says.
    ///
    /// # Panics
    /// If something of it can't be stored.
    pub async fn everything(&self, person: Uuid, stability: f32, note: &str) -> Everything {
        let attempt = self.start(person).await;
        self.hand_in(person, attempt).await;
        self.store.report_item(person, attempt, 1, "Two right answers.").await.expect("answers");
        let (item, revision): (String, i32) = sqlx::query_as(
            "SELECT id, revision FROM item WHERE certification = 'pcap' AND revision IS NOT NULL ORDER BY id LIMIT 1",
        )
        .fetch_one(&self.db)
        .await
        .expect("an item");
        let practice = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO practice (id, person_id, certification, title, criteria, revisions, choose, orders)
             VALUES ($1, $2, 'pcap', 'Strings', '{}', ARRAY[$3::int, $3], ARRAY[1, 1], ARRAY[x'32104'::int, x'32104'::int])",
        )
        .bind(practice)
        .bind(person)
        .bind(revision)
        .execute(&self.db)
        .await
        .expect("a set");
        sqlx::query(
            "INSERT INTO practice_answer (practice, position, person_id, item, revision, chosen, mark, seconds)
             VALUES ($1, 1, $2, $3, $4, 2, 'wrong', 31)",
        )
        .bind(practice)
        .bind(person)
        .bind(&item)
        .bind(revision)
        .execute(&self.db)
        .await
        .expect("an answer");
        sqlx::query(
            "INSERT INTO review_card (person_id, item, stability, difficulty, reviewed_at, due_at)
             VALUES ($1, $2, $3, 5, now(), now()) ON CONFLICT (person_id, item) DO UPDATE SET stability = $3",
        )
        .bind(person)
        .bind(&item)
        .bind(stability)
        .execute(&self.db)
        .await
        .expect("a card");
        sqlx::query("INSERT INTO own_item (person_id, item, note, flagged) VALUES ($1, $2, $3, true)")
            .bind(person)
            .bind(&item)
            .bind(note)
            .execute(&self.db)
            .await
            .expect("a note");
        sqlx::query(
            "WITH plan AS (
                 INSERT INTO study_plan (person_id, certification, exam_on, weekdays, minutes_a_day, time_zone)
                 VALUES ($1, 'pcap', '2199-01-07', 31, 30, 'Europe/Berlin') RETURNING person_id, certification)
             INSERT INTO study_week (person_id, certification, monday, plan, midnights)
             SELECT person_id, certification, '2198-12-31', '{}', array_fill(now(), ARRAY[8]) FROM plan",
        )
        .bind(person)
        .execute(&self.db)
        .await
        .expect("a plan and a week");
        sqlx::query(
            "WITH key AS (INSERT INTO signing_key (secret, public)
                 VALUES (sha256($2::uuid::text::bytea), sha256($3::uuid::text::bytea)) RETURNING id)
             INSERT INTO score_report (id, person_id, attempt, certification, token, statement, signature, signing_key)
             SELECT $3, $1, $2, 'pcap', 'token-' || $3::uuid, 'Passed.', decode(repeat('00', 64), 'hex'), id FROM key",
        )
        .bind(person)
        .bind(attempt)
        .bind(Uuid::now_v7())
        .execute(&self.db)
        .await
        .expect("a score report");
        Everything { person, attempt, practice, item }
    }

    /// The tables that have a row which names this id, but for the trail, and for where an attempt was begun.
    ///
    /// # Panics
    /// If a table can't be read.
    pub async fn traces(&self, id: Uuid) -> Vec<String> {
        let tables: Vec<String> = sqlx::query_scalar(
            "SELECT table_name::text FROM information_schema.tables
             WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'audit' ORDER BY 1",
        )
        .fetch_all(&self.db)
        .await
        .expect("the tables");
        let mut traces = Vec::new();
        for table in tables {
            let query = format!(
                "SELECT count(*) FROM {table} t WHERE (to_jsonb(t) - 'joined_from')::text LIKE '%' || $1 || '%'"
            );
            let found: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(query))
                .bind(id.to_string())
                .fetch_one(&self.db)
                .await
                .expect("the table can be read");
            if found > 0 {
                traces.push(table);
            }
        }
        traces
    }
}
