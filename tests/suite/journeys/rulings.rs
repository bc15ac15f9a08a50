//! Correcting a key through the pages: what is wrong with the form is said, what would change is listed first, applied once, kept
//! beside what was, and told to candidates.

use invigil_exam::Choices;
use invigil_store::Role;
use invigil_tests::{Lesson, Site, Visitor, sum};
use uuid::Uuid;

struct Wronged {
    site: Site,
    ada: Visitor,
    zoe: Visitor,
    lesson: Lesson,
    bank: Uuid,
    /// The address of the item, whose key is A: Zoe chose B, Mia A.
    item: String,
    /// Zoe's attempt and Mia's.
    attempts: [Uuid; 2],
}

async fn wronged() -> Wronged {
    let site = Site::new().await;
    let ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let zoe = site.signed_in("0@example.org", Role::Candidate).await;
    let owner = site.person("ada@example.org").await;
    let lesson = site.lesson(owner, &["Zoe", "Mia"]).await;
    let bank = site.bank_of(owner).await;
    let id = site.written(owner, bank, &sum("sum-1")).await;
    let mut attempts = [Uuid::nil(); 2];
    for (place, chosen) in [1, 0].into_iter().enumerate() {
        let attempt = site.start_assigned(lesson.people[place], lesson.assignment).await;
        site.pin(attempt, 1, &id).await;
        site.answer(attempt, 1, Choices::of([chosen])).await;
        site.hand_in(lesson.people[place], attempt).await;
        attempts[place] = attempt;
    }
    Wronged { site, ada, zoe, lesson, bank, item: format!("/instructor/items/{id}"), attempts }
}

impl Wronged {
    async fn points(&self) -> [i64; 2] {
        let mut points = [0; 2];
        for (place, attempt) in self.attempts.iter().enumerate() {
            points[place] = sqlx::query_scalar("SELECT points FROM attempt WHERE id = $1")
                .bind(attempt)
                .fetch_one(&self.site.db)
                .await
                .unwrap();
        }
        points
    }

    /// The revision that the form is about.
    async fn revision(&mut self) -> String {
        let page = self.ada.get(&format!("{}/key", self.item)).await.expect(200);
        let field = page.body.split("name=\"revision\" value=\"").nth(1).expect("a revision");
        field.split('"').next().unwrap().to_owned()
    }

    /// Proposes what the fields say; the ruling's address.
    async fn propose(&mut self, fields: &[(&str, &str)]) -> String {
        let revision = self.revision().await;
        let all = [&[("revision", revision.as_str())], fields].concat();
        self.ada.post(&format!("{}/key", self.item), &all).await.expect_redirect("/instructor/rulings/")
    }
}

const IT_IS_B: [(&str, &str); 4] =
    [("rule", "key"), ("keys", "1"), ("reason", "Texts were <meant>."), ("future", "correct")];

#[tokio::test]
async fn what_is_wrong_with_the_form_is_said_and_what_was_typed_stays() {
    let mut case = wronged().await;
    let revision = case.revision().await;
    let key = format!("{}/key", case.item);
    case.ada.get(&key).await.expect(200).says("As it counts now: The key is A.").says("key now");
    let reason = ("reason", "Because & <so>.");
    for (fields, fault) in [
        (&[("rule", "key"), reason, ("future", "leave")][..], "Choose at least one option"),
        (&[("rule", "key"), ("keys", "0"), reason, ("future", "leave")], "That is what counts already"),
        (&[("rule", "key"), ("keys", "9"), reason, ("future", "leave")], "That option isn’t there"),
        (
            &[("rule", "key"), ("keys", "0"), ("keys", "1"), reason, ("future", "leave")],
            "Candidates could choose 1",
        ),
        (&[("keys", "1"), reason, ("future", "leave")], "Choose what counts as right."),
        (&[("rule", "key"), ("keys", "1"), reason], "Choose what becomes of the item."),
        (
            &[("rule", "either"), ("keys", "0"), ("keys", "1"), reason, ("future", "correct")],
            "no single right answer",
        ),
    ] {
        let all = [&[("revision", revision.as_str())], fields].concat();
        let page = case.ada.post(&key, &all).await.expect(422);
        page.says(fault).says("Because &#38; &#60;so&#62;.");
        for (_, ticked) in fields.iter().filter(|(name, value)| *name == "keys" && *value != "9") {
            page.says(&format!(
                "value=\"{ticked}\" id=\"key-{ticked}\"{}",
                if *ticked == "0" { "" } else { " checked" }
            ));
        }
        assert_eq!(page.body.matches(" autofocus").count(), 1, "{fault}");
    }
    let silent =
        [("revision", revision.as_str()), ("rule", "everybody"), ("reason", " "), ("future", "leave")];
    let page = case.ada.post(&key, &silent).await.expect(422);
    page.says("Say why").says("value=\"everybody\" checked");

    // Somebody edits the item meanwhile.
    let owner = case.site.person("ada@example.org").await;
    let mut edited = sum("sum-1");
    edited.solution.explanation = "Otherwise.".into();
    let id = case.item.rsplit('/').next().unwrap().to_owned();
    case.site.store.edit_item(owner, &id, revision.parse().unwrap(), &edited, "").await.unwrap();
    let stale = [&[("revision", revision.as_str())], &IT_IS_B[..]].concat();
    case.ada.post(&key, &stale).await.expect(409).says("changed this item");
}

