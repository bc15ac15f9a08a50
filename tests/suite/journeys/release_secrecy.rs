//! Before the release nothing that a candidate is sent depends on the key: two candidates with the same items and the same
//! answers, but with keys so that one has all right and the other none, are sent the same.

use axum::body::Body;
use axum::http::Method;
use invigil_store::{AssignedStart, Released, Role, Started};
use invigil_tests::{Belongings, Reply, Site, Visitor};
use invigil_web::{Access, Route, routes};

/// Somebody whose answers are all the first option.
struct Sitter {
    visitor: Visitor,
    own: Belongings,
    attempt: String,
}

struct Two {
    site: Site,
    right: Sitter,
    wrong: Sitter,
}

async fn sitter(site: &Site, who: &str, key: usize) -> Sitter {
    let (email, teacher) = (format!("{who}@example.org"), format!("{who}-teacher@example.org"));
    let mut visitor = site.signed_in(&email, Role::Candidate).await;
    site.signed_in(&teacher, Role::Instructor).await;
    let own = site.furnish(site.person(&teacher).await, &email, "One", key).await;
    let started = site.store.start_assigned(own.member, own.assignment).await.unwrap();
    let AssignedStart::Open(Started { attempt, .. }) = started else { panic!("{started:?}") };
    visitor.get("/").await.expect(200);
    Sitter { visitor, own, attempt: attempt.to_string() }
}

async fn two() -> Two {
    let site = Site::new().await;
    let (right, wrong) = (sitter(&site, "cleo", 0).await, sitter(&site, "dora", 2).await);
    Two { site, right, wrong }
}

/// The routes that a candidate can use, and that don't end the session.
fn candidates() -> impl Iterator<Item = Route> {
    // What ends the session, and what has tests of its own.
    let left_out = |route: &Route| {
        ["/sign-", "/account/", "/welcome/", "/theme", "/readyz", "/healthz", "/data.zip"]
            .iter()
            .any(|prefix| route.path.starts_with(prefix))
            || (route.method == Method::POST && route.path.starts_with("/exams/"))
            || (route.method == Method::POST && route.path == "/practice")
            || route.path.ends_with("/submit")
    };
    routes().into_iter().filter(move |route| {
        matches!(route.access, Access::Anyone | Access::Candidate | Access::Account) && !left_out(route)
    })
}

impl Sitter {
    fn address(&self, path: &str) -> String {
        self.own
            .address(path)
            .replace("{attempt}", &self.attempt)
            .replace("{position}", "1")
            .replace("{certification}", "pcap")
            .replace("{edition}", "pathway")
            .replace("{name}", "00000000000000000000000000000000.png")
    }

    async fn ask(&mut self, method: &Method, path: &str) -> Reply {
        let address = self.address(path);
        match *method {
            Method::GET => self.visitor.get(&address).await,
            Method::PUT => {
                let json = [("content-type", "application/json"), ("accept", "application/json")];
                let body = if path.ends_with("/presence") {
                    r#"{"position":1}"#
                } else {
                    r#"{"epoch":0,"seq":9,"chosen":1,"struck":0,"flagged":false}"#
                };
                self.visitor.send(Method::PUT, &address, &json, Body::from(body)).await
            }
            _ => {
                let form = [("epoch", "0"), ("seq", "0"), ("go", "stay"), ("text", "Hm."), ("show", "all")];
                self.visitor.post(&address, &form).await
            }
        }
    }
}

/// A reply without what differs from person to person whatever they answered: ids, and the digits of times.
fn shape(sitter: &Sitter, reply: &Reply) -> String {
    let mut headers: Vec<String> = reply
        .headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    headers.retain(|header| {
        !["x-request-id", "set-cookie", "content-length", "etag"].iter().any(|name| header.starts_with(name))
    });
    headers.sort();
    let mut text = format!("{}\n{}\n{}", reply.status, headers.join("\n"), reply.body);
    let own = &sitter.own;
    for id in [
        sitter.attempt.clone(),
        own.assignment.to_string(),
        own.item.clone(),
        own.class.to_string(),
        own.code.clone(),
        format!("{}-{}", &own.code[..5], &own.code[5..]),
    ] {
        text = text.replace(&id, "ID");
    }
    for who in ["cleo", "dora"] {
        text = text.replace(who, "who");
    }
    text.chars().map(|character| if character.is_ascii_digit() { '#' } else { character }).collect()
}

impl Two {
    /// The addresses at which the two are sent something different.
    async fn differences(&mut self) -> Vec<String> {
        let mut different = Vec::new();
        let mut seen = 0;
        for route in candidates() {
            let mut paths = vec![route.path.to_owned()];
            match route.path {
                "/attempts/{attempt}/result" => {
                    paths.extend(
                        ["all", "wrong", "flagged"].map(|show| format!("{}?show={show}", route.path)),
                    );
                }
                path if path.contains("{position}") => paths.push(path.replace("{position}", "2")),
                _ => {}
            }
            for path in paths {
                let one = self.right.ask(&route.method, &path).await;
                let other = self.wrong.ask(&route.method, &path).await;
                assert!(one.status.as_u16() < 500, "{}: {}", one.request, one.status);
                seen += 1;
                if shape(&self.right, &one) != shape(&self.wrong, &other) {
                    different.push(format!("{} {path}", route.method));
                }
            }
        }
        assert!(seen > 20, "the walk is too short: {seen}");
        different
    }

    async fn release(&self, what: Released) {
        for own in [&self.right.own, &self.wrong.own] {
            assert!(self.site.store.release(own.owner, own.assignment, what).await.unwrap());
        }
    }
}

