//! Ids of others in every route: nothing is shown, nothing changes, whoever asks.

use axum::body::Body;
use axum::http::Method;
use invigil_store::{AssignedStart, Role, Started};
use invigil_tests::{Belongings, Reply, Site, Visitor};
use invigil_web::{Route, routes};
use uuid::Uuid;

/// What everything of Ada's is called after; no page of somebody else says it.
const MARK: &str = "Quetzalcoatl";

/// A form that every route understands, with what could do harm.
const FORM: &str = "epoch=0&seq=0&chosen=0&go=next&name=N&email=intruder%40example.org&do=save&text=Hm&version=0&may=edit\
     &revision=1&rule=everybody&reason=Hm&future=leave&decision=regrade&on=true&what=everything&archived=yes&extra_minutes=600\
     &sitting=00000000-0000-0000-0000-000000000000&base=1&title=T&note=N&show=all&back=%2F";

/// The parameters that name something of Ada's.
const OWNED: [&str; 8] =
    ["{bank}", "{item}", "{import}", "{report}", "{ruling}", "{exam}", "{class}", "{assignment}"];

struct World {
    site: Site,
    ada: Visitor,
    /// In Ada's class, with an open attempt.
    cleo: Visitor,
    own: Belongings,
    attempt: Uuid,
}

async fn world() -> World {
    let site = Site::new().await;
    let ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let cleo = site.signed_in("cleo@example.org", Role::Candidate).await;
    let own = site.furnish(site.person("ada@example.org").await, "cleo@example.org", MARK, 0).await;
    let started = site.store.start_assigned(own.member, own.assignment).await.unwrap();
    let AssignedStart::Open(Started { attempt, .. }) = started else { panic!("{started:?}") };
    World { site, ada, cleo, own, attempt }
}

impl World {
    /// The routes about something of Ada's, with their addresses.
    fn about_hers(&self) -> Vec<(Route, String)> {
        routes()
            .into_iter()
            .filter(|route| {
                route.path.starts_with("/instructor/")
                    && OWNED.iter().any(|parameter| route.path.contains(parameter))
            })
            .map(|route| (self.own.address(route.path), route))
            .map(|(address, route)| (route, address))
            .collect()
    }

    /// Everything that is stored, as text.
    async fn contents(&self) -> Vec<String> {
        let mut contents = Vec::new();
        for table in [
            "bank",
            "bank_share",
            "bank_import",
            "item",
            "item_revision",
            "item_change",
            "item_report",
            "ruling",
            "score_change",
            "certification",
            "edition",
            "class",
            "class_member",
            "assignment",
            "assignment_override",
            "attempt",
            "audit",
            "image",
            "bank_image",
        ] {
            let query =
                format!("SELECT coalesce(string_agg(t::text, ' ' ORDER BY t::text), '') FROM {table} t");
            let text: String =
                sqlx::query_scalar(sqlx::AssertSqlSafe(query)).fetch_one(&self.site.db).await.unwrap();
            contents.push(format!("{table}: {text}"));
        }
        contents
    }

    /// Asserts that nothing of Ada's is shown to or changed by somebody, whatever they ask for.
    async fn hides_from(&self, visitor: &mut Visitor, who: &str) {
        let before = self.contents().await;
        for (route, address) in self.about_hers() {
            let reply = ask(visitor, &route.method, &address).await;
            assert!(
                matches!(reply.status.as_u16(), 401 | 403 | 404) || goes_to_sign_in(&reply),
                "{who}: {}: {}\n{}",
                reply.request,
                reply.status,
                reply.body
            );
            assert!(!reply.body.contains(MARK), "{who}: {} tells of it", reply.request);
        }
        assert_eq!(self.contents().await, before, "{who} changed something");
    }
}

fn goes_to_sign_in(reply: &Reply) -> bool {
    reply.location().is_some_and(|to| to.starts_with("/sign-in?next="))
}

