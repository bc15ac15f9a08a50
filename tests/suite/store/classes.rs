//! Classes: codes, rosters, who may do what.

use super::people_of;
use invigil_store::secret::CODE_LETTERS;
use invigil_store::{Enrolment, LinkTarget, Role, RosterLine, Subject};
use invigil_tests::Site;
use uuid::Uuid;

fn line(name: &str, email: &str, number: &str) -> RosterLine {
    RosterLine { name: name.into(), email: email.into(), number: number.into() }
}

#[tokio::test]
async fn a_class_belongs_to_who_made_it() {
    let site = Site::new().await;
    let [ada, bob] = people_of(&site, Role::Instructor).await;
    let class = site.store.create_class(ada, "Python 1").await.unwrap();
    let stored = site.store.class(ada, class).await.unwrap().unwrap();
    assert_eq!((stored.name.as_str(), stored.joining, stored.members), ("Python 1", true, 0));
    assert!(
        stored.join_code.len() == 10 && stored.join_code.bytes().all(|byte| CODE_LETTERS.contains(&byte))
    );

    assert!(site.store.class(bob, class).await.unwrap().is_none());
    assert!(site.store.classes(bob).await.unwrap().is_empty());
    assert!(!site.store.rename_class(bob, class, "Mine").await.unwrap());
    assert!(!site.store.archive_class(bob, class, true).await.unwrap());
    assert!(!site.store.set_joining(bob, class, false).await.unwrap());
    assert!(!site.store.renew_join_code(bob, class).await.unwrap());
    assert!(site.store.members(bob, class).await.unwrap().is_empty());
    assert!(site.store.enrol(bob, class, &[line("", "x@example.org", "")]).await.unwrap().is_none());
    let after = site.store.class(ada, class).await.unwrap().unwrap();
    assert_eq!((after.name, after.join_code, after.members), (stored.name, stored.join_code, 0));
}

#[tokio::test]
async fn a_code_opens_the_class_until_it_is_renewed_or_switched_off() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    let [cleo, dan] = people_of(&site, Role::Candidate).await;
    let class = site.store.create_class(ada, "Python 1").await.unwrap();
    let code = site.store.class(ada, class).await.unwrap().unwrap().join_code;
    assert_eq!(site.store.join_class(cleo, &code).await.unwrap(), Some(class));
    assert_eq!(
        site.store.join_class(cleo, &code).await.unwrap(),
        Some(class),
        "joining twice is joining once"
    );
    assert_eq!(site.store.members(ada, class).await.unwrap().len(), 1);

    site.store.set_joining(ada, class, false).await.unwrap();
    assert_eq!(site.store.join_class(dan, &code).await.unwrap(), None);
    assert!(!site.store.join_offer(&code, Some(dan)).await.unwrap().unwrap().open);
    site.store.set_joining(ada, class, true).await.unwrap();
    site.store.renew_join_code(ada, class).await.unwrap();
    assert_eq!(site.store.join_class(dan, &code).await.unwrap(), None);
    assert!(site.store.join_offer(&code, None).await.unwrap().is_none());

    assert!(site.store.leave_class(cleo, class).await.unwrap());
    assert!(!site.store.leave_class(cleo, class).await.unwrap());
    assert!(site.store.classes_joined(cleo).await.unwrap().is_empty());
    let code = site.store.class(ada, class).await.unwrap().unwrap().join_code;
    assert_eq!(site.store.join_class(cleo, &code).await.unwrap(), Some(class), "one may come back");
    site.store.archive_class(ada, class, true).await.unwrap();
    assert_eq!(site.store.join_class(dan, &code).await.unwrap(), None);

    let (_, guest) = site.store.open_guest_session().await.unwrap();
    site.store.archive_class(ada, class, false).await.unwrap();
    assert_eq!(site.store.join_class(guest, &code).await.unwrap(), None, "a guest has no account");
    let trail =
        site.store.audit_trail(&Subject { class: Some(class), ..Subject::default() }, 50).await.unwrap();
    let actions: Vec<&str> = trail.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions,
        [
            "class created",
            "joined by the code",
            "joining switched off",
            "joining switched on",
            "join code renewed",
            "left the class",
            "joined by the code",
            "class archived",
            "class taken out again"
        ]
    );
}