#[tokio::test]
async fn a_regrade_is_listed_dropped_proposed_again_applied_once_and_told() {
    let mut case = wronged().await;
    let before = case.points().await;
    assert!(before[0] == 0 && before[1] > 0);
    let item = case.item.clone();
    let ruling = case.propose(&IT_IS_B).await;
    let page = case.ada.get(&ruling).await.expect(200);
    page.says("The key is B.").says("2\u{a0}scores would change").says(">Zoe<").says(">Mia<").says("Midterm");
    page.says("Texts were &#60;meant&#62;.").says("No verdict changes");
    case.ada.get(&item).await.expect(200).says("proposed</span>").says(&ruling);
    assert_eq!(case.points().await, before, "a preview changes nothing");

    case.ada.post(&ruling, &[("decision", "nonsense")]).await.expect(422);
    assert_eq!(case.ada.post(&ruling, &[("decision", "drop")]).await.expect_redirect("/"), item);
    case.ada.get(&ruling).await.expect(404);
    assert_eq!(case.points().await, before);

    let ruling = case.propose(&IT_IS_B).await;
    for _ in 0..2 {
        case.ada.post(&ruling, &[("decision", "regrade")]).await.expect_redirect(&ruling);
        assert_eq!(case.points().await, [before[1], before[0]], "applying it again changes nothing");
    }
    let changes: i64 =
        sqlx::query_scalar("SELECT count(*) FROM score_change").fetch_one(&case.site.db).await.unwrap();
    assert_eq!(changes, 2);
    case.ada.get(&ruling).await.expect(200).says("2\u{a0}scores changed").says(">Zoe<");
    case.ada.post(&ruling, &[("decision", "drop")]).await.expect(409);
    let page = case.ada.get(&item).await.expect(200);
    page.says("Revision 2").says("Key corrected").says("in force, regraded").says("Too few answers to judge");

    // What the candidate is told: the old score, and why.
    let [zoe, _] = case.attempts;
    let result = case.zoe.get(&format!("/attempts/{zoe}/result?show=all")).await.expect(200);
    result.says("Corrected on").says("the score was 0.0\u{a0}%").says("Texts were &#60;meant&#62;.");
    result.says("The key of this item was corrected.");
    let tenths = case.points().await[0] * 1000
        / sqlx::query_scalar::<_, i64>("SELECT max_points FROM attempt WHERE id = $1")
            .bind(zoe)
            .fetch_one(&case.site.db)
            .await
            .unwrap();
    let score = format!("{}.{}\u{a0}%", tenths / 10, tenths % 10);
    result.says(&score);
    case.zoe.get("/history").await.expect(200).says(&score);
    let results = format!("/instructor/assignments/{}/results", case.lesson.assignment);
    case.ada.get(&results).await.expect(200).says("corrected</span>").says("regraded");
    let person = format!("{results}/{}", case.lesson.people[0]);
    case.ada.get(&person).await.expect(200).says("Regraded").says("the score was 0.0");

    // It was A after all: the correction of the corrected revision holds for the attempts with the one before, too.
    let back =
        case.propose(&[("rule", "key"), ("keys", "0"), ("reason", "It is A."), ("future", "correct")]).await;
    case.ada.get(&back).await.expect(200).says("2\u{a0}scores would change");
    case.ada.post(&back, &[("decision", "regrade")]).await.expect_redirect(&back);
    assert_eq!(case.points().await, before);
}

