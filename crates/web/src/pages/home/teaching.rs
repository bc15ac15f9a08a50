//! What an instructor finds on the first page: how far they are, and what to do next.

use crate::error::Error;
use crate::state::App;
use crate::words;
use invigil_store::BankAccess;
use uuid::Uuid;

/// How far an instructor is.
pub(super) struct Teaching {
    /// In the order in which they are done.
    pub(super) steps: [Step; 3],
    /// Whether all of them are done.
    pub(super) settled: bool,
    /// Reports of candidates that wait, in words; empty for none.
    pub(super) reports: String,
}

/// Something that an instructor does before anybody sits an exam of theirs.
pub(super) struct Step {
    pub(super) title: &'static str,
    pub(super) about: &'static str,
    /// What there is of it, in words; empty for nothing.
    pub(super) has: String,
    /// Where it is done.
    pub(super) address: &'static str,
    /// What the link says.
    pub(super) link: &'static str,
    /// Whether it is the first that isn't done.
    pub(super) next: bool,
}

impl Teaching {
    /// What this instructor has.
    pub(super) async fn of(app: &App, person: Uuid) -> Result<Teaching, Error> {
        let banks = app.store.banks(person).await?;
        let (own, shared): (Vec<_>, Vec<_>) = banks.iter().partition(|bank| bank.access == BankAccess::Own);
        let exams = app.store.own_exams(person).await?;
        let exams = exams.iter().filter(|exam| !exam.archived).count();
        let classes = app.store.classes(person).await?;
        let classes: Vec<_> = classes.iter().filter(|class| class.archived_at.is_none()).collect();
        let assignments: i64 = classes.iter().map(|class| class.assignments).sum();
        let reports = app.store.open_reports(person).await?;

        let items: usize = banks.iter().map(|bank| bank.items).sum();
        let has_banks = match (own.len(), shared.len()) {
            (0, 0) => String::new(),
            (own, 0) => words::counted(own as i64, "bank", "banks"),
            (0, shared) => format!("{} shared with you", words::counted(shared as i64, "bank", "banks")),
            (own, shared) => {
                format!("{}, {shared} shared with you", words::counted(own as i64, "bank", "banks"))
            }
        };
        let with_items = |has: String| match has.is_empty() {
            true => has,
            false => format!("{has} · {}", words::counted(items as i64, "item", "items")),
        };
        let mut steps = [
            Step {
                title: "Bring your questions",
                about: "From Moodle, Canvas, a spreadsheet or a text, or written here. You see every item before it is stored.",
                has: with_items(has_banks),
                address: "/instructor/banks",
                link: "Banks",
                next: items == 0,
            },
            Step {
                title: "Make an exam",
                about: "Sections that draw from your banks, or the very items that you pick. The exams below can be assigned as well.",
                has: if exams == 0 { String::new() } else { words::counted(exams as i64, "exam", "exams") },
                address: "/instructor/exams",
                link: "My exams",
                next: exams == 0,
            },
            Step {
                title: "Make a class and assign the exam",
                about: "People join by a link, a code or a list. Then watch it live, see the results, and take them along as CSV or Excel.",
                has: match (classes.len(), assignments) {
                    (0, _) => String::new(),
                    (number, assignments) => format!(
                        "{} · {}",
                        words::counted(number as i64, "class", "classes"),
                        words::counted(assignments, "assignment", "assignments")
                    ),
                },
                address: "/instructor/classes",
                link: "Classes",
                next: assignments == 0,
            },
        ];
        let settled = !steps.iter().any(|step| step.next);
        let mut found = false;
        for step in &mut steps {
            step.next &= !found;
            found |= step.next;
        }
        let reports = match reports {
            0 => String::new(),
            number => words::counted(number, "report waits", "reports wait"),
        };
        Ok(Teaching { steps, settled, reports })
    }
}
