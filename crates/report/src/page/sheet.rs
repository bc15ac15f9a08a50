//! What stands on the page, in words and lengths.

use crate::{About, Exam, Recognition, Statement, Tally};
use time::macros::format_description;

/// A page's content.
pub(super) struct Sheet {
    /// What was sat.
    pub(super) title: String,
    /// Beside the title.
    pub(super) subtitle: String,
    /// Whether the verdict is a good one.
    pub(super) good: bool,
    pub(super) verdict: String,
    /// What the verdict means.
    pub(super) beside: String,
    /// The score and its pass mark, for the large gauge; a recognition has none.
    pub(super) gauge: Option<Gauge>,
    pub(super) rows_title: &'static str,
    pub(super) rows: Vec<Row>,
    /// Name and value.
    pub(super) facts: Vec<(&'static str, String)>,
}

/// A bar from 0 to 1 with the pass mark on it.
#[derive(Clone, Copy)]
pub(super) struct Gauge {
    pub(super) filled: f32,
    pub(super) mark: f32,
    pub(super) reached: bool,
}

/// A line of the table.
pub(super) struct Row {
    pub(super) title: String,
    pub(super) gauge: Gauge,
    pub(super) count: String,
    pub(super) share: String,
}

impl Sheet {
    pub(super) fn of(about: &About) -> Sheet {
        match about {
            About::Exam(exam) => Sheet::exam(exam),
            About::Recognition(recognition) => Sheet::recognition(recognition),
        }
    }

    /// What the document is called.
    pub(super) fn document_title(&self) -> String {
        format!("Score report of a mock exam: {}, {}", self.title, self.verdict)
    }

    fn exam(exam: &Exam) -> Sheet {
        let rows = exam.sections.iter().map(|section| {
            let filled = share(section.right.into(), section.items.into());
            let reached =
                u32::from(section.right) * 100 >= u32::from(section.items) * u32::from(exam.pass_percent);
            let tenths = u32::from(section.right) * 1000 / u32::from(section.items.max(1));
            Row {
                title: section.title.clone(),
                gauge: Gauge { filled, mark: f32::from(exam.pass_percent) / 100.0, reached },
                count: format!("{} of {}", section.right, section.items),
                share: format!("{}.{} %", tenths / 10, tenths % 10),
            }
        });
        let bank = &exam.bank;
        let digest: String = bank.digest.chars().take(12).collect();
        let drawn_from = match bank.revision {
            Some(number) => ("Question bank", format!("revision {number}, {digest}")),
            None => ("Items of the form", digest),
        };
        let subtitle = [&exam.full_name, &exam.edition.title]
            .into_iter()
            .filter(|part| !part.is_empty() && **part != exam.name)
            .cloned()
            .collect::<Vec<_>>();
        Sheet {
            title: exam.name.clone(),
            subtitle: subtitle.join(" · "),
            good: exam.passed,
            verdict: format!(
                "{}: {} %",
                if exam.passed { "Passed" } else { "Not passed" },
                exam.score.percent
            ),
            beside: format!("the pass mark is {} %", exam.pass_percent),
            gauge: Some(gauge(&exam.score, exam.pass_percent)),
            rows_title: "By section",
            rows: rows.collect(),
            facts: vec![
                ("Date", date(&exam.closed_at)),
                ("Items right", format!("{} of {}", exam.right, exam.items)),
                ("Time used", format!("{} of {} min", minutes(exam.seconds_used), exam.minutes)),
                ("Exact score", format!("{} of {} parts", exam.score.points, exam.score.max)),
                ("Edition", format!("{}, revision {}", exam.edition.id, exam.edition.revision)),
                drawn_from,
            ],
        }
    }

    fn recognition(recognition: &Recognition) -> Sheet {
        let rows = recognition.passes.iter().map(|pass| Row {
            title: pass.name.clone(),
            gauge: gauge(&pass.score, pass.pass_percent),
            count: date(&pass.closed_at),
            share: format!("{} %", pass.score.percent),
        });
        let last = recognition.passes.iter().map(|pass| &pass.closed_at).max();
        Sheet {
            title: recognition.name.clone(),
            subtitle: recognition.full_name.clone(),
            good: true,
            verdict: "Mock recognition reached".to_owned(),
            beside: format!("all {} mock exams are passed", recognition.passes.len()),
            gauge: None,
            rows_title: "Mock exams passed",
            rows: rows.collect(),
            facts: vec![
                ("Reached on", last.map_or_else(String::new, |last| date(last))),
                ("Mock exams", recognition.passes.len().to_string()),
            ],
        }
    }
}

fn gauge(score: &Tally, pass_percent: u8) -> Gauge {
    let score = score.score();
    Gauge {
        filled: share(score.points, score.max),
        mark: f32::from(pass_percent) / 100.0,
        reached: score.passes(pass_percent),
    }
}

fn share(part: i64, whole: i64) -> f32 {
    (part as f32 / whole.max(1) as f32).clamp(0.0, 1.0)
}

/// Minutes begun, so that no time used is told as none.
fn minutes(seconds: u32) -> u32 {
    seconds.div_ceil(60)
}

/// The day of a moment of a statement: `22 Nov 2026`.
pub(super) fn date(moment: &str) -> String {
    let format = format_description!("[day padding:none] [month repr:short] [year]");
    Statement::parse_moment(moment).and_then(|at| at.format(format).ok()).unwrap_or_default()
}

/// Day and time of a moment of a statement: `22 Nov 2026, 14:03 UTC`.
pub(super) fn date_and_time(moment: &str) -> String {
    let format = format_description!("[day padding:none] [month repr:short] [year], [hour]:[minute] UTC");
    Statement::parse_moment(moment).and_then(|at| at.format(format).ok()).unwrap_or_default()
}
