//! Study plans: made, changed, deleted; weeks written down once; what was done in them.

use invigil_store::{NewPlan, NewWeek, StudyPlan};
use invigil_study::plan::{Task, Terms, Week, What};
use invigil_tests::Site;
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

const TERMS: fn(Date) -> Terms = |exam_on| Terms { exam_on, weekdays: 0b111_1111, minutes: 45 };

fn monday(now: OffsetDateTime) -> Date {
    now.date() - Duration::days(now.weekday().number_days_from_monday().into())
}

/// The week of `now`, in UTC, with one set of this many items.
fn week(now: OffsetDateTime, items: u32) -> NewWeek {
    let monday = monday(now);
    let what = What::Practice { area: "oop".to_owned(), items };
    let tasks = vec![Task { on: now.date(), what, minutes: 20 }];
    let midnight = |day| (monday + Duration::days(day)).midnight().assume_utc();
    NewWeek {
        week: Week { monday, focus: Vec::new(), tasks },
        midnights: [0, 1, 2, 3, 4, 5, 6, 7].map(midnight),
    }
}

struct Planner {
    site: Site,
    person: Uuid,
    now: OffsetDateTime,
}

impl Planner {
    async fn new() -> Planner {
        let site = Site::new().await;
        let (_, person) = site.store.open_guest_session().await.unwrap();
        let now = site.store.now().await.unwrap();
        let planner = Planner { site, person, now };
        planner.set(30, 8).await;
        planner
    }

    async fn set(&self, days: i64, items: u32) {
        let terms = TERMS(self.now.date() + Duration::days(days));
        let plan = NewPlan { certification: "pcap", terms, time_zone: "UTC" };
        self.site.store.set_study_plan(self.person, &plan, &week(self.now, items)).await.unwrap();
    }

    async fn plan(&self) -> StudyPlan {
        let mut plans = self.site.store.study_plans(self.person, Some("pcap"), false).await.unwrap();
        assert_eq!(plans.len(), 1);
        plans.remove(0)
    }

    /// Answers items of a section in practice, as many as wished, at a moment.
    async fn practise(&self, section: &str, items: i64, which: &str, at: OffsetDateTime) {
        let revisions: Vec<(i32, String)> = sqlx::query_as(
            "SELECT r.id, i.id FROM item i JOIN item_revision r ON r.id = i.revision
             WHERE i.certification = 'pcap' AND r.section = $1 ORDER BY i.id LIMIT $2",
        )
        .bind(section)
        .bind(items)
        .fetch_all(&self.site.db)
        .await
        .unwrap();
        assert_eq!(revisions.len() as i64, items);
        let practice = Uuid::now_v7();
        sqlx::query(
            "INSERT INTO practice (id, person_id, certification, title, criteria, started_at, revisions, choose, orders)
             SELECT $1, $2, 'pcap', 'A set', jsonb_build_object('which', $3::text), $4, $5,
                    array_fill(1::smallint, ARRAY[cardinality($5)]), array_fill(0::bigint, ARRAY[cardinality($5)])",
        )
        .bind(practice)
        .bind(self.person)
        .bind(which)
        .bind(at)
        .bind(revisions.iter().map(|(revision, _)| *revision).collect::<Vec<_>>())
        .execute(&self.site.db)
        .await
        .unwrap();
        for (position, (revision, item)) in revisions.into_iter().enumerate() {
            sqlx::query(
                "INSERT INTO practice_answer (practice, position, person_id, item, revision, chosen, mark, at)
                 VALUES ($1, $2, $3, $4, $5, 1, 'right', $6)",
            )
            .bind(practice)
            .bind(position as i16 + 1)
            .bind(self.person)
            .bind(item)
            .bind(revision)
            .bind(at)
            .execute(&self.site.db)
            .await
            .unwrap();
        }
    }
}

#[tokio::test]
async fn a_plan_is_made_changed_and_deleted_with_its_weeks() {
    let planner = Planner::new().await;
    let plan = planner.plan().await;
    assert_eq!(plan.terms, TERMS(planner.now.date() + Duration::days(30)));
    assert_eq!((plan.weeks.len(), plan.time_zone.as_str(), plan.due), (1, "UTC", 0));
    assert!(plan.last_exam.is_none());
    planner.set(60, 12).await;
    let changed = planner.plan().await;
    assert_eq!(changed.terms.exam_on, planner.now.date() + Duration::days(60));
    assert_eq!((changed.weeks.len(), changed.weeks[0].week.items()), (1, 12));
    assert_eq!(changed.made_at, plan.made_at);
    assert!(planner.site.store.delete_study_plan(planner.person, "pcap").await.unwrap());
    assert!(!planner.site.store.delete_study_plan(planner.person, "pcap").await.unwrap());
    assert!(planner.site.store.study_plans(planner.person, None, false).await.unwrap().is_empty());
    let weeks: i64 =
        sqlx::query_scalar("SELECT count(*) FROM study_week").fetch_one(&planner.site.db).await.unwrap();
    assert_eq!(weeks, 0);
}