#[tokio::test]
async fn past_scores_can_be_left_and_regraded_after_all() {
    let mut case = wronged().await;
    let before = case.points().await;
    let ruling = case
        .propose(&[("rule", "everybody"), ("reason", "It can’t be answered."), ("future", "withdraw")])
        .await;
    case.ada.post(&ruling, &[("decision", "leave")]).await.expect_redirect(&ruling);
    assert_eq!(case.points().await, before);
    let page = case.ada.get(&ruling).await.expect(200);
    page.says("Past scores stay as they were").says("Regrade 1\u{a0}score after all");
    case.ada.get(&case.item.clone()).await.expect(200).says("withdrawn").says("past scores left");
    case.ada.post(&ruling, &[("decision", "regrade")]).await.expect_redirect(&ruling);
    assert_eq!(case.points().await, [before[1], before[1]]);
    case.ada.get(&ruling).await.expect(200).says("1\u{a0}score changed");
}

#[tokio::test]
async fn a_key_that_was_edited_by_hand_can_be_applied_to_what_was_sat_before() {
    let mut case = wronged().await;
    let before = case.points().await;
    let owner = case.site.person("ada@example.org").await;
    let base = case.revision().await.parse().unwrap();
    let mut edited = sum("sum-1");
    edited.solution.keys = Choices::of([1]);
    let id = case.item.rsplit('/').next().unwrap().to_owned();
    case.site.store.edit_item(owner, &id, base, &edited, "").await.unwrap();
    let page = case.ada.get(&format!("{}/key", case.item)).await.expect(200);
    page.says("The key is B.").says("are marked otherwise");
    let ruling = case.propose(&IT_IS_B).await;
    case.ada.post(&ruling, &[("decision", "regrade")]).await.expect_redirect(&ruling);
    assert_eq!(case.points().await, [before[1], before[0]]);
    case.ada.get(&case.item.clone()).await.expect(200).says("Revision 2");
}

#[tokio::test]
async fn why_a_score_was_corrected_waits_for_the_keys() {
    let mut case = wronged().await;
    sqlx::query("UPDATE assignment SET keys = 'by hand'").execute(&case.site.db).await.unwrap();
    let ruling = case.propose(&IT_IS_B).await;
    case.ada.post(&ruling, &[("decision", "regrade")]).await.expect_redirect(&ruling);
    let result = case.zoe.get(&format!("/attempts/{}/result", case.attempts[0])).await.expect(200);
    result.says("the score was 0.0\u{a0}%").says("What was wrong is told when the keys come out");
    assert!(!result.body.contains("Texts were"));
    sqlx::query("UPDATE assignment SET results = 'by hand'").execute(&case.site.db).await.unwrap();
    let result = case.zoe.get(&format!("/attempts/{}/result", case.attempts[0])).await.expect(200);
    assert!(!result.body.contains("the score was"));
}

#[tokio::test]
async fn only_who_may_edit_the_bank_corrects_its_keys() {
    let mut case = wronged().await;
    let ruling = case.propose(&IT_IS_B).await;
    let key = format!("{}/key", case.item);
    let mut bob = case.site.signed_in("bob@example.org", Role::Instructor).await;
    for path in [&key, &ruling] {
        bob.get(path).await.expect(404);
        bob.post(path, &[("revision", "1"), ("decision", "regrade")]).await.expect(404);
    }
    let person = case.site.person("bob@example.org").await;
    case.site.share_bank(case.bank, person, false).await;
    bob.get(&key).await.expect(403);
    bob.get(&ruling).await.expect(404);
    let page = bob.get(&case.item.clone()).await.expect(200);
    page.says("Statistics").says("Too few answers to judge the item by (2; from 20 on).");
    assert!(!page.body.contains("/instructor/rulings/"));
    sqlx::query("UPDATE bank_share SET may_edit = true").execute(&case.site.db).await.unwrap();
    bob.get(&ruling).await.expect(200).says("Somebody else’s candidate");
    assert!(!bob.get(&ruling).await.body.contains("Zoe"), "the names are those of Ada's class");
}
