//! Values that no page sends, in every field and every address: an answer in words each time, and never a failure of ours.

use axum::body::Body;
use axum::http::Method;
use invigil_store::{AssignedStart, Role, Started};
use invigil_tests::{Belongings, Reply, Site, Visitor};
use invigil_web::{Route, routes};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::time::{Duration, Instant};

/// What people, scripts and scanners send.
const ODD: [&str; 22] = [
    "",
    "\0",
    "a\0b",
    "-1",
    "0",
    "32768",
    "65536",
    "2147483648",
    "9223372036854775807",
    "18446744073709551615",
    "1e309",
    "NaN",
    "٣",
    "9999-12-31T23:59",
    "1969-12-31T23:59",
    "-9999-01-01T00:00",
    "2026-03-29T02:30",
    "a\r\nSet-Cookie: session=evil\u{1b}[2J",
    "\u{202e}abc\u{2028}\u{feff}\u{1f469}\u{200d}\u{1f680}",
    "'; DROP TABLE person; --",
    "=cmd|' /C calc'!A0",
    "</textarea><script>alert(1)</script>",
];

/// The fields of all forms, with what pages send; a form is sent with one of them otherwise.
const FIELDS: [(&str, &str); 50] = [
    ("exam_on", "2027-06-01"),
    ("day", "mon"),
    ("name", "N"),
    ("email", "n@example.org"),
    ("text", "Hm."),
    ("version", "0"),
    ("may", "view"),
    ("revision", "1"),
    ("rule", "key"),
    ("keys", "1"),
    ("reason", "Because."),
    ("future", "leave"),
    ("decision", "?"),
    ("on", "true"),
    ("what", "?"),
    ("archived", "no"),
    ("extra_minutes", "5"),
    ("extra_percent", "5"),
    ("extra_attempts", "1"),
    ("opens", "2199-12-02T09:00"),
    ("closes", "2199-12-03T09:00"),
    ("time_zone", "Europe/Berlin"),
    ("attempts", "1"),
    ("minutes", "60"),
    ("closing", "cut"),
    ("results", "at once"),
    ("keys", "at once"),
    ("edition", "1"),
    ("title", "T"),
    ("note", "N"),
    ("sitting", "00000000-0000-0000-0000-000000000000"),
    ("base", "1"),
    ("section", "S"),
    ("stem", "Why?"),
    ("option", "A"),
    ("option", "B"),
    ("key", "0"),
    ("objective", "O"),
    ("explanation", "E"),
    ("reference", "R"),
    ("do", "save"),
    ("description", "D"),
    ("pass-percent", "60"),
    ("s1-title", "One"),
    ("s1-items", "1"),
    ("s1-points", ""),
    ("s1-source", "bank/x"),
    ("s2-picked", "x"),
    ("seq", "0"),
    ("epoch", "0"),
];

