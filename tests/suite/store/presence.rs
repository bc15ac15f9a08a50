//! Where candidates are in an assigned exam: who may say so, who may see it, and what is seen.

use super::people_of;
use invigil_store::Role;
use invigil_tests::Site;

#[tokio::test]
async fn a_running_exam_shows_each_member_to_the_owner_alone() {
    let site = Site::new().await;
    let [ada, bob] = people_of(&site, Role::Instructor).await;
    let lesson = site.lesson(ada, &["Zoe", "adam", "Mia"]).await;
    let &[zoe, adam, _] = lesson.people.as_slice() else { panic!("three people") };
    let running = site.start_assigned(zoe, lesson.assignment).await;
    site.sat(adam, lesson.assignment, 2).await;
    let session = site.store.open_session(zoe, None).await.unwrap();

    assert!(site.store.seen(session.hash(), running, 7).await.unwrap());
    assert!(site.store.seen(session.hash(), running, 9).await.unwrap());
    assert!(!site.store.seen(session.hash(), running, 0).await.unwrap(), "there is no item 0");
    assert!(!site.store.seen(session.hash(), running, 41).await.unwrap());
    let (stranger, _) = site.store.open_guest_session().await.unwrap();
    assert!(!site.store.seen(stranger.hash(), running, 1).await.unwrap(), "nobody speaks for somebody else");

    assert!(site.store.live(bob, lesson.assignment).await.unwrap().is_none());
    let live = site.store.live(ada, lesson.assignment).await.unwrap().unwrap();
    let names: Vec<&str> = live.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["adam", "Mia", "Zoe"], "by name, whatever the case");
    let done = live.members[0].attempt.as_ref().unwrap();
    assert!(done.handed_in && done.closed_at.is_some());
    assert_eq!((done.answered, done.items), (2, 40));
    assert!(live.members[1].attempt.is_none());
    let at = live.members[2].attempt.as_ref().unwrap();
    assert_eq!((at.id, at.seen.unwrap().0, at.answered), (running, 9, 0));
    assert!(at.closed_at.is_none() && at.seen.unwrap().1 <= live.now);
}

#[tokio::test]
async fn nobody_watches_practice_or_what_is_over() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    let practising = site.candidate().await;
    assert!(!site.store.seen(practising.token.hash(), practising.attempt, 1).await.unwrap());
    let lesson = site.lesson(ada, &["Zoe"]).await;
    let zoe = lesson.people[0];
    let session = site.store.open_session(zoe, None).await.unwrap();
    let over = site.sat(zoe, lesson.assignment, 0).await;
    assert!(!site.store.seen(session.hash(), over, 1).await.unwrap());

    let again = site.start_assigned(zoe, lesson.assignment).await;
    assert!(site.store.seen(session.hash(), again, 1).await.unwrap());
    sqlx::query("UPDATE presence SET seen_at = seen_at - interval '2 days'").execute(&site.db).await.unwrap();
    site.store.forget_presence().await.unwrap();
    let live = site.store.live(ada, lesson.assignment).await.unwrap().unwrap();
    let at = live.members[0].attempt.as_ref().unwrap();
    assert_eq!((at.id, at.seen), (again, None), "the last attempt, and no word of old");
}

#[tokio::test]
async fn who_left_stays_where_they_sat_it() {
    let site = Site::new().await;
    let [ada, _] = people_of(&site, Role::Instructor).await;
    let lesson = site.lesson(ada, &["Zoe", "Mia"]).await;
    site.start_assigned(lesson.people[0], lesson.assignment).await;
    for person in &lesson.people {
        assert!(site.store.remove_member(ada, lesson.class, *person).await.unwrap());
    }
    let live = site.store.live(ada, lesson.assignment).await.unwrap().unwrap();
    assert_eq!(live.members.len(), 1);
    assert_eq!(live.members[0].person, lesson.people[0]);
}
