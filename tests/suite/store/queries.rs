//! The queries that the compiler checked are the ones of this schema: a migration that breaks one is found here even when
//! `.sqlx` wasn't renewed.

use invigil_tests::{Site, project};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

#[tokio::test]
async fn every_recorded_query_fits_the_migrated_schema() {
    let site = Site::new().await;
    let mut connection = PgConnection::connect(&site.database.url).await.unwrap();
    let mut checked = 0;
    for entry in std::fs::read_dir(project().join(".sqlx")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let recorded: serde_json::Value = serde_json::from_str(&text).unwrap();
        let query = recorded["query"].as_str().unwrap();
        checked += 1;
        sqlx::raw_sql(AssertSqlSafe(format!("PREPARE recorded_{checked} AS {query}")))
            .execute(&mut connection)
            .await
            .unwrap_or_else(|error| panic!("{query}\n{error}\nscripts/prepare-sql renews .sqlx"));
    }
    assert!(checked > 50, "only {checked} queries are recorded");
}
