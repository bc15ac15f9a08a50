//! Every route, walked as everybody: what the route table says is what happens.

use axum::body::Body;
use axum::http::{Method, StatusCode};
use invigil_store::Role;
use invigil_tests::{Reply, Site, Visitor, sum};
use invigil_web::{Access, Route, routes};
use uuid::Uuid;

/// A picture that there is.
const PICTURE: &str = "00000000000000000000000000000000.png";

/// The address of a route with real ids.
fn address(route: &Route, attempt: Uuid, person: Uuid) -> String {
    route
        .path
        .replace("{attempt}", &attempt.to_string())
        .replace("{person}", &person.to_string())
        .replace("{position}", "1")
        // A recognition has a report; an exam's attempts have theirs.
        .replace("/certifications/{certification}/report", "/certifications/cepp/report")
        .replace("{certification}", "pcap")
        .replace("{edition}", "pathway")
        .replace("{section}", "oop")
        .replace("{token}", &"0".repeat(64))
        // Nobody's; tests of their own tell whose are whose.
        .replace("{class}", &Uuid::from_u128(1).to_string())
        .replace("{assignment}", &Uuid::from_u128(2).to_string())
        .replace("{code}", "AAAAABBBBB")
        .replace("{exam}", &Uuid::from_u128(3).to_string())
        .replace("{ruling}", "2147483647")
        .replace("{practice}", &Uuid::from_u128(4).to_string())
        .replace("{format}", "native")
        // Nobody's site has Python for browsers unless it is told to.
        .replace("{fingerprint}", "0000000000000000")
        .replace("{name}", PICTURE)
}

/// Whether a route is about something that nobody has.
fn about_nothing(route: &Route) -> bool {
    ["{class}", "{assignment}", "{code}", "{exam}", "{ruling}", "{practice}", "{fingerprint}"]
        .iter()
        .any(|parameter| route.path.contains(parameter))
        // An item that no candidate has met.
        || (route.path.contains("{item}") && !route.path.starts_with("/instructor/"))
}

/// What this person has of what instructors have, for the parameters of addresses: a bank that is theirs, an item of it, a report
/// about that, an upload into it.
async fn owned_by(site: &Site, email: &str) -> Vec<(&'static str, String)> {
    let owner = format!("owner-for-{email}");
    site.signed_in(&owner, Role::Instructor).await;
    let owner = site.person(&owner).await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let candidate = site.candidate().await;
    site.pin(candidate.attempt, 1, &item).await;
    site.store.submit(candidate.person, candidate.attempt).await.unwrap();
    site.store.report_item(candidate.person, candidate.attempt, 1, "Hm.").await.unwrap();
    let report = site.store.report_inbox(owner, false, None, 1).await.unwrap().remove(0);
    let revision = report.revision.to_string();
    let import = Uuid::now_v7();
    let heir = site.person(email).await;
    sqlx::query("UPDATE bank SET owner = $2 WHERE id = $1")
        .bind(bank)
        .bind(heir)
        .execute(&site.db)
        .await
        .unwrap();
    sqlx::query("INSERT INTO bank_import (id, bank, person, file_name) VALUES ($1, $2, $3, 'a.xml')")
        .bind(import)
        .bind(bank)
        .bind(owner)
        .execute(&site.db)
        .await
        .unwrap();
    vec![
        ("{bank}", bank.to_string()),
        ("{item}", item),
        ("{a}", revision.clone()),
        ("{b}", revision),
        ("{report}", report.id.to_string()),
        ("{import}", import.to_string()),
    ]
}

/// A request that could succeed.
async fn ask(visitor: &mut Visitor, route: &Route, address: &str) -> Reply {
    let json = match route.path.ends_with("/presence") {
        true => r#"{"position":1}"#,
        false => r#"{"epoch":0,"seq":1,"chosen":1,"struck":0,"flagged":false}"#,
    };
    let form = "epoch=0&seq=0&chosen=0&go=next&role=candidate&name=N&email=n%40example.org&password=correct+horse+battery&do=preview&text=Hm&decision=drop";
    let (kind, body) = match route.method {
        Method::GET => return visitor.get(address).await,
        Method::PUT => ("application/json", json),
        _ => ("application/x-www-form-urlencoded", form),
    };
    visitor.send(route.method.clone(), address, &[("content-type", kind)], Body::from(body)).await
}

struct People {
    site: Site,
    owner: Visitor,
    attempt: Uuid,
    person: Uuid,
}

async fn people() -> People {
    let site = Site::new().await;
    let mut owner = site.signed_in("owner@example.org", Role::Candidate).await;
    let attempt = owner.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let attempt = attempt.trim_start_matches("/attempts/").parse().unwrap();
    let person = site.store.credentials("owner@example.org").await.unwrap().unwrap().person;
    sqlx::query("INSERT INTO image (name, bytes, width, height) VALUES ($1, 'png', 1, 1)")
        .bind(PICTURE)
        .execute(&site.db)
        .await
        .unwrap();
    sqlx::query(
        "INSERT INTO study_plan (person_id, certification, exam_on, weekdays, minutes_a_day, time_zone)
         VALUES ($1, 'pcap', current_date + 30, 127, 60, 'UTC')",
    )
    .bind(person)
    .execute(&site.db)
    .await
    .unwrap();
    People { site, owner, attempt, person }
}