#[tokio::test]
async fn a_roster_invites_whom_nobody_knows_and_links_nobody_who_can_sign_in() {
    let site = Site::new().await;
    let [ada, bob] = people_of(&site, Role::Instructor).await;
    let class = site.store.create_class(ada, "Python 1").await.unwrap();
    let known =
        site.store.create_account("known@example.org", "K", Role::Candidate, Some("x")).await.unwrap();
    site.store.create_account("waiting@example.org", "W", Role::Candidate, None).await.unwrap().unwrap();
    site.store.create_account("colleague@example.org", "C", Role::Instructor, None).await.unwrap().unwrap();
    let lines = [
        line("New Person", "New@Example.org", "17"),
        line("Known Person", "known@example.org", "18"),
        line("Waiting", "waiting@example.org", ""),
        line("Colleague", "colleague@example.org", ""),
    ];
    let done = site.store.enrol(ada, class, &lines).await.unwrap().unwrap();
    let Enrolment::Invited(token) = &done[0] else { panic!("{done:?}") };
    assert_eq!(done[1], Enrolment::Added);
    assert_eq!(
        done[2],
        Enrolment::InvitedElsewhere,
        "made by somebody else, so its link isn't Ada's to give"
    );
    assert_eq!(done[3], Enrolment::Added, "no link for whoever may do more than sit exams");
    let Some(LinkTarget::Password { email, name, person }) = site.store.link(&token.hash()).await.unwrap()
    else {
        panic!("the link is good for nothing")
    };
    assert_eq!((email.as_str(), name.as_str()), ("new@example.org", "New Person"));
    let members = site.store.members(ada, class).await.unwrap();
    let numbers: Vec<(&str, &str, bool)> =
        members.iter().map(|m| (m.name.as_str(), m.number.as_str(), m.has_password)).collect();
    assert_eq!(
        numbers,
        [
            ("Colleague", "", false),
            ("Known Person", "18", true),
            ("New Person", "17", false),
            ("Waiting", "", false)
        ]
    );

    // Another instructor who lists the same address doesn't get into the account.
    let other = site.store.create_class(bob, "Other").await.unwrap();
    let theirs = site.store.enrol(bob, other, &lines[..1]).await.unwrap().unwrap();
    assert_eq!(theirs, [Enrolment::InvitedElsewhere]);
    assert!(site.store.invite_again(bob, other, person).await.unwrap().is_none());
    assert!(site.store.link(&token.hash()).await.unwrap().is_some(), "and doesn't spoil the invitation");

    // Whoever invited may do so again; the link before is void.
    let again = site.store.invite_again(ada, class, person).await.unwrap().unwrap();
    assert!(site.store.link(&token.hash()).await.unwrap().is_none());
    assert_eq!(site.store.use_password_link(&again.hash(), "hash").await.unwrap(), Some(person));
    assert!(site.store.invite_again(ada, class, person).await.unwrap().is_none(), "they can sign in now");
    let done = site.store.enrol(ada, class, &lines[..2]).await.unwrap().unwrap();
    assert_eq!(done, [Enrolment::AlreadyThere, Enrolment::AlreadyThere]);
    assert!(site.store.invite_again(ada, class, known.unwrap()).await.unwrap().is_none());
}

#[tokio::test]
async fn who_is_removed_may_be_listed_again() {
    let site = Site::new().await;
    let [ada, bob] = people_of(&site, Role::Instructor).await;
    let class = site.store.create_class(ada, "Python 1").await.unwrap();
    let known =
        site.store.create_account("k@example.org", "K", Role::Candidate, Some("x")).await.unwrap().unwrap();
    let lines = [line("", "k@example.org", "")];
    site.store.enrol(ada, class, &lines).await.unwrap();
    assert!(!site.store.remove_member(bob, class, known).await.unwrap());
    assert!(site.store.remove_member(ada, class, known).await.unwrap());
    assert!(!site.store.remove_member(ada, class, known).await.unwrap());
    assert!(!site.store.remove_member(ada, class, Uuid::now_v7()).await.unwrap());
    assert!(site.store.members(ada, class).await.unwrap().is_empty());
    assert_eq!(site.store.enrol(ada, class, &lines).await.unwrap().unwrap(), [Enrolment::Added]);
    assert_eq!(site.store.classes_joined(known).await.unwrap().len(), 1);
}
