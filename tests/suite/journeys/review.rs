//! From a result to what comes back: filters, notes, other answers, practising what was missed, the queue on the next day.

use invigil_tests::{Reply, Site, Visitor};
use uuid::Uuid;

/// A guest who handed in an empty PCAP exam; its address, and its id.
async fn sat(guest: &mut Visitor) -> (String, Uuid) {
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    guest.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    let id = attempt.trim_start_matches("/attempts/").parse().unwrap();
    (attempt, id)
}

/// The address of the first note's form on a page.
fn note_of(page: &Reply) -> String {
    let form =
        page.body.split("action=\"").find(|rest| rest.starts_with("/own-items/") && rest.contains("/note\""));
    form.unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_note_is_kept_where_its_item_stands() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, _) = sat(&mut guest).await;
    let result = guest.get(&format!("{attempt}/result")).await.expect(200);
    result.says("Practise the 40 items you missed").says("Practise this section").says("Comes back in");
    let note = note_of(&result);
    let back = format!("{attempt}/result?show=noted#item-1");
    let text = "A <tuple>\n\n  can’t change.";
    assert_eq!(
        guest.post(&note, &[("note", text), ("back", &back)]).await.expect_redirect("/attempts/"),
        back
    );
    let noted = guest.get(&format!("{attempt}/result?show=noted")).await.expect(200);
    noted.says("A &#60;tuple&#62;\n\n  can’t change.</textarea>");
    assert_eq!(noted.body.matches("<article").count(), 1);
    // Nowhere else: not to another's page, not with a text that is too long.
    guest.post(&note, &[("note", "x"), ("back", "//evil.example")]).await.expect_redirect("/");
    let long = "ä".repeat(4001);
    guest
        .post(&note, &[("note", &long), ("back", &back)])
        .await
        .expect(422)
        .says("4001 characters")
        .says(&long);
    let mut eve = site.visitor();
    eve.post(&note, &[("note", "x")]).await.expect(401);
    sat(&mut eve).await;
    eve.post("/own-items/pcap-no-such-item/note", &[("note", "x")]).await.expect(404);
    // The flag beside it; the filter counts it.
    let flag = note.replace("/note", "/flag");
    guest.post(&flag, &[("flagged", "true"), ("back", &back)]).await.expect_redirect("/attempts/");
    let flagged = guest.get(&format!("{attempt}/result?show=flagged")).await.expect(200);
    assert_eq!(flagged.body.matches("<article").count(), 1);
    flagged.says("Take the flag off");
}

#[tokio::test]
async fn a_result_is_filtered_by_section() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (attempt, _) = sat(&mut guest).await;
    let edition = site.edition("pcap", "pathway").await;
    for section in &edition.edition.sections {
        let page = guest.get(&format!("{attempt}/result?show=all&section={}", section.id)).await.expect(200);
        assert_eq!(page.body.matches("<article").count(), usize::from(section.items), "{}", section.id);
    }
    let page = guest.get(&format!("{attempt}/result?show=all&section=nonsense")).await.expect(200);
    assert_eq!(page.body.matches("<article").count(), 40);
}

#[tokio::test]
async fn what_was_missed_is_practised_and_comes_back_the_next_day() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    guest.get("/review").await.expect(200).says("Nothing comes back yet");
    let (attempt, id) = sat(&mut guest).await;
    guest.get("/review").await.expect(200).says("Nothing is due now").says("The next 14 days");
    let attempt_id = id.to_string();
    let form = [("attempt", attempt_id.as_str()), ("items", "40")];
    let set = guest.post("/practice", &form).await.expect_redirect("/practice/");
    let set = set.split('?').next().unwrap().to_owned();
    guest.post(&format!("{set}/items/1"), &[("go", "show")]).await.expect_redirect(&set);
    let solved = guest.get(&format!("{set}?item=1")).await.expect(200);
    let note = note_of(&solved);
    guest.post(&note, &[("note", "Met in practice."), ("back", &set)]).await.expect_redirect(&set);
    // The result knows of it.
    let result = guest.get(&format!("{attempt}/result?show=noted")).await.expect(200);
    result.says("Met in practice.").says("Your other answers to it").says("practice: ");

    sqlx::query("UPDATE review_card SET reviewed_at = reviewed_at - interval '1 day', due_at = due_at - interval '1 day'")
        .execute(&site.db)
        .await
        .unwrap();
    let queue = guest.get("/review").await.expect(200);
    queue.says("40 items are due now").says("Practise the 40 items");
    let due =
        guest.post("/practice", &[("which", "due"), ("items", "40")]).await.expect_redirect("/practice/");
    guest.visit(&due).await.expect(200).says("of 40");
    // Taken out, and put back.
    let out = queue.body.split("action=\"").find(|rest| rest.starts_with("/review/")).unwrap();
    let out = out.split('"').next().unwrap();
    guest.post(out, &[("out", "true")]).await.expect_redirect("/review#out");
    guest.get("/review").await.expect(200).says("39 items are due now").says("Taken out");
    guest.post(out, &[("out", "false")]).await.expect_redirect("/review#list");
    guest.get("/review").await.expect(200).says("40 items are due now");
    let mut eve = site.visitor();
    sat(&mut eve).await;
    eve.post("/review/pcap-no-such-item", &[("out", "true")]).await.expect(404);
}

#[tokio::test]
async fn an_earlier_result_tells_no_key_of_an_item_in_a_running_exam() {
    let site = Site::new().await;
    let mut guest = site.visitor();
    let (before, id) = sat(&mut guest).await;
    let result = format!("{before}/result?show=all");
    guest.get(&result).await.expect(200).says("Right answer");
    let running = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let other: Uuid = running.trim_start_matches("/attempts/").parse().unwrap();
    // The same form once more.
    sqlx::query(
        "UPDATE attempt b SET revisions = a.revisions, sections = a.sections, choose = a.choose, orders = a.orders
         FROM attempt a WHERE b.id = $1 AND a.id = $2",
    )
    .bind(other)
    .bind(id)
    .execute(&site.db)
    .await
    .unwrap();
    let page = guest.get(&result).await.expect(200);
    page.says("in an exam that you are sitting");
    for telling in ["Right answer", "Your choice", "class=\"reason\"", "Not answered", "/note\""] {
        assert!(!page.body.contains(telling), "{telling}");
    }
    guest.post(&format!("{running}/submit"), &[]).await.expect_redirect(&running);
    guest.get(&result).await.expect(200).says("Right answer");
}