#[tokio::test]
async fn nobody_known_gets_only_what_is_open_to_anyone() {
    let People { site, attempt, person, .. } = people().await;
    for route in routes() {
        let reply = ask(&mut site.visitor(), &route, &address(&route, attempt, person)).await;
        match (route.access, &route.method) {
            (Access::Anyone, _) => assert!(
                !matches!(reply.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN),
                "{}: {}",
                reply.request,
                reply.status
            ),
            (_, &Method::GET) => {
                reply.expect_redirect("/sign-in?next=");
            }
            _ => {
                reply.expect(401);
            }
        }
    }
}

#[tokio::test]
async fn an_attempt_does_not_exist_for_others_whatever_their_role() {
    let People { site, attempt, person, .. } = people().await;
    let mut others = vec![site.visitor()];
    others[0].post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    for role in Role::ALL {
        others.push(site.signed_in(&format!("{}@example.org", role.name()), role).await);
    }
    let before = site.store.attempt(person, attempt).await.unwrap().unwrap().0;
    for other in &mut others {
        for route in routes().iter().filter(|route| route.path.contains("{attempt}")) {
            ask(other, route, &address(route, attempt, person)).await.expect(404);
            ask(other, route, &address(route, Uuid::now_v7(), person)).await.expect(404);
        }
    }
    assert_eq!(site.store.attempt(person, attempt).await.unwrap().unwrap().0, before);
}

#[tokio::test]
async fn a_role_opens_what_the_table_says_and_no_more() {
    let People { site, attempt, person, .. } = people().await;
    for (role, rank) in [(Role::Candidate, 0), (Role::Instructor, 1), (Role::Administrator, 2)] {
        let email = format!("{}@example.org", role.name());
        let mut visitor = site.signed_in(&email, role).await;
        let own = owned_by(&site, &email).await;
        for route in routes() {
            let needed = match route.access {
                Access::Instructor => 1,
                Access::Administrator => 2,
                _ => continue,
            };
            let address = own
                .iter()
                .fold(address(&route, attempt, person), |address, (name, id)| address.replace(name, id));
            let reply = ask(&mut visitor, &route, &address).await;
            if rank < needed {
                reply.expect(403);
            } else if about_nothing(&route) {
                reply.expect(404);
            } else {
                assert!(
                    !matches!(reply.status.as_u16(), 401 | 403 | 405 | 500..)
                        && (reply.status != 404 || needs_more(&route)),
                    "{}: {}",
                    reply.request,
                    reply.status
                );
            }
        }
    }
}

/// Whether a route is about more than what [`owned_by`] makes.
fn needs_more(route: &Route) -> bool {
    route.path.ends_with("/share/{person}")
}

#[tokio::test]
async fn a_guest_is_asked_to_sign_in_where_an_account_is_needed() {
    let People { site, attempt, person, .. } = people().await;
    let mut guest = site.visitor();
    guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    for route in routes() {
        if !matches!(route.access, Access::Anyone | Access::Candidate) {
            let reply = ask(&mut guest, &route, &address(&route, attempt, person)).await;
            if route.method == Method::GET {
                reply.expect_redirect("/sign-in?next=");
            } else {
                reply.expect(401);
            }
        }
    }
}

#[tokio::test]
async fn the_owner_gets_through_everywhere() {
    let People { mut owner, attempt, person, .. } = people().await;
    for route in routes() {
        if matches!(route.access, Access::Instructor | Access::Administrator)
            || route.path.contains("{token}")
            || about_nothing(&route)
        {
            continue;
        }
        let reply = ask(&mut owner, &route, &address(&route, attempt, person)).await;
        assert!(
            !matches!(reply.status.as_u16(), 401 | 403 | 404 | 405 | 500..),
            "{}: {} {}",
            reply.request,
            reply.status,
            reply.body
        );
        if route.path == "/sign-out" {
            owner
                .post("/sign-in", &[("email", "owner@example.org"), ("password", "correct horse battery")])
                .await;
        }
    }
}

#[tokio::test]
async fn reading_changes_nothing() {
    let People { site, mut owner, attempt, person } = people().await;
    let before = contents(&site).await;
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let address = address(route, attempt, person);
        owner.get(&address).await;
        owner.send(Method::HEAD, &address, &[], Body::empty()).await;
        site.visitor().get(&address).await;
    }
    assert_eq!(contents(&site).await, before);
}

/// Everything that is stored, as text.
async fn contents(site: &Site) -> Vec<String> {
    let mut contents = Vec::new();
    for table in [
        "person",
        "session",
        "one_time_link",
        "certification",
        "edition",
        "item",
        "item_revision",
        "attempt",
        "item_change",
        "item_report",
        "score_report",
        "signing_key",
        "audit",
    ] {
        let query = format!("SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM {table} t");
        contents.push(sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&site.db).await.unwrap());
    }
    contents
}

#[tokio::test]
async fn a_forged_form_changes_nothing_and_a_running_exam_is_never_blocked() {
    let People { site, mut owner, attempt, person } = people().await;
    let before = contents(&site).await;
    for route in routes().iter().filter(|route| route.method != Method::GET) {
        let address = address(route, attempt, person);
        for forged in [
            vec![("sec-fetch-site", "cross-site")],
            vec![("sec-fetch-site", "same-site")],
            vec![("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        ] {
            let reply = owner
                .send(route.method.clone(), &address, &forged, Body::from("theme=dark"))
                .await
                .expect(403);
            reply.says("another site");
        }
    }
    assert_eq!(contents(&site).await, before);
    // No token that could have run out: the plain request of a browser is enough.
    let put = routes().into_iter().find(|route| route.method == Method::PUT).unwrap();
    ask(&mut owner, &put, &address(&put, attempt, person)).await.expect(200);
}