/// The fields of a route's form.
fn fields(path: &str) -> &'static [&'static str] {
    match path {
        "/attempts/{attempt}/items/{position}" => &["epoch", "seq", "chosen", "go"],
        "/attempts/{attempt}/items/{position}/report" => &["text", "show"],
        "/practice" => &[
            "certification",
            "section",
            "topic",
            "difficulty",
            "which",
            "items",
            "minutes",
            "attempt",
            "practice",
        ],
        "/practice/{practice}/items/{position}" => &["chosen", "guessed", "seconds", "go"],
        "/plan/{certification}" => &["exam_on", "day", "minutes", "time_zone"],
        "/account/name" | "/attempts/{attempt}/report" | "/certifications/{certification}/report" => {
            &["name"]
        }
        "/account/password" => &["current", "password"],
        "/account/classes/leave" => &["class"],
        "/theme" => &["theme", "back"],
        "/sign-up" => &["name", "email", "password", "next"],
        "/data/hand-over" => &["email"],
        "/data/delete" => &["current", "sure"],
        "/data/practice" | "/data/attempts/{attempt}" => &["do"],
        "/sign-in" => &["email", "password", "next"],
        "/welcome/{token}" => &["name", "email", "password"],
        "/administrator/people/{person}/role" => &["role", "search"],
        "/instructor/items/{item}/key" => &["revision", "rule", "keys", "reason", "future"],
        "/instructor/rulings/{ruling}" => &["decision"],
        "/instructor/banks" | "/instructor/banks/{bank}/name" => &["name"],
        "/instructor/banks/{bank}/share" => &["email", "may"],
        "/instructor/banks/{bank}/share/{person}" => &["may"],
        "/instructor/imports/{import}/apply" => &["version"],
        "/instructor/items/{item}/edit"
        | "/instructor/items/preview"
        | "/instructor/banks/{bank}/items/new" => &[
            "base",
            "name",
            "section",
            "stem",
            "option",
            "reason",
            "key",
            "objective",
            "explanation",
            "note",
            "do",
        ],
        "/instructor/items/{item}/withdraw" | "/instructor/items/{item}/restore" => &["note"],
        "/instructor/reports/{report}/answer" => &["text", "back"],
        "/instructor/exams/new" | "/instructor/exams/{exam}/edit" => &[
            "title",
            "description",
            "minutes",
            "pass-percent",
            "s1-title",
            "s1-items",
            "s1-points",
            "s1-source",
            "s2-picked",
            "do",
            "s18446744073709551615-title",
            "s1-bank",
            "s1-search",
        ],
        "/instructor/exams/{exam}/archive" => &["archived"],
        "/instructor/classes" | "/instructor/classes/{class}/name" => &["name"],
        "/instructor/classes/{class}/joining"
        | "/instructor/classes/{class}/archive"
        | "/instructor/assignments/{assignment}/cancel" => &["on"],
        "/instructor/classes/{class}/assignments/new" | "/instructor/assignments/{assignment}/edit" => &[
            "edition",
            "title",
            "note",
            "opens",
            "closes",
            "time_zone",
            "attempts",
            "minutes",
            "closing",
            "results",
            "keys",
        ],
        "/instructor/assignments/{assignment}/release" => &["what"],
        "/instructor/assignments/{assignment}/overrides/{person}" => {
            &["extra_minutes", "extra_percent", "opens", "closes", "extra_attempts", "note"]
        }
        "/instructor/assignments/{assignment}/overrides/{person}/reset" => &["sitting"],
        _ => &[],
    }
}

struct World {
    site: Site,
    /// An administrator, who is an instructor as well, and sits exams.
    ada: Visitor,
    own: Belongings,
    attempt: String,
    practice: String,
}

async fn world() -> World {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Administrator).await;
    let own = site.furnish(site.person("ada@example.org").await, "ada@example.org", "Ada's", 0).await;
    let started = site.store.start_assigned(own.member, own.assignment).await.unwrap();
    let AssignedStart::Open(Started { attempt, .. }) = started else { panic!("{started:?}") };
    ada.get("/").await.expect(200);
    let set = ada.post("/practice", &[("certification", "pcap")]).await.expect_redirect("/practice/");
    let practice = set.trim_start_matches("/practice/").to_owned();
    World { site, ada, own, attempt: attempt.to_string(), practice }
}

impl World {
    fn address(&self, route: &Route) -> String {
        self.own
            .address(route.path)
            .replace("{attempt}", &self.attempt)
            .replace("{practice}", &self.practice)
            .replace("{position}", "1")
            .replace("{certification}", "pcap")
            .replace("{edition}", "pathway")
            .replace("{section}", "oop")
            .replace("{token}", &"0".repeat(64))
            .replace("{name}", "00000000000000000000000000000000.png")
    }

