//! The database goes away while an exam runs: nothing is acknowledged that isn't stored, and everything goes on afterwards.

use axum::http::{Method, header};
use invigil::private_postgres::{Options, PrivatePostgres};
use invigil_store::{Limits, Store};
use invigil_tests::{Database, Site, bank};
use serde_json::json;

/// A platform on a Postgres of its own, so that it can be taken away.
async fn own(folder: &std::path::Path) -> (PrivatePostgres, Site) {
    let postgres = PrivatePostgres::start(&Options::new(folder), |_| ()).await.unwrap();
    let database = Database { url: postgres.url().to_owned() };
    let store = Store::connect(&database.url, Limits::default()).await.unwrap();
    store.migrate().await.unwrap();
    store.load_bank(&bank()).await.unwrap();
    store.close().await;
    (postgres, Site::on(database).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_costs_nothing_that_was_acknowledged() {
    let folder = std::env::temp_dir().join(format!("invigil-outage-{}", uuid::Uuid::now_v7()));
    let (postgres, site) = own(&folder).await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let answer = |seq: i32, chosen: i32| json!({"epoch": 0, "seq": seq, "chosen": chosen, "struck": 0, "flagged": false});
    let path = format!("{attempt}/answers/1");
    visitor.json(Method::PUT, &path, answer(1, 1)).await.expect(200);

    // As hard as it gets; Postgres is started again by its keeper.
    let pid = postgres.pid().unwrap().to_string();
    assert!(std::process::Command::new("kill").args(["-9", &pid]).status().unwrap().success());
    let mut refused = 0;
    let mut seq = 2;
    loop {
        let reply = visitor.json(Method::PUT, &path, answer(seq, 2)).await;
        if reply.status == 200 {
            break;
        }
        assert_eq!(reply.status, 503, "{}", reply.body);
        assert!(reply.headers.contains_key(header::RETRY_AFTER));
        assert_eq!(reply.value()["error"], "unavailable");
        refused += 1;
        assert!(refused < 2000, "the database never came back");
        tokio::task::yield_now().await;
    }
    seq += 1;
    visitor.json(Method::PUT, &path, answer(seq, 4)).await.expect(200);
    let state = visitor.get(&format!("{attempt}/state")).await.expect(200).value();
    assert_eq!(
        (state["entries"][0]["seq"].as_i64(), state["entries"][0]["chosen"].as_i64()),
        (Some(3), Some(4))
    );

    // A page in the meantime is a page, not a stack trace.
    postgres.stop().await;
    let page = visitor.get("/history").await.expect(503);
    assert!(page.headers.contains_key(header::RETRY_AFTER));
    page.says("<h1").says("Nothing that was saved is lost");
    for leak in ["sqlx", "postgres", "Connection refused", folder.to_str().unwrap()] {
        assert!(!page.body.to_lowercase().contains(&leak.to_lowercase()), "the page tells of {leak}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}
