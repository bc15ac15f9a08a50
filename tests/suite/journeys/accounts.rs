//! Signing up, in and out; guests who bring their history; one-time links; roles.

use invigil_store::Role;
use invigil_tests::{Site, Visitor};

const PASSWORD: &str = "correct horse battery";

async fn sign_up(visitor: &mut Visitor, email: &str) -> invigil_tests::Reply {
    visitor.post("/sign-up", &[("name", "Ada"), ("email", email), ("password", PASSWORD)]).await
}

#[tokio::test]
async fn a_guests_history_joins_the_account_on_signing_up() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let before = guest.cookie("__Host-invigil").unwrap().to_owned();
    sign_up(&mut guest, "ada@example.org").await.expect_redirect("/");
    assert_ne!(guest.cookie("__Host-invigil").unwrap(), before, "the token survived signing up");
    guest.get(&attempt).await.expect(200);
    guest.get("/history").await.expect(200).says(&attempt);

    // From another browser.
    let mut elsewhere = site.visitor();
    elsewhere
        .post("/sign-in", &[("email", "Ada@Example.org"), ("password", PASSWORD)])
        .await
        .expect_redirect("/");
    elsewhere.get(&attempt).await.expect(200);
}

#[tokio::test]
async fn a_guests_history_joins_the_account_on_signing_in() {
    let site = Site::new().await;
    sign_up(&mut site.visitor(), "ada@example.org").await.expect_redirect("/");
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    guest
        .post("/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)])
        .await
        .expect_redirect("/");
    guest.get(&attempt).await.expect(200);
    let guests: i64 = sqlx::query_scalar("SELECT count(*) FROM person WHERE email IS NULL")
        .fetch_one(&site.db)
        .await
        .unwrap();
    assert_eq!(guests, 0);
}

#[tokio::test]
async fn a_refused_form_comes_back_filled_in_with_each_error_beside_its_field() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let reply = visitor
        .post("/sign-up", &[("name", "Ada <L>"), ("email", "no address"), ("password", "short")])
        .await;
    let reply = reply.expect(422);
    reply
        .says("value=\"Ada &#60;L&#62;\"")
        .says("value=\"no address\"")
        .says("at least 10")
        .says("autofocus");
    assert!(!reply.body.contains("value=\"short\""), "the password came back");
    assert_eq!(visitor.cookie("__Host-invigil"), None);

    sign_up(&mut site.visitor(), "ada@example.org").await.expect_redirect("/");
    sign_up(&mut visitor, "ADA@example.org")
        .await
        .expect(422)
        .says("There is an account with this e-mail address");
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_get_the_same_answer() {
    let site = Site::new().await;
    sign_up(&mut site.visitor(), "ada@example.org").await.expect_redirect("/");
    let mut visitor = site.visitor();
    let mut answers = Vec::new();
    for (email, password) in [("ada@example.org", "wrong horse battery"), ("eve@example.org", PASSWORD)] {
        let reply = visitor.post("/sign-in", &[("email", email), ("password", password)]).await.expect(422);
        answers.push(reply.body.replace(email, "SOMEBODY"));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(visitor.cookie("__Host-invigil"), None);
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    sign_up(&mut visitor, "ada@example.org").await.expect_redirect("/");
    let token = visitor.cookie("__Host-invigil").unwrap().to_owned();
    let mut thief = site.visitor();
    thief.set_cookie("__Host-invigil", &token);
    thief.get("/account").await.expect(200);
    visitor.post("/sign-out", &[]).await.expect_redirect("/");
    assert_eq!(visitor.cookie("__Host-invigil"), None);
    thief.get("/account").await.expect_redirect("/sign-in");
}

#[tokio::test]
async fn going_on_after_signing_in_never_leaves_the_site() {
    let site = Site::new().await;
    sign_up(&mut site.visitor(), "ada@example.org").await.expect_redirect("/");
    for (next, to) in
        [("/history", "/history"), ("//evil.example", "/"), ("https://evil.example", "/"), ("/\\evil", "/")]
    {
        let form = [("email", "ada@example.org"), ("password", PASSWORD), ("next", next)];
        let reply = site.visitor().post("/sign-in", &form).await;
        assert_eq!(reply.location().as_deref(), Some(to), "{next}");
    }
}

#[tokio::test]
async fn the_first_administrator_comes_by_a_link_that_works_once() {
    let site = Site::new().await;
    let link = format!("/welcome/{}", site.store.first_administrator_link().await.unwrap().reveal());
    let mut first = site.visitor();
    first.get(&link).await.expect(200);
    first
        .post(&link, &[("name", "Ada"), ("email", "ada@example.org"), ("password", "short")])
        .await
        .expect(422);
    let form = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    first.post(&link, &form).await.expect_redirect("/");
    first.get("/administrator/people").await.expect(200).says("ada@example.org");
    let again = site.visitor().get(&link).await;
    assert!(again.status.is_client_error(), "{}", again.status);
}

#[tokio::test]
async fn a_reset_link_sets_a_new_password() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    sign_up(&mut visitor, "ada@example.org").await.expect_redirect("/");
    let link = site.store.password_link("ada@example.org").await.unwrap().unwrap();
    let link = format!("/welcome/{}", link.reveal());
    let mut elsewhere = site.visitor();
    elsewhere.get(&link).await.expect(200).says("ada@example.org");
    elsewhere.post(&link, &[("password", "another long password")]).await.expect_redirect("/");
    visitor.get("/account").await.expect_redirect("/sign-in");
    let mut anew = site.visitor();
    anew.post("/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)]).await.expect(422);
    anew.post("/sign-in", &[("email", "ada@example.org"), ("password", "another long password")])
        .await
        .expect_redirect("/");
}

#[tokio::test]
async fn changing_the_password_needs_the_current_one_and_ends_other_sessions() {
    let site = Site::new().await;
    let (mut here, mut there) = (site.visitor(), site.visitor());
    sign_up(&mut here, "ada@example.org").await.expect_redirect("/");
    there
        .post("/sign-in", &[("email", "ada@example.org"), ("password", PASSWORD)])
        .await
        .expect_redirect("/");
    let wrong = [("current", "not the password"), ("password", "another long password")];
    here.post("/account/password", &wrong).await.expect(422);
    let right = [("current", PASSWORD), ("password", "another long password")];
    here.post("/account/password", &right).await.expect_redirect("/account");
    here.get("/account").await.expect(200);
    there.get("/account").await.expect_redirect("/sign-in");
}

#[tokio::test]
async fn a_role_given_or_taken_holds_from_the_next_request() {
    let site = Site::new().await;
    let mut administrator = site.signed_in("root@example.org", Role::Administrator).await;
    let mut teacher = site.signed_in("ada@example.org", Role::Candidate).await;
    let id = site.store.credentials("ada@example.org").await.unwrap().unwrap().person;
    teacher.get("/instructor/bank").await.expect(403);
    let address = format!("/administrator/people/{id}/role");
    administrator.post(&address, &[("role", "instructor")]).await.expect_redirect("/administrator/people");
    teacher.get("/instructor/bank").await.expect(200);
    administrator.post(&address, &[("role", "candidate")]).await.expect_redirect("/administrator/people");
    teacher.get("/instructor/bank").await.expect(403);
    administrator.post(&address, &[("role", "emperor")]).await.expect(422);
}

#[tokio::test]
async fn the_last_administrator_stays_one() {
    let site = Site::new().await;
    let mut administrator = site.signed_in("root@example.org", Role::Administrator).await;
    let id = site.store.credentials("root@example.org").await.unwrap().unwrap().person;
    let reply =
        administrator.post(&format!("/administrator/people/{id}/role"), &[("role", "candidate")]).await;
    reply.expect(409);
    administrator.get("/administrator/people").await.expect(200);
}

#[tokio::test]
async fn extra_fields_give_nobody_a_role() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let form = [
        ("name", "Eve"),
        ("email", "eve@example.org"),
        ("password", PASSWORD),
        ("role", "administrator"),
        ("id", "1"),
    ];
    visitor.post("/sign-up", &form).await;
    let accounts = site.store.accounts("eve", 10).await.unwrap();
    assert!(accounts.iter().all(|person| person.role == Role::Candidate));
}