async fn ask(visitor: &mut Visitor, method: &Method, address: &str) -> Reply {
    if method == Method::GET {
        return visitor.get(address).await;
    }
    let (kind, body) = if address.ends_with("/presence") {
        ("application/json", r#"{"position":1}"#)
    } else if *method == Method::PUT {
        ("application/json", r#"{"epoch":0,"seq":1,"chosen":1,"struck":0,"flagged":false}"#)
    } else {
        ("application/x-www-form-urlencoded", FORM)
    };
    visitor.send(method.clone(), address, &[("content-type", kind)], Body::from(body)).await
}

#[tokio::test]
async fn what_an_instructor_has_does_not_exist_for_others() {
    let world = world().await;
    let mut bob = world.site.signed_in("bob@example.org", Role::Instructor).await;
    let bobs = world.site.person("bob@example.org").await;
    world.site.furnish(bobs, "dan@example.org", "Bob's", 0).await;
    world.hides_from(&mut bob, "another instructor").await;
    let mut root = world.site.signed_in("root@example.org", Role::Administrator).await;
    world.hides_from(&mut root, "an administrator").await;
    world.hides_from(&mut world.cleo.clone(), "a candidate of the class").await;
    let mut guest = world.site.visitor();
    guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    world.hides_from(&mut guest, "a guest").await;
    world.hides_from(&mut world.site.visitor(), "nobody known").await;
    for page in [
        "/instructor/banks",
        "/instructor/classes",
        "/instructor/exams",
        "/instructor/exams/new",
        "/instructor/reports",
        "/instructor/bank",
    ] {
        for visitor in [&mut bob, &mut root] {
            assert!(!visitor.get(page).await.expect(200).body.contains(MARK), "{page}");
        }
    }
}

#[tokio::test]
async fn a_role_that_is_taken_away_holds_from_the_next_request() {
    let world = world().await;
    let mut ada = world.ada.clone();
    ada.get(&world.own.address("/instructor/banks/{bank}")).await.expect(200).says(MARK);
    assert!(world.site.store.live(world.own.owner, world.own.assignment).await.unwrap().is_some());
    world.site.store.set_role(world.own.owner, Role::Candidate).await.unwrap();
    world.hides_from(&mut ada, "a former instructor").await;
    // A stream that was open ends with the next look.
    assert!(world.site.store.live(world.own.owner, world.own.assignment).await.unwrap().is_none());
}

#[tokio::test]
async fn a_share_opens_what_it_says_until_it_is_taken_back() {
    let world = world().await;
    let mut bob = world.site.signed_in("bob@example.org", Role::Instructor).await;
    let bobs = world.site.person("bob@example.org").await;
    world.site.store.share_bank(world.own.owner, world.own.bank, "bob@example.org", false).await.unwrap();
    let readable = [
        "/instructor/banks/{bank}",
        "/instructor/banks/{bank}/export/{format}",
        "/instructor/items/{item}",
        "/instructor/items/{item}/revisions/{a}/{b}",
    ];
    let before = world.contents().await;
    for (route, address) in world.about_hers() {
        let reply = ask(&mut bob, &route.method, &address).await;
        if route.method == Method::GET && readable.contains(&route.path) {
            reply.expect(200).says(MARK);
        } else {
            // The editor says why it isn't open.
            assert!(
                matches!(reply.status.as_u16(), 403 | 404 | 409),
                "a viewer: {}: {}",
                reply.request,
                reply.status
            );
        }
    }
    assert_eq!(world.contents().await, before);
    assert_eq!(world.site.store.open_reports(bobs).await.unwrap(), 0);
    assert!(world.site.store.answer_report(bobs, world.own.report, "No.").await.unwrap().is_none());
    assert!(!world.site.store.put_in_force(bobs, world.own.ruling, true).await.unwrap());

    world.site.store.share_bank(world.own.owner, world.own.bank, "bob@example.org", true).await.unwrap();
    bob.get(&world.own.address("/instructor/items/{item}/edit")).await.expect(200);
    let ruling = bob.get(&world.own.address("/instructor/rulings/{ruling}")).await.expect(200);
    assert!(!ruling.body.contains("cleo@"), "who sat it is known to the class's owner alone");
    for kept in ["{bank}/share", "{bank}/delete", "{bank}/name"] {
        let address = world.own.address(&format!("/instructor/banks/{kept}"));
        let method = if kept.ends_with("share") { Method::GET } else { Method::POST };
        ask(&mut bob, &method, &address).await.expect(404);
    }
    world.site.store.unshare_bank(world.own.owner, world.own.bank, bobs).await.unwrap();
    world.hides_from(&mut bob, "whose share was taken back").await;
}

#[tokio::test]
async fn an_exam_draws_nothing_from_a_bank_that_was_taken_away() {
    let world = world().await;
    let bobs = {
        world.site.signed_in("bob@example.org", Role::Instructor).await;
        world.site.person("bob@example.org").await
    };
    world.site.store.share_bank(world.own.owner, world.own.bank, "bob@example.org", false).await.unwrap();
    let bob = world.site.furnish(bobs, "dan@example.org", "Bob's", 0).await;
    // His assignment asks for the items of her bank.
    let hers: String = world.own.item.clone();
    let moved = sqlx::query(
        "UPDATE edition SET definition = jsonb_set(definition, '{sections,0,topics}', to_jsonb(ARRAY['item/' || $2, 'item/' || $3]))
         WHERE id = $1",
    )
    .bind(bob.edition)
    .bind(&hers)
    .bind(&bob.item)
    .execute(&world.site.db)
    .await
    .unwrap();
    assert_eq!(moved.rows_affected(), 1);
    world.site.store.unshare_bank(world.own.owner, world.own.bank, bobs).await.unwrap();
    let started = world.site.store.start_assigned(bob.member, bob.assignment).await.unwrap();
    // A form whose items are picked by hand leaves out what isn't there any more.
    let AssignedStart::Open(Started { attempt, .. }) = started else { panic!("{started:?}") };
    let revisions: Vec<i32> = sqlx::query_scalar("SELECT revisions FROM attempt WHERE id = $1")
        .bind(attempt)
        .fetch_one(&world.site.db)
        .await
        .unwrap();
    assert_eq!(revisions, [bob.revision]);
}

#[tokio::test]
async fn an_assignment_is_for_those_in_the_class_and_an_attempt_for_whoever_sits_it() {
    let world = world().await;
    let page = world.own.address("/assignments/{assignment}");
    let attempt = format!("/attempts/{}", world.attempt);
    let mut dan = world.site.signed_in("dan@example.org", Role::Candidate).await;
    let before = world.contents().await;
    for visitor in [&mut dan, &mut world.ada.clone()] {
        for path in [page.as_str(), &attempt, &format!("{attempt}/result"), &format!("{attempt}/state")] {
            visitor.get(path).await.expect(404);
        }
        visitor.post(&page, &[]).await.expect(404);
        for path in ["submit", "items/1", "items/1/report", "items/1/report/read", "take-over"] {
            ask(visitor, &Method::POST, &format!("{attempt}/{path}")).await.expect(404);
        }
        for path in ["answers/1", "presence"] {
            ask(visitor, &Method::PUT, &format!("{attempt}/{path}")).await.expect(404);
        }
    }
    assert_eq!(world.contents().await, before);

    // Who joined, left and never started sees it no more, and can't start it.
    dan.post(&format!("/join/{}", world.own.code), &[]).await.expect_redirect("/join/");
    dan.get(&page).await.expect(200).says(MARK);
    dan.post("/account/classes/leave", &[("class", &world.own.class.to_string())]).await;
    dan.get(&page).await.expect(404);
    dan.post(&page, &[]).await.expect(404);
    assert!(!dan.get("/").await.expect(200).body.contains(MARK));

    // Who left with an attempt goes on with it.
    let mut cleo = world.cleo.clone();
    cleo.post("/account/classes/leave", &[("class", &world.own.class.to_string())]).await;
    cleo.get(&attempt).await.expect(200);
    ask(&mut cleo, &Method::PUT, &format!("{attempt}/answers/1")).await.expect(200);
    cleo.post(&page, &[]).await.expect(404);

    // What was taken back, and what was put away, starts for nobody.
    dan.post(&format!("/join/{}", world.own.code), &[]).await.expect_redirect("/join/");
    world.site.store.cancel_assignment(world.own.owner, world.own.assignment, true).await.unwrap();
    assert!(matches!(dan.post(&page, &[]).await.status.as_u16(), 404 | 409));
    world.site.store.cancel_assignment(world.own.owner, world.own.assignment, false).await.unwrap();
    world.site.store.archive_class(world.own.owner, world.own.class, true).await.unwrap();
    assert!(matches!(dan.post(&page, &[]).await.status.as_u16(), 404 | 409));
    assert!(!dan.get("/").await.expect(200).body.contains(MARK));
    let mut eve = world.site.signed_in("eve@example.org", Role::Candidate).await;
    eve.post(&format!("/join/{}", world.own.code), &[]).await.expect(409);
    let attempts: i64 = sqlx::query_scalar("SELECT count(*) FROM attempt WHERE assignment = $1")
        .bind(world.own.assignment)
        .fetch_one(&world.site.db)
        .await
        .unwrap();
    assert_eq!(attempts, 1);
}

#[tokio::test]
async fn an_id_of_ones_own_beside_one_of_anothers_opens_nothing() {
    let world = world().await;
    let mut bob = world.site.signed_in("bob@example.org", Role::Instructor).await;
    let bobs =
        world.site.furnish(world.site.person("bob@example.org").await, "dan@example.org", "Bob's", 0).await;
    let before = world.contents().await;
    let (hers, his) = (&world.own, &bobs);
    for path in [
        format!("/instructor/items/{}/revisions/{}/{}", his.item, hers.revision, his.revision),
        format!("/instructor/items/{}/revisions/{}/{}", his.item, his.revision, hers.revision),
        format!("/instructor/assignments/{}/overrides/{}", his.assignment, hers.member),
        format!("/instructor/assignments/{}/results/{}", his.assignment, hers.member),
    ] {
        let reply = bob.get(&path).await.expect(404);
        assert!(!reply.body.contains(MARK));
    }
    let reset = [("sitting", world.attempt.to_string())];
    let reset: Vec<(&str, &str)> = reset.iter().map(|(name, id)| (*name, id.as_str())).collect();
    for person in [hers.member, his.member] {
        bob.post(&format!("/instructor/assignments/{}/overrides/{person}/reset", his.assignment), &reset)
            .await
            .expect(404);
        bob.post(&format!("/instructor/assignments/{}/overrides/{person}", his.assignment), &[("note", "x")])
            .await;
    }
    for action in ["remove", "link"] {
        let path = format!("/instructor/classes/{}/members/{}/{action}", his.class, hers.member);
        bob.post(&path, &[]).await.expect(404);
    }
    // Her exam isn't his to assign, her items aren't his to draw.
    let edition = hers.edition.to_string();
    let form = [
        ("edition", edition.as_str()),
        ("title", "Stolen"),
        ("opens", "2199-01-01T09:00"),
        ("closes", "2199-01-02T09:00"),
        ("time_zone", "UTC"),
        ("attempts", "1"),
        ("closing", "cut"),
        ("results", "at once"),
        ("keys", "at once"),
    ];
    let refused =
        bob.post(&format!("/instructor/classes/{}/assignments/new", his.class), &form).await.expect(422);
    assert!(!refused.body.contains(MARK));
    bob.post(&format!("/instructor/assignments/{}/edit", his.assignment), &form).await.expect(422);
    let source = format!("bank/{}", hers.bank);
    let picked = hers.item.clone();
    for section in [
        [("s1-source", source.as_str()), ("s1-kind", "draw")],
        [("s1-picked", picked.as_str()), ("s1-kind", "fixed")],
    ] {
        let mut form = vec![("title", "Stolen"), ("minutes", "60"), ("pass-percent", "50"), ("do", "save")];
        form.extend([("s1-title", "All"), ("s1-items", "1")]);
        form.extend(section);
        let refused = bob.post("/instructor/exams/new", &form).await.expect(422);
        assert!(!refused.body.contains(MARK), "{}", refused.body);
    }
    // What he grants whom of his own class stays his.
    let unmoved = |contents: Vec<String>| -> Vec<String> {
        contents
            .into_iter()
            .filter(|table| !table.starts_with("assignment_override") && !table.starts_with("audit"))
            .collect()
    };
    assert_eq!(unmoved(world.contents().await), unmoved(before));
}
