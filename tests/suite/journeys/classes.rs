//! Classes: an instructor makes one, people join it by its link and by a list.

use axum::body::Body;
use axum::http::Method;
use invigil_store::Role;
use invigil_tests::{Reply, Site, Visitor};

/// Sends a roster as a browser does: a file, or typed lines.
pub(super) async fn send_roster(visitor: &mut Visitor, class: &str, field: &str, text: &[u8]) -> Reply {
    let name = if field == "file" { "; filename=\"roster.csv\"" } else { "" };
    let mut body =
        format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"{name}\r\n\r\n").into_bytes();
    body.extend_from_slice(text);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let headers = [("content-type", "multipart/form-data; boundary=edge")];
    visitor.send(Method::POST, &format!("{class}/roster"), &headers, Body::from(body)).await
}

/// Makes a class and returns its address.
pub(super) async fn class_of(instructor: &mut Visitor, name: &str) -> String {
    let made = instructor.post("/instructor/classes", &[("name", name)]).await;
    made.expect_redirect("/instructor/classes/")
}

/// What stands between two texts.
fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before:?} in {text}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after:?} in {rest}")).0
}

#[tokio::test]
async fn people_join_by_a_link_after_signing_up_and_leave_again() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    ada.get("/instructor/classes").await.expect(200).says("You have no class yet");
    ada.post("/instructor/classes", &[("name", " ")]).await.expect(422).says("Enter a name");
    let class = class_of(&mut ada, "Python <1>").await;
    let page = ada.get(&class).await.expect(200);
    page.says("Python &#60;1&#62;").says("Nobody is in this class yet").says("Nothing is assigned yet");
    let link = between(&page.body, "http://127.0.0.1/join/", "\"").to_owned();

    // A guest is asked to make an account, and comes back.
    let mut cleo = site.visitor();
    cleo.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let small = link.to_lowercase();
    cleo.get(&format!("/join?code=+{}-{}", &small[..5], &small[5..]))
        .await
        .expect_redirect(&format!("/join/{link}"));
    let offer = cleo.get(&format!("/join/{link}")).await.expect(200);
    offer.says("You are a guest").says("Sign up and join").says(&format!("/sign-up?next=%2Fjoin%2F{link}"));
    cleo.post(&format!("/join/{link}"), &[]).await.expect(401);
    let back = format!("/join/{link}");
    let form = [
        ("name", "Cleo"),
        ("email", "cleo@example.org"),
        ("password", "correct horse battery"),
        ("next", back.as_str()),
    ];
    cleo.post("/sign-up", &form).await.expect_redirect(&back);
    cleo.get(&back).await.expect(200).says("Join the class");
    ada.get(&class).await.says("Nobody is in this class yet");
    cleo.post(&back, &[]).await.expect_redirect(&back);
    cleo.get(&back).await.expect(200).says("You are in Python");
    ada.get(&class).await.expect(200).says("cleo@example.org").says("joined by the code");

    // Switched off, renewed: the old link is good for nothing, and says so.
    ada.post(&format!("{class}/joining"), &[("on", "false")]).await.expect_redirect(&class);
    let mut dan = site.signed_in("dan@example.org", Role::Candidate).await;
    dan.get(&back).await.expect(200).says("takes nobody at the moment");
    dan.post(&back, &[]).await.expect(409).says("takes nobody at the moment");
    ada.post(&format!("{class}/joining"), &[("on", "true")]).await.expect_redirect(&class);
    ada.post(&format!("{class}/code"), &[]).await.expect_redirect(&class);
    dan.get(&back).await.expect(404).says("No class has this code");
    dan.get("/join?code=").await.expect(422).says("Enter the code");

    let account = cleo.get("/account").await.expect(200);
    account.says("Python &#60;1&#62;");
    let id = class.rsplit('/').next().unwrap();
    cleo.post("/account/classes/leave", &[("class", id)]).await.expect_redirect("/account");
    ada.get(&class).await.expect(200).says("Nobody is in this class yet").says("left the class");
}

