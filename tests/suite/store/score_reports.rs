//! Bank revisions count what the shipped bank held; keys are made once; a report is published once however many ask.

use invigil_report::{About, BankState, Statement};
use invigil_store::{PublicReport, ReportOf, Reportable};
use invigil_tests::{Candidate, Site, bank};
use uuid::Uuid;

const PLATFORM: &str = "https://exams.example.org";

async fn revisions(site: &Site) -> Vec<(i32, Vec<u8>)> {
    sqlx::query_as("SELECT number, digest FROM bank_revision ORDER BY number")
        .fetch_all(&site.db)
        .await
        .unwrap()
}

async fn bank_of(site: &Site, person: Uuid, attempt: Uuid) -> BankState {
    match site.store.reportable_attempt(person, attempt).await.unwrap() {
        Reportable::Yes(about) => match *about {
            About::Exam(exam) => exam.bank,
            About::Recognition(_) => panic!("an exam"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_bank_that_changes_has_another_revision_and_a_form_names_its_own() {
    let site = Site::new().await;
    let first = revisions(&site).await;
    assert_eq!(first.len(), 1);
    let Candidate { person, attempt, .. } = site.candidate().await;
    site.hand_in(person, attempt).await;

    let mut changed = bank();
    site.store.load_bank(&changed).await.unwrap();
    assert_eq!(revisions(&site).await, first, "the same bank again is no other revision");
    changed.items[0].item.solution.explanation.push_str(" More.");
    site.store.load_bank(&changed).await.unwrap();
    let second = revisions(&site).await;
    assert!(second.len() == 2 && second[0] == first[0] && second[1].1 != first[0].1);
    changed.certifications[0].editions[0].minutes += 1;
    site.store.load_bank(&changed).await.unwrap();
    assert_eq!(revisions(&site).await.len(), 3, "an edition belongs to the bank");
    site.store.load_bank(&bank()).await.unwrap();
    let back = revisions(&site).await;
    assert_eq!((back.len(), &back[3].1), (4, &first[0].1), "the same bank has the same digest");

    let hexadecimal: String = first[0].1.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = BankState { digest: hexadecimal, revision: Some(first[0].0) };
    assert_eq!(bank_of(&site, person, attempt).await, expected);
}

#[tokio::test]
async fn a_form_from_before_revisions_were_counted_tells_its_items() {
    let site = Site::new().await;
    let Candidate { person, attempt, .. } = site.candidate().await;
    site.hand_in(person, attempt).await;
    sqlx::query("UPDATE bank_revision SET at = at + interval '1 hour'").execute(&site.db).await.unwrap();
    let state = bank_of(&site, person, attempt).await;
    assert_eq!((state.revision, state.digest.len()), (None, 64));
    assert_eq!(bank_of(&site, person, attempt).await, state);
}

#[tokio::test]
async fn however_many_publish_at_once_there_is_one_key_and_one_report() {
    let site = Site::new().await;
    let Candidate { person, attempt, .. } = site.candidate().await;
    site.hand_in(person, attempt).await;
    let other = site.candidate().await;
    site.hand_in(other.person, other.attempt).await;
    let catalogue = site.store.catalogue().await.unwrap();
    let publish = |person, attempt| {
        let (store, catalogue) = (site.store.clone(), catalogue.clone());
        async move {
            let of = ReportOf::Attempt(attempt);
            store.publish_report(person, of, Some("Ada"), PLATFORM, &catalogue).await.unwrap().unwrap()
        }
    };
    let (a, b, c, d) = tokio::join!(
        publish(person, attempt),
        publish(person, attempt),
        publish(other.person, other.attempt),
        publish(other.person, other.attempt)
    );
    assert!(a.token == b.token && c.token == d.token && a.token != c.token);
    assert_eq!(site.store.public_keys().await.unwrap().len(), 1);
    assert!(
        a.key == c.key
            && a.key.verifies(&a.statement, &a.signature)
            && !a.key.verifies(&a.statement, &c.signature)
    );
    let statement = Statement::read(&a.statement).unwrap();
    assert_eq!((statement.id, statement.platform.as_str()), (a.id.to_string(), PLATFORM));
    let refused = site
        .store
        .publish_report(other.person, ReportOf::Attempt(attempt), None, PLATFORM, &catalogue)
        .await
        .unwrap();
    assert_eq!(refused.unwrap_err(), Reportable::NotFound);
    assert!(!site.store.revoke_report(other.person, ReportOf::Attempt(attempt)).await.unwrap());
    assert!(site.store.revoke_report(person, ReportOf::Attempt(attempt)).await.unwrap());
    assert!(matches!(site.store.public_report(&a.token).await.unwrap(), Some(PublicReport::Withdrawn)));
    assert!(matches!(site.store.public_report(&c.token).await.unwrap(), Some(PublicReport::Standing { .. })));

    // With the attempt its link is gone.
    sqlx::query("DELETE FROM attempt WHERE id = $1").bind(other.attempt).execute(&site.db).await.unwrap();
    assert!(site.store.public_report(&c.token).await.unwrap().is_none());
}
