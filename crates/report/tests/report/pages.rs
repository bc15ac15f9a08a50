//! The page: every report becomes one, the same each time, and small.

use crate::support::{exam, recognition};
use invigil_report::{About, Publication, document};

const LINK: &str = "https://exams.example.org/verify/3f9a6c1de0b8475f92aa07d1c5e3b640";

fn publication() -> Publication<'static> {
    Publication {
        link: LINK,
        signed_at: "2026-11-22T15:00:00Z",
        key: "d75a980182b10ab7",
        signature: &[0xa5; 64],
    }
}

/// Holds what every page keeps to.
fn draw(about: &About, holder: Option<&str>, publication: Option<Publication<'_>>, name: &str) -> Vec<u8> {
    let pdf = document(about, holder, publication).expect("a page");
    assert!(pdf.starts_with(b"%PDF-1.7"), "{name}");
    assert!(pdf.len() < 200_000, "{name} has {} bytes", pdf.len());
    let text = String::from_utf8_lossy(&pdf);
    assert_eq!(
        text.matches("/Type /Page\n").count() + text.matches("/Type/Page/").count(),
        1,
        "{name}: one page"
    );
    assert!(text.contains("pdfuaid:part") && text.contains("pdfaid:part"), "{name} says what it keeps to");
    assert_eq!(document(about, holder, publication).expect("a page"), pdf, "{name} is the same each time");
    if let Some(folder) = option_env!("REPORT_PAGES") {
        std::fs::write(format!("{folder}/{name}.pdf"), &pdf).expect("the folder takes it");
    }
    pdf
}

#[test]
fn every_report_becomes_one_page() {
    let long = "Wolfeschlegelsteinhausenbergerdorff ".repeat(3);
    draw(&About::Exam(exam(5, 8)), Some("Ada Lovelace"), Some(publication()), "passed");
    draw(&About::Exam(exam(4, 6)), None, None, "not-published");
    draw(&About::Exam(exam(9, 0)), Some(&long[..100]), Some(publication()), "nothing");
    draw(&About::Exam(exam(9, 10)), Some("Ελένη Παπαδοπούλου-Жукова Nguyễn Thị"), None, "everything");
    draw(&About::Exam(exam(50, 5)), Some("李小龍 محمد Łucja"), Some(publication()), "fifty");
    draw(&About::Recognition(recognition()), Some("Ada Lovelace"), Some(publication()), "recognition");

    let mut odd = exam(9, 7);
    odd.name =
        "A very long name of an exam that an instructor made for the second year of the evening school"
            .to_owned();
    odd.full_name = odd.name.clone();
    odd.edition.title = odd.name.clone();
    odd.edition.id = "first".to_owned();
    odd.bank.revision = None;
    odd.pass_percent = 100;
    for section in &mut odd.sections {
        section.title = "Object-oriented programming, inheritance, polymorphism, and everything that has to do with classes".to_owned();
    }
    draw(&About::Exam(odd.clone()), Some("Ada"), Some(publication()), "long");
    odd.sections.clear();
    odd.items = 0;
    odd.pass_percent = 1;
    odd.name = "X".to_owned();
    draw(&About::Exam(odd), Some(""), None, "empty");
}

#[test]
fn only_a_published_report_carries_the_link() {
    let has_link = |pdf: &[u8]| pdf.windows(LINK.len()).any(|bytes| bytes == LINK.as_bytes());
    let about = About::Exam(exam(4, 8));
    assert!(has_link(&draw(&about, None, Some(publication()), "with-link")));
    assert!(!has_link(&draw(&about, None, None, "without-link")));
}