#[tokio::test]
async fn what_is_sent_before_the_release_does_not_depend_on_the_key() {
    let mut two = two().await;
    for position in ["1", "2"] {
        for sitter in [&mut two.right, &mut two.wrong] {
            let form = [("epoch", "0"), ("seq", "0"), ("chosen", "0"), ("go", "stay")];
            let address = format!("/attempts/{}/items/{position}", sitter.attempt);
            sitter.visitor.post(&address, &form).await.expect_redirect("/attempts/");
        }
    }
    assert_eq!(two.differences().await, [""; 0], "while the clock runs");
    let mut submits = Vec::new();
    for sitter in [&mut two.right, &mut two.wrong] {
        let address = format!("/attempts/{}/submit", sitter.attempt);
        let reply = sitter.visitor.post(&address, &[]).await;
        submits.push(shape(sitter, &reply));
    }
    assert_eq!(submits[0], submits[1]);
    let outcomes: Vec<bool> =
        sqlx::query_scalar("SELECT passed FROM attempt WHERE assignment IS NOT NULL ORDER BY started_at")
            .fetch_all(&two.site.db)
            .await
            .unwrap();
    assert_eq!(outcomes, [true, false], "one has all right, the other none");
    assert_eq!(two.differences().await, [""; 0], "before anything is released");

    // A key that turns out wrong, and a regrade, say nothing either.
    for own in [&two.right.own, &two.wrong.own] {
        assert!(two.site.store.put_in_force(own.owner, own.ruling, true).await.unwrap());
        two.site.store.regrade(own.owner, own.ruling).await.unwrap().unwrap();
    }
    assert_eq!(two.differences().await, [""; 0], "after a regrade");

    two.release(Released::Results).await;
    let told = two.differences().await;
    assert!(told.contains(&"GET /attempts/{attempt}/result".to_owned()), "{told:?}");
    assert!(told.iter().all(|path| path.starts_with("GET ")), "{told:?}");
    for sitter in [&mut two.right, &mut two.wrong] {
        let sent = sitter.ask(&Method::GET, "/attempts/{attempt}/result?show=all").await.expect(200).body;
        for secret in [
            "Numbers are added",
            "These are no texts",
            "adds numbers",
            "adding numbers",
            "Right answer",
            "The tutorial",
        ] {
            assert!(!sent.contains(secret), "{secret:?} before the keys are out");
        }
        let report = [("text", "Two right answers.")];
        let address = format!("/attempts/{}/items/1/report", sitter.attempt);
        sitter.visitor.post(&address, &report).await.expect(409).says("once the right answers are out");
    }

    two.release(Released::Keys).await;
    for sitter in [&mut two.right, &mut two.wrong] {
        sitter
            .ask(&Method::GET, "/attempts/{attempt}/result?show=all")
            .await
            .expect(200)
            .says("Numbers are added");
        let report = [("text", "Two right answers.")];
        let address = format!("/attempts/{}/items/1/report", sitter.attempt);
        sitter.visitor.post(&address, &report).await.expect_redirect("/attempts/");
    }
}

#[tokio::test]
async fn a_passed_exam_of_the_pathway_leaves_no_mark_before_its_release() {
    let site = Site::new().await;
    let mut cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    site.signed_in("ada@example.org", Role::Instructor).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", "One", 0).await;
    let edition = site.edition("pcap", "pathway").await.id;
    sqlx::query("UPDATE assignment SET edition_id = $1").bind(edition).execute(&site.db).await.unwrap();
    let pages = ["/certifications/pcap", "/certifications/pcpp1", "/exams/pcap/pathway"];
    let mut before = Vec::new();
    for page in pages {
        before.push(cleo.get(page).await.body);
    }
    let attempt =
        cleo.post(&own.address("/assignments/{assignment}"), &[]).await.expect_redirect("/attempts/");
    let id = attempt.trim_start_matches("/attempts/").parse().unwrap();
    for position in 1..=40 {
        let places: Vec<String> = site.keys(id, position).await.iter().map(usize::to_string).collect();
        let mut fields = vec![("epoch", "0"), ("seq", "0"), ("go", "stay")];
        fields.extend(places.iter().map(|place| ("chosen", place.as_str())));
        cleo.post(&format!("{attempt}/items/{position}"), &fields).await.expect_redirect("/attempts/");
    }
    cleo.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    let passed: bool = sqlx::query_scalar("SELECT passed FROM attempt WHERE id = $1")
        .bind(id)
        .fetch_one(&site.db)
        .await
        .unwrap();
    assert!(passed);
    for (page, before) in pages.into_iter().zip(&before) {
        assert_eq!(cleo.get(page).await.body, *before, "{page}");
    }
    for page in ["/", "/history"] {
        let sent = cleo.get(page).await.expect(200).body;
        for told in ["100.0\u{a0}%", "is-passed", "<svg class=\"chart"] {
            assert!(!sent.contains(told), "{page} says {told}");
        }
    }
    // A practice attempt of the same exam has its own result at once, and isn't held against what is withheld.
    let practice = cleo.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    cleo.post(&format!("{practice}/submit"), &[]).await.expect_redirect(&practice);
    let result = cleo.get(&format!("{practice}/result")).await.expect(200);
    result.says("Item by item");
    assert!(!result.body.contains("100.0\u{a0}%"), "the attempt before is told of");
    site.store.release(own.owner, own.assignment, Released::Results).await.unwrap();
    cleo.get("/history").await.expect(200).says("100.0\u{a0}%");
}
