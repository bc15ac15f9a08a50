//! No byte sent to a candidate before the end tells right from wrong.

use invigil_tests::Site;
use std::collections::BTreeSet;

#[tokio::test]
async fn nothing_of_the_solutions_is_sent_while_the_clock_runs() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let id: uuid::Uuid = attempt.trim_start_matches("/attempts/").parse().unwrap();
    let mut sent = String::new();
    for path in ["", "?item=2", "/state", "/review"] {
        sent.push_str(&visitor.get(&format!("{attempt}{path}")).await.expect(200).body);
    }
    for page in ["/", "/history", "/certifications/pcap", "/exams/pcap/pathway"] {
        sent.push_str(&visitor.get(page).await.expect(200).body);
    }
    // The result of a running exam leads back to it.
    let result = visitor.get(&format!("{attempt}/result")).await;
    sent.push_str(&result.body);
    assert_eq!(result.location().as_deref(), Some(attempt.as_str()));

    let revisions: Vec<i32> = sqlx::query_scalar("SELECT revisions FROM attempt WHERE id = $1")
        .bind(id)
        .fetch_one(&site.db)
        .await
        .unwrap();
    for content in site.store.contents(&revisions).await.unwrap() {
        let solution = &content.solution;
        for secret in solution.reasons.iter().chain([&solution.explanation, &solution.objective]) {
            // Long enough to be the sentence itself and not a word of the stem.
            let plain: String = secret.chars().take_while(|c| !"`*_[<&'\"’“”".contains(*c)).collect();
            assert!(plain.chars().count() < 20 || !sent.contains(&plain), "{}: {plain}", content.item);
        }
        assert!(!sent.contains(&content.item), "the id of {} was sent", content.item);
    }
    // The words of items may be anything; what stands in tags is ours.
    let tags: String = sent.split('<').filter_map(|rest| rest.split('>').next()).collect();
    for word in ["key=", "solution", "correct", "right", "wrong", "distractor", "reason"] {
        assert!(!tags.contains(word), "a tag says {word}");
    }
}

#[tokio::test]
async fn keys_and_distractors_look_alike_in_the_page() {
    let site = Site::new().await;
    let mut visitor = site.visitor();
    let attempt = visitor.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    let page = visitor.get(&attempt).await.expect(200).body;
    // The attributes of every option's input, without what names its place, are the same few.
    let shapes: BTreeSet<String> = page
        .split("<input")
        .skip(1)
        .filter_map(|input| input.split('>').next())
        .filter(|input| input.contains("name=\"chosen\""))
        .map(|input| {
            let attributes = input.split_whitespace().filter(|attribute| {
                !["value=", "id=", "aria-"].iter().any(|prefix| attribute.starts_with(prefix))
            });
            attributes.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert!((1..=2).contains(&shapes.len()), "{shapes:?}");
}