#[tokio::test]
async fn a_roster_is_told_line_by_line_and_its_links_let_people_in() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    site.signed_in("known@example.org", Role::Candidate).await;
    let class = class_of(&mut ada, "Python 1").await;
    let roster = "\u{feff}Last name;First name;Student ID;E-mail\r\nLovelace;\"A.; Ada\";7;new@example.org\r\n\
                  Known;Kim;8;known@example.org\r\nBroken;Bo;9;bo@nowhere\r\n=HYPERLINK(1);X;10;formula@example.org\r\n\
                  Twice;Tom;11;KNOWN@example.org\r\n";
    let done = send_roster(&mut ada, &class, "file", roster.as_bytes()).await.expect(200);
    done.says("3\u{a0}people added, 2\u{a0}people refused").says("stands in line 3 already");
    done.says("This isn’t an e-mail address").says("A.; Ada Lovelace");
    // What was refused comes back with its header, to be mended.
    let mend = between(&done.body, "<textarea", "</textarea>");
    assert!(
        mend.contains("Last name;First name;Student ID;E-mail\nBroken;Bo;9;bo@nowhere\nTwice;Tom;11;KNOWN"),
        "{mend}"
    );
    assert!(
        done.body.contains("%0D%0A%22X%20%3DHYPERLINK") && !done.body.contains("%0D%0A%22%3D"),
        "no cell is a formula"
    );
    assert_eq!(done.body.matches("http://127.0.0.1/welcome/").count(), 4, "two links, each with its button");

    let token = between(&done.body, "http://127.0.0.1/welcome/", "<").to_owned();
    let mut new = site.visitor();
    new.get(&format!("/welcome/{token}")).await.expect(200).says("new@example.org");
    new.post(&format!("/welcome/{token}"), &[("password", "correct horse battery")])
        .await
        .expect_redirect("/");
    let page = ada.get(&class).await.expect(200);
    page.says("A.; Ada Lovelace").says("1 can’t sign in yet").says("member invited");

    // Sent again, nobody is added twice, and nobody who can sign in gets a link.
    let mended = "name,mail\nBo,bo@example.org\nAda,new@example.org\n";
    let again = send_roster(&mut ada, &class, "text", mended.as_bytes()).await.expect(200);
    again.says("1\u{a0}person added, 1\u{a0}person there already");
    assert_eq!(again.body.matches("http://127.0.0.1/welcome/").count(), 2, "one link, with its button");

    for (text, fault) in [("", "Choose a file, or paste"), ("name,e-mail\n", "nobody below it")] {
        send_roster(&mut ada, &class, "text", text.as_bytes()).await.expect(422).says(fault);
    }
    let many: String = (0..1001).map(|number| format!("p{number}@e.org\n")).collect();
    let refused = send_roster(&mut ada, &class, "text", many.as_bytes()).await.expect(422);
    refused.says("more than 1000 people").says("p1000@e.org");
}

#[tokio::test]
async fn a_class_does_not_exist_for_others() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let class = class_of(&mut ada, "Evening class").await;
    send_roster(&mut ada, &class, "text", b"cleo@example.org").await.expect(200);
    let cleo = site.store.credentials("cleo@example.org").await.unwrap().unwrap().person;
    let before = ada.get(&class).await.expect(200).body;
    for role in Role::ALL {
        let mut other = site.signed_in(&format!("{}@example.org", role.name()), role).await;
        let refused = if role == Role::Candidate { 403 } else { 404 };
        for page in ["", "/roster", "/assignments/new"] {
            other.get(&format!("{class}{page}")).await.expect(refused);
        }
        for form in [
            "/name",
            "/joining",
            "/code",
            "/archive",
            "/assignments/new",
            &format!("/members/{cleo}/remove"),
            &format!("/members/{cleo}/link"),
        ] {
            other.post(&format!("{class}{form}"), &[("name", "Mine"), ("on", "true")]).await.expect(refused);
        }
        send_roster(&mut other, &class, "text", b"x@example.org").await.expect(refused);
        if role != Role::Candidate {
            assert!(!other.get("/instructor/classes").await.expect(200).body.contains("Evening class"));
        }
    }
    assert_eq!(ada.get(&class).await.expect(200).body, before);
}

#[tokio::test]
async fn a_class_is_renamed_put_away_and_taken_out_again() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let class = class_of(&mut ada, "Python 1").await;
    ada.post(&format!("{class}/name"), &[("name", "")]).await.expect(422).says("Enter a name");
    ada.post(&format!("{class}/name"), &[("name", "Python 2")]).await.expect_redirect(&class);
    ada.get(&class).await.expect(200).says("name: “Python 1” → “Python 2”");
    ada.post(&format!("{class}/archive"), &[("on", "true")]).await.expect_redirect(&class);
    ada.get(&class).await.expect(200).says("This class is put away");
    ada.get("/instructor/classes").await.expect(200).says("put away");
    ada.post(&format!("{class}/archive"), &[("on", "false")]).await.expect_redirect(&class);
    assert!(!ada.get(&class).await.expect(200).body.contains("This class is put away"));
}

#[tokio::test]
async fn a_member_without_a_password_gets_a_new_link_and_may_be_removed() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let class = class_of(&mut ada, "Python 1").await;
    let listed = send_roster(&mut ada, &class, "text", b"cleo@example.org").await.expect(200);
    let first = between(&listed.body, "http://127.0.0.1/welcome/", "<").to_owned();
    let cleo = site.store.credentials("cleo@example.org").await.unwrap().unwrap().person;
    let again = ada.post(&format!("{class}/members/{cleo}/link"), &[]).await.expect(200);
    let second = between(&again.body, "http://127.0.0.1/welcome/", "\"").to_owned();
    site.visitor().get(&format!("/welcome/{first}")).await.expect(404);
    let mut visitor = site.visitor();
    visitor
        .post(&format!("/welcome/{second}"), &[("password", "correct horse battery")])
        .await
        .expect_redirect("/");
    ada.post(&format!("{class}/members/{cleo}/link"), &[]).await.expect(409).says("There is no link to give");
    ada.post(&format!("{class}/members/{cleo}/remove"), &[]).await.expect_redirect(&class);
    ada.get(&class).await.expect(200).says("Nobody is in this class yet");
    ada.post(&format!("{class}/members/{cleo}/remove"), &[]).await.expect(404);
}
