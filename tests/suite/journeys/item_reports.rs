//! "Something is wrong with this question": from the result page to the inbox and back.

use invigil_store::Role;
use invigil_tests::{Site, sum};

#[tokio::test]
async fn a_guest_reports_an_item_and_hears_back() {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.bank_of(owner).await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    site.pin(attempt.trim_start_matches("/attempts/").parse().unwrap(), 7, &item).await;
    let report = format!("{attempt}/items/7/report");
    guest.post(&report, &[("text", "Too early.")]).await.expect(409);
    guest.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    guest.get(&format!("{attempt}/result?show=all")).await.expect(200).says(&report);

    guest.post(&report, &[("text", " \n"), ("show", "wrong")]).await.expect(422).says("Write what is wrong");
    let long = "ä".repeat(2001);
    guest.post(&report, &[("text", &long)]).await.expect(422).says("2001 characters").says(&long);
    ada.get("/instructor/reports").await.expect(200).says("Nothing waits");
    let text = "The program prints <nothing> here.\nSee line 2.";
    let back = guest.post(&report, &[("text", text), ("show", "wrong")]).await.expect_redirect(&attempt);
    assert!(back.ends_with("?show=wrong#item-7"), "{back}");
    guest.get(&format!("{attempt}/result?show=all")).await.expect(200).says("You reported").says("Thank you");
    guest.post(&report, &[("text", "Again.")]).await.expect(409).says("before");
    guest.post(&format!("{attempt}/items/99/report"), &[("text", "x")]).await.expect(404);

    let inbox = ada.get("/instructor/reports").await.expect(200);
    inbox.says("1\u{a0}report waits").says("&#60;nothing&#62;").says("They chose nothing; the key is A");
    let answer = inbox.body.split("action=\"").find(|rest| rest.starts_with("/instructor/reports/")).unwrap();
    let answer = answer.split('"').next().unwrap().to_owned();
    ada.get(&format!("/instructor/items/{item}")).await.expect(200).says("See line 2.").says(&answer);
    ada.post(&answer, &[("text", "")]).await.expect(422).says("Write what you found").says("See line 2.");
    let mut eve = site.signed_in("eve@example.org", Role::Instructor).await;
    eve.post(&answer, &[("text", "Nonsense.")]).await.expect(404);
    let address = format!("/instructor/items/{item}");
    ada.post(&answer, &[("text", "You are right, it is mended."), ("back", &address)])
        .await
        .expect_redirect(&format!("{address}?done=answered"));
    ada.get("/instructor/reports").await.expect(200).says("Nothing waits");
    ada.get("/instructor/reports?show=answered")
        .await
        .expect(200)
        .says("it is mended")
        .says("Somebody answered");

    guest.get("/").await.expect(200).says("Your report on item 7");
    let read = guest.post(&format!("{report}/read"), &[]).await.expect_redirect(&attempt);
    assert!(read.ends_with("?show=all#item-7"), "{read}");
    guest.get(&format!("{attempt}/result?show=all")).await.expect(200).says("it is mended");
    assert!(!guest.get("/").await.body.contains("Your report on item 7"));
    // Reading it isn't for others.
    eve.post(&format!("{report}/read"), &[]).await.expect(404);
}