#[tokio::test]
async fn a_week_is_written_down_once_however_many_look_at_it_first() {
    let planner = Planner::new().await;
    sqlx::query("DELETE FROM study_week").execute(&planner.site.db).await.unwrap();
    let store = &planner.site.store;
    let begun = (1..9).map(|items| {
        let (store, person, week) = (store.clone(), planner.person, week(planner.now, items));
        tokio::spawn(async move { store.begin_study_week(person, "pcap", &week).await.unwrap().unwrap() })
    });
    let mut seen = Vec::new();
    for week in begun.collect::<Vec<_>>() {
        seen.push(week.await.unwrap());
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");
    assert_eq!(planner.plan().await.weeks[0].week, seen[0]);
    // Nobody has a week of a plan that isn't there.
    let (_, other) = store.open_guest_session().await.unwrap();
    assert!(store.begin_study_week(other, "pcap", &week(planner.now, 1)).await.unwrap().is_none());
    assert!(store.study_plans(other, None, false).await.unwrap().is_empty());
}

#[tokio::test]
async fn what_was_done_since_the_plan_was_made_counts() {
    let planner = Planner::new().await;
    planner.practise("oop", 2, "all", planner.now - Duration::MINUTE).await;
    assert!(planner.plan().await.weeks[0].practised.is_empty(), "what was before counts");
    let now = planner.site.store.now().await.unwrap();
    planner.practise("oop", 3, "all", now).await;
    planner.practise("exceptions", 2, "due", now).await;
    // After the week, and of another certification, it doesn't count for this one.
    planner.practise("oop", 4, "all", now + Duration::days(8)).await;
    let attempt = planner.site.start(planner.person).await;
    assert_eq!(planner.plan().await.weeks[0].exams, 0);
    planner.site.store.submit(planner.person, attempt).await.unwrap();
    let plan = planner.plan().await;
    let day = now.weekday().number_days_from_monday() as usize;
    let sum = |review: bool| -> u32 {
        let of = plan.weeks[0].practised.iter().filter(|some| some.review == review);
        of.inspect(|some| assert_eq!(some.day, day)).map(|some| some.items).sum()
    };
    assert_eq!((sum(false), sum(true)), (3, 2));
    assert_eq!(plan.weeks[0].exams, 1);
    assert!(plan.last_exam.is_some());
    assert_eq!(planner.site.store.last_exam(planner.person, "pcap").await.unwrap(), plan.last_exam);
}

#[tokio::test]
async fn weeks_that_are_over_are_kept_but_left_out_of_what_runs() {
    let planner = Planner::new().await;
    let before = week(planner.now - Duration::WEEK, 5);
    planner.site.store.begin_study_week(planner.person, "pcap", &before).await.unwrap().unwrap();
    let plan = planner.plan().await;
    assert_eq!(plan.weeks.iter().map(|week| week.week.items()).collect::<Vec<_>>(), [5, 8]);
    let running = planner.site.store.study_plans(planner.person, None, true).await.unwrap();
    assert_eq!(running[0].weeks.len(), 1);
    assert_eq!(running[0].weeks[0].week.items(), 8);
}

#[tokio::test]
async fn a_change_of_time_zone_loses_nothing_that_was_done() {
    let planner = Planner::new().await;
    let now = planner.site.store.now().await.unwrap();
    planner.practise("oop", 3, "all", now).await;
    // The week of the new zone begins only after what was done.
    let mut later = week(planner.now, 8);
    later.midnights = later.midnights.map(|at| at + Duration::days(7));
    let terms = TERMS(planner.now.date() + Duration::days(30));
    let plan = NewPlan { certification: "pcap", terms, time_zone: "UTC" };
    planner.site.store.set_study_plan(planner.person, &plan, &later).await.unwrap();
    let practised = &planner.plan().await.weeks[0].practised;
    assert!(practised.iter().all(|some| some.day == 0));
    assert_eq!(practised.iter().map(|some| some.items).sum::<u32>(), 3);
    // A week that hasn't begun any more isn't kept.
    planner
        .site
        .store
        .set_study_plan(planner.person, &plan, &week(planner.now - Duration::WEEK, 4))
        .await
        .unwrap();
    assert_eq!(planner.plan().await.weeks.len(), 1);
}
