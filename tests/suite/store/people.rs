//! Accounts, guests who become accounts, sessions, one-time links.

use invigil_store::secret::Token;
use invigil_store::{LinkTarget, Role, RoleChange};
use invigil_tests::Site;

#[tokio::test]
async fn a_guest_who_signs_up_keeps_the_history() {
    let site = Site::new().await;
    let candidate = site.candidate().await;
    site.store.guest_to_account(candidate.person, "Ada@Example.org", "Ada", "hash").await.unwrap().unwrap();
    let session = site.store.session(&candidate.token.hash()).await.unwrap().unwrap();
    assert_eq!(session.person.email.as_deref(), Some("ada@example.org"));
    assert_eq!(site.store.history(candidate.person, 10).await.unwrap().len(), 1);
    // Nobody becomes an account twice.
    assert!(site.store.guest_to_account(candidate.person, "b@example.org", "B", "hash").await.is_err());
}

#[tokio::test]
async fn a_guest_who_signs_in_brings_everything_along_even_a_second_open_attempt() {
    let site = Site::new().await;
    let account =
        site.store.create_account("ada@example.org", "Ada", Role::Candidate, None).await.unwrap().unwrap();
    let own = site.start(account).await;
    let guest = site.candidate().await;
    site.store.join_guest(guest.person, account).await.unwrap();
    let open: Vec<_> =
        site.store.history(account, 10).await.unwrap().into_iter().map(|attempt| attempt.id).collect();
    assert!(open.contains(&own) && open.contains(&guest.attempt), "{open:?}");
    assert!(site.store.session(&guest.token.hash()).await.unwrap().is_none(), "the guest's session lives on");
    // An account is never taken for a guest.
    let other =
        site.store.create_account("b@example.org", "B", Role::Candidate, None).await.unwrap().unwrap();
    site.store.join_guest(account, other).await.unwrap();
    assert_eq!(site.store.history(account, 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_e_mail_address_has_one_account_whatever_its_case() {
    let site = Site::new().await;
    site.store.create_account("ada@example.org", "Ada", Role::Candidate, None).await.unwrap().unwrap();
    assert!(
        site.store.create_account("ADA@example.org", "Eve", Role::Candidate, None).await.unwrap().is_err()
    );
    let (_, guest) = site.store.open_guest_session().await.unwrap();
    assert!(site.store.guest_to_account(guest, "Ada@Example.ORG", "Eve", "hash").await.unwrap().is_err());
}

#[tokio::test]
async fn only_the_hash_of_a_token_is_stored_and_it_dies_at_sign_in_and_sign_out() {
    let site = Site::new().await;
    let account =
        site.store.create_account("ada@example.org", "Ada", Role::Candidate, None).await.unwrap().unwrap();
    let first = site.store.open_session(account, None).await.unwrap();
    let stored: Vec<Vec<u8>> =
        sqlx::query_scalar("SELECT token_hash FROM session").fetch_all(&site.db).await.unwrap();
    assert_eq!(stored, [first.hash().0.to_vec()]);
    assert_ne!(first.reveal().as_bytes(), &stored[0][..]);

    let second = site.store.open_session(account, Some(&first.hash())).await.unwrap();
    assert!(site.store.session(&first.hash()).await.unwrap().is_none());
    assert!(site.store.session(&second.hash()).await.unwrap().is_some());
    site.store.end_session(&second.hash()).await.unwrap();
    assert!(site.store.session(&second.hash()).await.unwrap().is_none());
}

#[tokio::test]
async fn an_expired_session_is_none() {
    let site = Site::new().await;
    let (token, _) = site.store.open_guest_session().await.unwrap();
    sqlx::query("UPDATE session SET expires_at = now() - interval '1 second'")
        .execute(&site.db)
        .await
        .unwrap();
    assert!(site.store.session(&token.hash()).await.unwrap().is_none());
}

#[tokio::test]
async fn use_prolongs_a_session() {
    let site = Site::new().await;
    let account =
        site.store.create_account("ada@example.org", "Ada", Role::Candidate, None).await.unwrap().unwrap();
    let token = site.store.open_session(account, None).await.unwrap();
    sqlx::query(
        "UPDATE session SET last_seen_at = now() - interval '2 hours', expires_at = now() + interval '1 day'",
    )
    .execute(&site.db)
    .await
    .unwrap();
    site.store.session(&token.hash()).await.unwrap().unwrap();
    let prolonged: bool = sqlx::query_scalar("SELECT expires_at > now() + interval '29 days' FROM session")
        .fetch_one(&site.db)
        .await
        .unwrap();
    assert!(prolonged);
}

#[tokio::test]
async fn the_link_for_the_first_administrator_works_once_and_only_the_newest() {
    let site = Site::new().await;
    assert!(!site.store.has_administrator().await.unwrap());
    let old = site.store.first_administrator_link().await.unwrap();
    let link = site.store.first_administrator_link().await.unwrap();
    assert_eq!(site.store.link(&old.hash()).await.unwrap(), None);
    assert_eq!(site.store.link(&link.hash()).await.unwrap(), Some(LinkTarget::FirstAdministrator));

    site.store.create_account("taken@example.org", "T", Role::Candidate, None).await.unwrap().unwrap();
    let taken = site
        .store
        .use_first_administrator_link(&link.hash(), "taken@example.org", "A", "hash")
        .await
        .unwrap();
    assert!(taken.is_err());
    // A failed use leaves the link good.
    let made = site
        .store
        .use_first_administrator_link(&link.hash(), "ada@example.org", "Ada", "hash")
        .await
        .unwrap();
    assert!(made.unwrap().is_some());
    assert!(site.store.has_administrator().await.unwrap());
    let again = site
        .store
        .use_first_administrator_link(&link.hash(), "eve@example.org", "Eve", "hash")
        .await
        .unwrap();
    assert!(again.unwrap().is_none());
}

#[tokio::test]
async fn a_password_link_sets_the_password_once_and_ends_all_sessions() {
    let site = Site::new().await;
    let account =
        site.store.create_account("ada@example.org", "Ada", Role::Instructor, None).await.unwrap().unwrap();
    let session = site.store.open_session(account, None).await.unwrap();
    assert!(site.store.password_link("nobody@example.org").await.unwrap().is_none());
    let link = site.store.password_link("Ada@example.org").await.unwrap().unwrap();
    assert_eq!(site.store.use_password_link(&link.hash(), "new").await.unwrap(), Some(account));
    assert_eq!(site.store.use_password_link(&link.hash(), "again").await.unwrap(), None);
    assert_eq!(site.store.use_password_link(&Token::new().hash(), "again").await.unwrap(), None);
    assert!(site.store.session(&session.hash()).await.unwrap().is_none());
    let credentials = site.store.credentials("ADA@example.org").await.unwrap().unwrap();
    assert_eq!(credentials.password_hash.as_deref(), Some("new"));
}

#[tokio::test]
async fn a_guest_has_no_role_to_be_given() {
    let site = Site::new().await;
    let (_, guest) = site.store.open_guest_session().await.unwrap();
    assert_eq!(site.store.set_role(guest, Role::Administrator).await.unwrap(), RoleChange::NoAccount);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_administrators_who_both_step_down_leave_one() {
    let site = Site::new().await;
    let mut administrators = Vec::new();
    for email in ["ada@example.org", "eve@example.org"] {
        let made = site.store.create_account(email, "A", Role::Administrator, Some("hash")).await.unwrap();
        administrators.push(made.unwrap());
    }
    let (first, second) = tokio::join!(
        site.store.set_role(administrators[0], Role::Candidate),
        site.store.set_role(administrators[1], Role::Candidate)
    );
    let mut outcomes = [first.unwrap(), second.unwrap()];
    outcomes.sort_by_key(|outcome| *outcome != RoleChange::Done);
    assert_eq!(outcomes, [RoleChange::Done, RoleChange::LastAdministrator]);
    assert!(site.store.has_administrator().await.unwrap());
}
