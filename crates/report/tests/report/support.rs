//! Reports to test with.

use invigil_exam::Score;
use invigil_report::{
    About, BankState, EditionName, Exam, NOTICE, Pass, Recognition, SectionResult, Statement, Tally, VERSION,
};

/// An exam with so many sections, of which each has ten items, `right` of them answered right.
pub(crate) fn exam(sections: u16, right: u16) -> Exam {
    let items = sections * 10;
    let score = Score { points: (right * sections).into(), max: items.into() };
    Exam {
        bank: BankState { digest: "3f".repeat(32), revision: Some(12) },
        certification: "pcap".to_owned(),
        closed_at: "2026-11-22T14:03:09Z".to_owned(),
        edition: EditionName { id: "pathway".to_owned(), revision: 3, title: "PCAP-31-03, 2022".to_owned() },
        full_name: "Certified Associate Python Programmer".to_owned(),
        items,
        minutes: 65,
        name: "PCAP".to_owned(),
        pass_percent: 70,
        passed: score.passes(70),
        right: right * sections,
        score: score.into(),
        seconds_used: 2887,
        sections: (1..=sections)
            .map(|number| SectionResult {
                items: 10,
                right,
                title: format!("Section {number}: modules and packages"),
            })
            .collect(),
    }
}

pub(crate) fn recognition() -> Recognition {
    let pass = |certification: &str, name: &str| Pass {
        certification: certification.to_owned(),
        closed_at: "2026-11-22T14:03:09Z".to_owned(),
        edition: "2022".to_owned(),
        name: name.to_owned(),
        pass_percent: 70,
        score: Tally::from(Score { points: 33, max: 40 }),
    };
    Recognition {
        certification: "cepp".to_owned(),
        full_name: "Certified Expert in Python Programming".to_owned(),
        name: "CEPP".to_owned(),
        passes: vec![pass("pcap", "PCAP"), pass("pcpp-32-1", "PCPP 32-1"), pass("pcpp-32-2", "PCPP 32-2")],
    }
}

pub(crate) fn statement(about: About, holder: Option<&str>) -> Statement {
    Statement {
        about,
        holder: holder.map(str::to_owned),
        id: "019aabcd-0000-7000-8000-000000000000".to_owned(),
        notice: NOTICE.to_owned(),
        platform: "https://exams.example.org".to_owned(),
        signed_at: "2026-11-22T15:00:00Z".to_owned(),
        version: VERSION,
    }
}
