//! A report as the pages show it, one's own and a public one alike.

use crate::section_row::SectionRow;
use crate::words::{self, When};
use invigil_report::{About, Exam, Pass, Recognition, Statement};
use time::{Duration, OffsetDateTime};

/// What a report says.
pub(super) struct ReportView {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) holder: Option<String>,
    pub(super) kind: Kind,
}

/// An exam or a recognition.
pub(super) enum Kind {
    Exam(Box<ExamView>),
    Recognition(Vec<PassView>),
}

/// One attempt.
pub(super) struct ExamView {
    pub(super) passed: bool,
    pub(super) score: String,
    /// 0 to 100.
    pub(super) filled: f64,
    pub(super) pass_percent: u8,
    pub(super) sections: Vec<SectionRow>,
    pub(super) right: u16,
    pub(super) items: u16,
    pub(super) date: When,
    pub(super) time: String,
    pub(super) minutes: u16,
    pub(super) exact: String,
    pub(super) edition: String,
    pub(super) edition_revision: i32,
    /// The number of the shipped bank's revision; `None` where the digest is of the form's items.
    pub(super) bank: Option<i32>,
    /// The digest's first twelve digits.
    pub(super) digest: String,
}

/// A mock exam that was passed.
pub(super) struct PassView {
    pub(super) name: String,
    pub(super) edition: String,
    pub(super) date: When,
    pub(super) score: String,
    pub(super) pass_percent: u8,
}

/// A moment of a statement; the epoch, should it be none.
pub(super) fn moment(text: &str) -> OffsetDateTime {
    Statement::parse_moment(text).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

impl ReportView {
    pub(super) fn new(about: &About, holder: Option<&str>) -> ReportView {
        let holder = holder.map(str::to_owned);
        match about {
            About::Exam(exam) => ReportView {
                title: exam.name.clone(),
                subtitle: [&exam.full_name, &exam.edition.title]
                    .into_iter()
                    .filter(|part| **part != exam.name)
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(" · "),
                holder,
                kind: Kind::Exam(Box::new(ExamView::new(exam))),
            },
            About::Recognition(Recognition { name, full_name, passes, .. }) => ReportView {
                title: name.clone(),
                subtitle: full_name.clone(),
                holder,
                kind: Kind::Recognition(passes.iter().map(PassView::new).collect()),
            },
        }
    }
}

impl ExamView {
    fn new(exam: &Exam) -> ExamView {
        let score = exam.score.score();
        ExamView {
            passed: exam.passed,
            score: words::percent(score),
            filled: f64::from(score.tenths_of_percent()) / 10.0,
            pass_percent: exam.pass_percent,
            sections: exam
                .sections
                .iter()
                .map(|section| {
                    SectionRow::new(&section.title, section.right, section.items, exam.pass_percent)
                })
                .collect(),
            right: exam.right,
            items: exam.items,
            date: When::date(moment(&exam.closed_at)),
            time: words::duration(Duration::seconds(exam.seconds_used.into())),
            minutes: exam.minutes,
            exact: format!("{} of {} parts", exam.score.points, exam.score.max),
            edition: exam.edition.id.clone(),
            edition_revision: exam.edition.revision,
            bank: exam.bank.revision,
            digest: exam.bank.digest.chars().take(12).collect(),
        }
    }
}

impl PassView {
    fn new(pass: &Pass) -> PassView {
        PassView {
            name: pass.name.clone(),
            edition: pass.edition.clone(),
            date: When::date(moment(&pass.closed_at)),
            score: words::percent(pass.score.score()),
            pass_percent: pass.pass_percent,
        }
    }
}
