//! No page of a candidate asks the database more than five times, whoever looks and however much they have.

use super::statements;
use axum::http::Method;
use invigil_store::Role;
use invigil_tests::{Site, Visitor};
use invigil_web::{Access, routes};
use uuid::Uuid;

/// What a page may ask, the session's query among it.
const BUDGET: usize = 5;

/// The ids that addresses are made with.
struct Ids(Vec<(&'static str, String)>);

impl Ids {
    fn address(&self, path: &str) -> String {
        let address = self.0.iter().fold(path.to_owned(), |address, (name, id)| address.replace(name, id));
        assert!(!address.contains('{'), "say what to put into {address}");
        address
    }
}

/// Asks for every page that may be open to a candidate, each twice: what is worked out once, as after a start or after an exam, is no part of
/// what a page costs.
async fn over_budget(visitor: &mut Visitor, who: &str, ids: &[&Ids]) -> Vec<String> {
    let mut over = Vec::new();
    let pages = routes().into_iter().filter(|route| {
        route.method == Method::GET
            && matches!(route.access, Access::Anyone | Access::Candidate | Access::Account)
    });
    // A file with all of one's data reads all of it.
    for route in pages.filter(|route| route.path != "/data.zip") {
        for ids in ids {
            let address = ids.address(route.path);
            visitor.get(&address).await;
            statements::taken();
            let status = visitor.get(&address).await.status;
            let asked = statements::taken();
            if asked.len() > BUDGET {
                let asked: Vec<String> =
                    asked.iter().map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
                over.push(format!(
                    "{address} ({status}) for {who} asks {} times:\n  {}",
                    asked.len(),
                    asked.join("\n  ")
                ));
            }
        }
    }
    over
}

/// An attempt, a practice set, and what else addresses name.
fn ids(attempt: Uuid, practice: Uuid, assignment: Uuid, code: &str, certification: &str) -> Ids {
    Ids(vec![
        ("{attempt}", attempt.to_string()),
        ("{practice}", practice.to_string()),
        ("{assignment}", assignment.to_string()),
        ("{code}", code.to_owned()),
        ("{certification}", certification.to_owned()),
        ("{edition}", "pathway".to_owned()),
        ("{position}", "1".to_owned()),
        ("{token}", "0".repeat(64)),
        ("{name}", "00000000000000000000000000000000.png".to_owned()),
        ("{fingerprint}", "0".repeat(16)),
        ("{practice}", Uuid::from_u128(4).to_string()),
        ("{item}", "pcap-0001".to_owned()),
    ])
}

/// A set that is open, and one that is over.
async fn practised(visitor: &mut Visitor) -> [Uuid; 2] {
    let mut sets = [Uuid::nil(); 2];
    for set in &mut sets {
        let address = visitor
            .post("/practice", &[("items", "2"), ("which", "all")])
            .await
            .expect_redirect("/practice/");
        visitor.post(&format!("{address}/items/1"), &[("go", "show")]).await;
        *set = address.trim_start_matches("/practice/").parse().unwrap();
    }
    visitor.post(&format!("/practice/{}/end", sets[1]), &[]).await;
    sets
}

#[tokio::test]
async fn no_page_of_a_candidate_asks_more_than_five_times() {
    statements::listen();
    let site = Site::new().await;
    let mut stranger = site.visitor();
    let nothing = ids(Uuid::from_u128(1), Uuid::from_u128(3), Uuid::from_u128(2), "AAAAABBBBB", "pcap");
    let recognition = ids(Uuid::from_u128(1), Uuid::from_u128(3), Uuid::from_u128(2), "AAAAABBBBB", "cepp");
    let mut over = over_budget(&mut stranger, "a stranger", &[&nothing, &recognition]).await;

    // A guest with one exam behind them and one that runs.
    let mut guest = site.visitor();
    let closed = guest.post("/exams/pcep/pathway", &[]).await.expect_redirect("/attempts/");
    guest.post(&format!("{closed}/submit"), &[]).await.expect_redirect("/attempts/");
    let running = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let id = |address: &str| address.trim_start_matches("/attempts/").parse::<Uuid>().unwrap();
    let [open, solved] = practised(&mut guest).await;
    let [closed, running] = [(closed, open), (running, solved)]
        .map(|(address, set)| ids(id(&address), set, Uuid::from_u128(2), "AAAAABBBBB", "pcap"));
    over.extend(over_budget(&mut guest, "a guest", &[&closed, &running]).await);

    // Somebody in a class, with an instructor's exam, an assigned mock that is out, one that asks for another first, and passes.
    site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let mut cleo = site.signed_in("0@example.org", Role::Candidate).await;
    let person = site.person("0@example.org").await;
    let own = site.furnish(owner, "0@example.org", "Ada's", 0).await;
    let lesson = site.lesson(owner, &["Cleo"]).await;
    sqlx::query("UPDATE assignment SET prerequisites = true").execute(&site.db).await.unwrap();
    for certification in ["pcap", "pcpp-32-1", "pcpp-32-2"] {
        site.pass(person, certification).await;
    }
    let assigned = site.sat(person, lesson.assignment, 20).await;
    let theirs = site.start_assigned(person, own.assignment).await;
    site.hand_in(person, theirs).await;
    let free = site.all_right(person, "pcep").await;
    let [open, solved] = practised(&mut cleo).await;
    let all: Vec<Ids> = [(assigned, lesson.assignment), (theirs, own.assignment), (free, lesson.assignment)]
        .into_iter()
        .flat_map(|(attempt, assignment)| {
            [("pcap", open), ("cepp", solved)]
                .map(|(certification, set)| ids(attempt, set, assignment, &own.code, certification))
        })
        .collect();
    over.extend(over_budget(&mut cleo, "an account", &all.iter().collect::<Vec<_>>()).await);
    over.sort();
    over.dedup();
    assert!(over.is_empty(), "{}", over.join("\n\n"));
}
