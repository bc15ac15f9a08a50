//! What an instructor finds on the first page: how far they are, and what to do next.

use crate::words;

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
    /// Whether one of the steps is the first thing to do on the page.
    pub(super) fn leads(&self) -> bool {
        !self.settled && self.steps.iter().any(|step| step.next)
    }

    /// What this instructor has, in words.
    pub(super) fn of(has: &invigil_store::Teaching) -> Teaching {
        let has_banks = match (has.own_banks, has.shared_banks) {
            (0, 0) => String::new(),
            (own, 0) => words::counted(own, "bank", "banks"),
            (0, shared) => format!("{} shared with you", words::counted(shared, "bank", "banks")),
            (own, shared) => format!("{}, {shared} shared with you", words::counted(own, "bank", "banks")),
        };
        let with_items = |banks: String| match banks.is_empty() {
            true => banks,
            false => format!("{banks} · {}", words::counted(has.items, "item", "items")),
        };
        let mut steps = [
            Step {
                title: "Bring your questions",
                about: "From Moodle, Canvas, a spreadsheet or a text, or written here. You see every item before it is stored.",
                has: with_items(has_banks),
                address: "/instructor/banks",
                link: "Banks",
                next: has.items == 0,
            },
            Step {
                title: "Make an exam",
                about: "Sections that draw from your banks, or the very items that you pick. The exams below can be assigned as well.",
                has: if has.exams == 0 { String::new() } else { words::counted(has.exams, "exam", "exams") },
                address: "/instructor/exams",
                link: "My exams",
                next: has.exams == 0,
            },
            Step {
                title: "Make a class and assign the exam",
                about: "People join by a link, a code or a list. Then watch it live, see the results, and take them along as CSV or Excel.",
                has: match (has.classes, has.assignments) {
                    (0, _) => String::new(),
                    (number, assignments) => format!(
                        "{} · {}",
                        words::counted(number, "class", "classes"),
                        words::counted(assignments, "assignment", "assignments")
                    ),
                },
                address: "/instructor/classes",
                link: "Classes",
                next: has.assignments == 0,
            },
        ];
        let settled = !steps.iter().any(|step| step.next);
        let mut found = false;
        for step in &mut steps {
            step.next &= !found;
            found |= step.next;
        }
        let reports = match has.reports {
            0 => String::new(),
            number => words::counted(number, "report waits", "reports wait"),
        };
        Teaching { steps, settled, reports }
    }
}