    /// Signs in again where a route ended the session, with what was meant for others undone.
    async fn mend(&mut self) {
        self.site.store.set_role(self.own.owner, Role::Administrator).await.unwrap();
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[track_caller]
fn answered(reply: &Reply, what: &str) {
    assert!(reply.status.as_u16() < 500, "{} with {what:.80}: {}", reply.request, reply.status);
    for (name, value) in &reply.headers {
        assert!(!value.as_bytes().contains(&b'\n'), "{name}");
    }
    assert!(
        reply
            .headers
            .get_all("set-cookie")
            .iter()
            .all(|cookie| !cookie.as_bytes().starts_with(b"session=evil"))
    );
    assert!(!reply.body.contains("<script>alert(1)"), "{} runs {what}", reply.request);
}

async fn send(visitor: &mut Visitor, address: &str, pairs: &[(String, String)]) -> Reply {
    let body: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    visitor.send(Method::POST, address, &headers, Body::from(body.join("&"))).await
}

#[tokio::test]
async fn odd_values_in_forms_are_answered_in_words() {
    let mut world = world().await;
    let long = "x".repeat(20_000);
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        // It ends the session, which has a test of its own.
        if route.path.starts_with("/sign-") || route.path == "/account/password" {
            continue;
        }
        let address = world.address(route);
        let known = fields(route.path);
        let plain: Vec<(String, String)> = FIELDS
            .iter()
            .filter(|(name, _)| known.contains(name))
            .map(|&(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        for field in known {
            for odd in ODD.iter().copied().chain([long.as_str()]) {
                let mut pairs = plain.clone();
                pairs.retain(|(name, _)| name != field);
                pairs.push(((*field).to_owned(), odd.to_owned()));
                answered(&send(&mut world.ada, &address, &pairs).await, odd);
            }
            // Twice, which is for lists alone.
            let twice = [plain.clone(), vec![((*field).to_owned(), "1".to_owned()); 2]].concat();
            answered(&send(&mut world.ada, &address, &twice).await, "a field twice");
        }
        let extra = [
            plain,
            vec![("role".to_owned(), "administrator".to_owned()), ("\0".to_owned(), "\0".to_owned())],
        ];
        answered(&send(&mut world.ada, &address, &extra.concat()).await, "more fields");
        for (kind, body) in [
            ("application/x-www-form-urlencoded", "%00=%00&%ff=%ff&=&&==&%"),
            ("application/json", "{\"a\":"),
            ("multipart/form-data; boundary=b", "--b\r\n\r\n\0"),
            ("multipart/form-data", ""),
            ("text/plain", "\0"),
        ] {
            let reply =
                world.ada.send(Method::POST, &address, &[("content-type", kind)], Body::from(body)).await;
            answered(&reply, body);
        }
        world.mend().await;
    }
}

#[tokio::test]
async fn odd_values_in_addresses_are_answered_in_words() {
    let mut world = world().await;
    let parameters = [
        "{bank}",
        "{item}",
        "{a}",
        "{b}",
        "{import}",
        "{report}",
        "{ruling}",
        "{exam}",
        "{class}",
        "{code}",
        "{assignment}",
        "{person}",
        "{format}",
        "{attempt}",
        "{practice}",
        "{position}",
        "{certification}",
        "{edition}",
        "{section}",
        "{token}",
        "{name}",
    ];
    for route in routes().iter().filter(|route| !route.path.starts_with("/sign-")) {
        for parameter in parameters.iter().filter(|parameter| route.path.contains(*parameter)) {
            for odd in ODD.iter().copied().filter(|odd| !odd.is_empty()).chain(["..", "%2e%2e/%2e%2e"]) {
                let odd_route = route.path.replace(parameter, "ODD");
                let replaced = Route { path: Box::leak(odd_route.into_boxed_str()), ..route.clone() };
                let address = world.address(&replaced).replace("ODD", &encoded(odd));
                let reply = if route.method == Method::GET {
                    world.ada.get(&address).await
                } else {
                    let body =
                        if route.method == Method::PUT { "{}" } else { "version=0&may=view&decision=x" };
                    let kind = if route.method == Method::PUT {
                        "application/json"
                    } else {
                        "application/x-www-form-urlencoded"
                    };
                    world
                        .ada
                        .send(route.method.clone(), &address, &[("content-type", kind)], Body::from(body))
                        .await
                };
                answered(&reply, odd);
            }
        }
    }
}

#[tokio::test]
async fn odd_values_in_queries_are_answered_in_words() {
    let mut world = world().await;
    let names = [
        "certification",
        "search",
        "section",
        "withdrawn",
        "page",
        "imported",
        "show",
        "done",
        "next",
        "code",
        "form",
        "item",
        "counts",
        "sort",
        "download",
        "changed",
        "deleted",
        "report",
        "after",
        "q",
    ];
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        if route.path.ends_with("/live/events") {
            continue;
        }
        let address = world.address(route);
        for odd in ODD {
            for name in names {
                // Not each by itself where the page doesn't read it: that would be the same request again.
                if name == "q" || reads_query(route.path, name) {
                    answered(&world.ada.get(&format!("{address}?{name}={}", encoded(odd))).await, odd);
                }
            }
        }
    }
}

/// Whether a page reads this of its query.
fn reads_query(path: &str, name: &str) -> bool {
    let known: &[&str] = match path {
        "/account" | "/instructor/assignments/{assignment}" | "/instructor/classes/{class}" => &["done"],
        "/sign-in" | "/sign-up" => &["next"],
        "/join" => &["code"],
        "/history" => &["certification"],
        "/data" => &["done"],
        "/verify" => &["report"],
        "/attempts/{attempt}/report" | "/certifications/{certification}/report" => &["done"],
        "/attempts/{attempt}" => &["item"],
        "/attempts/{attempt}/result" => &["show"],
        "/practice" => &[
            "certification",
            "section",
            "topic",
            "difficulty",
            "which",
            "items",
            "minutes",
            "attempt",
            "practice",
        ],
        "/practice/{practice}" => &["item"],
        "/administrator/people" => &["search", "changed"],
        "/instructor/banks" => &["deleted"],
        "/instructor/banks/{bank}" => &["search", "section", "withdrawn", "page", "imported"],
        "/instructor/banks/{bank}/share" | "/instructor/items/{item}" | "/instructor/exams/{exam}" => {
            &["done"]
        }
        "/instructor/banks/{bank}/export/{format}" => &["download"],
        "/instructor/imports/{import}" => &["show", "page"],
        "/instructor/reports" => &["show", "done"],
        "/instructor/exams/{exam}/preview" => &["form"],
        "/instructor/assignments/{assignment}/results" => &["counts", "sort"],
        _ => &[],
    };
    known.contains(&name)
}

#[tokio::test]
async fn odd_names_of_files_and_things_break_no_page_no_header_and_no_table() {
    let mut world = world().await;
    let bank = world.own.address("/instructor/banks/{bank}");
    for name in ["a\\\"b;c.csv", "\u{202e}cod.exe", "../../etc/passwd", "naïve 名.csv", "=1+1.csv", "<b>.csv"]
    {
        let uploaded = world.ada.upload(&format!("{bank}/import"), name, b"\0\x01 nothing to read").await;
        answered(&uploaded, name);
        if let Some(page) = uploaded.location() {
            let page = world.ada.get(&page).await.expect(200);
            assert!(!page.body.contains("<b>.csv") && !page.body.contains('\u{202e}'), "{name}");
        }
    }
    for name in ["\"; filename=\"evil.exe", "naïve 名 🚀", "=1+1", "a/b\\c"] {
        world.ada.post(&format!("{bank}/name"), &[("name", name)]).await.expect_redirect(&bank);
        let class = world.own.address("/instructor/classes/{class}");
        world.ada.post(&format!("{class}/name"), &[("name", name)]).await.expect_redirect(&class);
        sqlx::query("UPDATE assignment SET title = $1").bind(name).execute(&world.site.db).await.unwrap();
        for path in [
            format!("{bank}/export/native?download=yes"),
            format!("{bank}/export/csv?download=yes"),
            world.own.address("/instructor/assignments/{assignment}/results.csv"),
            world.own.address("/instructor/assignments/{assignment}/results.xlsx"),
        ] {
            let reply = world.ada.get(&path).await.expect(200);
            let disposition = reply.headers["content-disposition"].to_str().unwrap();
            assert_eq!(disposition.matches('"').count(), 2, "{disposition}");
            assert!(
                disposition.starts_with("attachment; filename=\"") && !disposition.contains("evil.exe\"")
            );
            assert!(!disposition.contains(['/', '\\']), "{disposition}");
        }
    }
    world.ada.post("/account/name", &[("name", "ada\u{202e}gro")]).await.expect(422);
}

#[tokio::test]
async fn markdown_that_nests_without_end_is_answered_soon() {
    let mut world = world().await;
    let many = |text: &str| text.repeat(500_000 / text.len());
    for (what, stem) in [
        ("quotes", many(">")),
        ("quotes with spaces", many("> ")),
        ("lists", many("- ")),
        ("brackets", many("[")),
        ("images", many("![")),
        ("links", many("[a](")),
        ("stars", many("*a ")),
        ("strong", many("**a_")),
        ("ticks", (1..900).map(|length| "`".repeat(length) + " ").collect()),
        ("fences", many("```python\n")),
        ("indents", (0..600).map(|depth| " ".repeat(depth * 2) + "- a\n").collect()),
        ("tables", many("|a|\n|-|\n")),
        (
            "wide table",
            format!(
                "{}\n{}\n{}",
                many("|a").get(..60_000).unwrap(),
                many("|-").get(..60_000).unwrap(),
                "|a\n".repeat(2_000)
            ),
        ),
        ("references", (0..20_000).map(|number| format!("[{number}]: /a\n")).collect()),
        ("code", format!("```python\n{}\n```", many("("))),
        ("shorter code", format!("```python\n{}\n```", "(".repeat(4_900))),
        ("strings", format!("```python\n{}\n```", many("f\"{"))),
        ("entities", many("&amp;")),
        ("html", many("<b>")),
    ] {
        let began = Instant::now();
        let path = "/instructor/items/preview";
        let pairs = [("name", "N"), ("stem", stem.as_str()), ("option", "A"), ("option", "B"), ("key", "0")];
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let reply = send(&mut world.ada, path, &pairs).await;
        answered(&reply, what);
        let took = began.elapsed();
        assert!(took < Duration::from_secs(10), "{what}: {took:?}");
    }
}
