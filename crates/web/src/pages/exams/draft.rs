//! An exam as it is being written: what the builder's form holds, and what its buttons do with it.

use invigil_exam::{Section, Source};
use invigil_store::OwnExam;
use uuid::Uuid;

/// The most sections of an exam.
pub(super) const SECTIONS: usize = 50;

/// What was typed and chosen, as it was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    pub(super) title: String,
    pub(super) description: String,
    pub(super) minutes: String,
    pub(super) pass_percent: String,
    pub(super) sections: Vec<SectionDraft>,
}

/// A section as it is being written. What was chosen for the kind that it isn't now is kept until the form is left.
#[derive(Clone, Debug, Default)]
pub(super) struct SectionDraft {
    pub(super) title: String,
    /// Whether it is made of the picked items.
    pub(super) fixed: bool,
    /// How many items to draw.
    pub(super) items: String,
    pub(super) points: String,
    /// Sources to draw from.
    pub(super) sources: Vec<String>,
    /// Ids of the items picked by hand, in order.
    pub(super) picked: Vec<String>,
    /// Where to look for items to pick.
    pub(super) bank: Option<Uuid>,
    /// What to look for.
    pub(super) search: String,
}

/// What a button of the form asks for. Sections count from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Look at it again, with the figures as they are now.
    Check,
    /// Store it.
    Save,
    Add,
    Remove(usize),
    /// Move a section by one place: up or down.
    Move(usize, Way),
    /// Another kind of section was chosen.
    Kind(usize),
    /// Look for items to pick.
    Find(usize),
    Pick(usize, String),
    Drop(usize, String),
    /// Move a picked item by one place.
    Shift(usize, String, Way),
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Up,
    Down,
}

impl Way {
    fn from(self, place: usize) -> Option<usize> {
        match self {
            Way::Up => place.checked_sub(1),
            Way::Down => place.checked_add(1),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Way::Up => "up",
            Way::Down => "down",
        }
    }
}

impl Action {
    /// As a button's value writes it; anything else is a look at the figures.
    pub(super) fn parse(text: &str) -> Action {
        let mut parts = text.splitn(3, ':');
        let name = parts.next().unwrap_or_default();
        let section = parts.next().and_then(|number| number.parse::<usize>().ok()?.checked_sub(1));
        let item = parts.next().map(str::to_owned);
        match (name, section, item) {
            ("save", ..) => Action::Save,
            ("add", ..) => Action::Add,
            ("remove", Some(section), _) => Action::Remove(section),
            ("up", Some(section), None) => Action::Move(section, Way::Up),
            ("down", Some(section), None) => Action::Move(section, Way::Down),
            ("kind", Some(section), _) => Action::Kind(section),
            ("find", Some(section), _) => Action::Find(section),
            ("pick", Some(section), Some(item)) => Action::Pick(section, item),
            ("drop", Some(section), Some(item)) => Action::Drop(section, item),
            ("up", Some(section), Some(item)) => Action::Shift(section, item, Way::Up),
            ("down", Some(section), Some(item)) => Action::Shift(section, item, Way::Down),
            _ => Action::Check,
        }
    }
}

/// What a button did: what to say, and the id of what should have the focus.
#[derive(Clone, Debug, Default)]
pub(super) struct Done {
    pub(super) message: String,
    pub(super) focus: String,
    /// The item that was just picked, in the section of this index: the one found after it is likely to be picked next.
    pub(super) picked: Option<(usize, String)>,
}

impl Draft {
    /// An exam that doesn't exist yet.
    pub(super) fn new() -> Draft {
        Draft {
            minutes: "60".into(),
            pass_percent: "70".into(),
            sections: vec![SectionDraft::default()],
            ..Draft::default()
        }
    }

    /// An exam as it is stored.
    pub(super) fn of(exam: &OwnExam) -> Draft {
        let edition = &exam.known.edition;
        Draft {
            title: edition.title.clone(),
            description: exam.certification.about.summary.clone(),
            minutes: edition.minutes.to_string(),
            pass_percent: edition.pass_percent.to_string(),
            sections: edition.sections.iter().map(SectionDraft::of).collect(),
        }
    }

    /// What the form sent, and which button.
    pub(super) fn parse(fields: Vec<(String, String)>) -> (Draft, Action) {
        let mut draft = Draft::default();
        let mut action = Action::Check;
        for (name, mut value) in fields {
            // The database holds no such character, and nobody types it.
            value.retain(|character| character != '\0');
            match name.as_str() {
                "title" => draft.title = value.trim().to_owned(),
                "description" => draft.description = value.trim().replace("\r\n", "\n"),
                "minutes" => draft.minutes = value.trim().to_owned(),
                "pass-percent" => draft.pass_percent = value.trim().to_owned(),
                "do" => action = Action::parse(&value),
                _ => {
                    let section = name.strip_prefix('s').and_then(|rest| rest.split_once('-'));
                    let Some((number, field)) = section else { continue };
                    let Some(index) = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1))
                    else {
                        continue;
                    };
                    if index >= SECTIONS {
                        continue;
                    }
                    if draft.sections.len() <= index {
                        draft.sections.resize_with(index + 1, SectionDraft::default);
                    }
                    draft.sections[index].set(field, value);
                }
            }
        }
        (draft, action)
    }

    /// Does what a button asks for, as far as it is the form's alone.
    pub(super) fn apply(&mut self, action: &Action) -> Done {
        let last = self.sections.len().saturating_sub(1);
        match action {
            Action::Check | Action::Save => Done::default(),
            Action::Add if self.sections.len() < SECTIONS => {
                self.sections.push(SectionDraft::default());
                let number = self.sections.len();
                done(format!("Section {number} added."), format!("s{number}-title"))
            }
            Action::Add => done(format!("An exam has at most {SECTIONS} sections."), "add".into()),
            Action::Remove(section) if *section <= last && !self.sections.is_empty() => {
                self.sections.remove(*section);
                let focus = match self.sections.len() {
                    0 => "add".into(),
                    left => format!("s{}-title", (section + 1).min(left)),
                };
                done(format!("Section {} removed.", section + 1), focus)
            }
            Action::Move(section, way) => match way.from(*section).filter(|to| *to <= last) {
                Some(to) if *section <= last => {
                    self.sections.swap(*section, to);
                    let message = format!("Section {} is now section {}.", section + 1, to + 1);
                    done(message, format!("s{}-{}", to + 1, end_of(to, last, *way).name()))
                }
                _ => Done::default(),
            },
            Action::Kind(section) => {
                let kind = self.sections.get(*section).map_or("draw", |own| own.kind());
                Done { focus: format!("s{}-{kind}", section + 1), ..Done::default() }
            }
            Action::Find(section) => Done { focus: format!("s{}-search", section + 1), ..Done::default() },
            Action::Pick(section, item) => self.pick(*section, item),
            Action::Drop(section, item) => {
                let Some(own) = self.sections.get_mut(*section) else { return Done::default() };
                own.picked.retain(|other| other != item);
                done("Item taken out.".into(), format!("s{}-search", section + 1))
            }
            Action::Shift(section, item, way) => self.shift(*section, item, *way),
            Action::Remove(_) => Done::default(),
        }
    }

    fn pick(&mut self, section: usize, item: &str) -> Done {
        if let Some(other) =
            self.sections.iter().position(|other| other.fixed && other.picked.iter().any(|own| own == item))
        {
            return done(format!("That item is in section {} already.", other + 1), String::new());
        }
        let Some(own) = self.sections.get_mut(section) else { return Done::default() };
        own.fixed = true;
        own.picked.push(item.to_owned());
        let message = format!("Item added at place {}.", own.picked.len());
        Done { picked: Some((section, item.to_owned())), ..done(message, format!("s{}-search", section + 1)) }
    }

    fn shift(&mut self, section: usize, item: &str, way: Way) -> Done {
        let Some(own) = self.sections.get_mut(section) else { return Done::default() };
        let last = own.picked.len().saturating_sub(1);
        let Some(from) = own.picked.iter().position(|other| other == item) else { return Done::default() };
        let Some(to) = way.from(from).filter(|to| *to <= last) else { return Done::default() };
        own.picked.swap(from, to);
        let focus = format!("s{}-{}-{}", section + 1, end_of(to, last, way).name(), to + 1);
        done(format!("Now at place {} of {}.", to + 1, last + 1), focus)
    }
}

fn done(message: String, focus: String) -> Done {
    Done { message, focus, picked: None }
}

/// The button that can still be pressed at a place: at an end, the one that leads away from it.
fn end_of(place: usize, last: usize, way: Way) -> Way {
    match way {
        Way::Up if place == 0 => Way::Down,
        Way::Down if place == last => Way::Up,
        other => other,
    }
}

impl SectionDraft {
    fn of(section: &Section) -> SectionDraft {
        let fixed = section.is_fixed();
        let picked = section
            .sources()
            .filter_map(|source| match source {
                Source::Item(item) => Some(item),
                _ => None,
            })
            .collect();
        SectionDraft {
            title: section.title.clone(),
            fixed,
            items: if fixed { String::new() } else { section.items.to_string() },
            points: section.points.map_or_else(String::new, |points| points.to_string()),
            sources: if fixed { Vec::new() } else { section.topics.clone() },
            picked,
            ..SectionDraft::default()
        }
    }

    /// Its kind as the form writes it.
    fn kind(&self) -> &'static str {
        if self.fixed { "fixed" } else { "draw" }
    }

    fn set(&mut self, field: &str, value: String) {
        match field {
            "title" => self.title = value.trim().to_owned(),
            "kind" => self.fixed = value == "fixed",
            "items" => self.items = value.trim().to_owned(),
            "points" => self.points = value.trim().to_owned(),
            "source" => self.sources.push(value),
            "picked" => self.picked.push(value),
            "bank" => self.bank = value.parse().ok(),
            "search" => self.search = value.trim().to_owned(),
            _ => {}
        }
    }

    /// What it takes its items from, as sources are written.
    pub(super) fn topics(&self) -> Vec<String> {
        if self.fixed {
            self.picked.iter().map(|item| Source::Item(item.clone()).to_string()).collect()
        } else {
            self.sources.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Action, Draft, Way};

    fn draft(fields: &[(&str, &str)]) -> (Draft, Action) {
        Draft::parse(fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    #[test]
    fn a_form_is_read_whole() {
        let (draft, action) = draft(&[
            ("title", " Midterm "),
            ("minutes", "45"),
            ("s1-title", "One"),
            ("s1-source", "bank/a"),
            ("s1-source", "bank/b"),
            ("s2-title", "Two"),
            ("s2-kind", "fixed"),
            ("s2-picked", "x"),
            ("s99-title", "beyond"),
            ("s0-title", "before"),
            ("sideways", "?"),
            ("do", "up:2:x"),
        ]);
        assert_eq!((draft.title.as_str(), draft.minutes.as_str()), ("Midterm", "45"));
        assert_eq!(draft.sections.len(), 2);
        assert_eq!(draft.sections[0].topics(), ["bank/a", "bank/b"]);
        assert_eq!(draft.sections[1].topics(), ["item/x"]);
        assert_eq!(action, Action::Shift(1, "x".into(), Way::Up));
    }

    #[test]
    fn what_no_button_says_changes_nothing() {
        for text in ["", "check", "up", "up:0", "up:x", "pick:1", "nonsense:1", "remove:0"] {
            assert_eq!(Action::parse(text), Action::Check, "{text:?}");
        }
        let (mut draft, _) = draft(&[("s1-title", "One")]);
        for action in [
            Action::Remove(7),
            Action::Move(0, Way::Up),
            Action::Move(7, Way::Up),
            Action::Drop(7, "x".into()),
        ] {
            draft.apply(&action);
            assert_eq!(draft.sections.len(), 1);
        }
    }

    #[test]
    fn sections_are_added_moved_and_removed_and_the_focus_follows() {
        let (mut draft, _) = draft(&[("s1-title", "One"), ("s2-title", "Two")]);
        let titles = |draft: &Draft| draft.sections.iter().map(|own| own.title.clone()).collect::<Vec<_>>();
        assert_eq!(draft.apply(&Action::Add).focus, "s3-title");
        assert_eq!(draft.apply(&Action::Move(1, Way::Up)).focus, "s1-down");
        assert_eq!(titles(&draft), ["Two", "One", ""]);
        assert_eq!(draft.apply(&Action::Move(0, Way::Down)).focus, "s2-down");
        assert_eq!(draft.apply(&Action::Remove(2)).focus, "s2-title");
        assert_eq!(titles(&draft), ["One", "Two"]);
    }

    #[test]
    fn items_are_picked_once_and_put_in_order() {
        let (mut draft, _) = draft(&[("s1-kind", "fixed"), ("s2-kind", "fixed")]);
        draft.apply(&Action::Pick(0, "a".into()));
        draft.apply(&Action::Pick(0, "b".into()));
        assert!(draft.apply(&Action::Pick(1, "a".into())).message.contains("in section 1 already"));
        assert_eq!(draft.apply(&Action::Shift(0, "b".into(), Way::Up)).focus, "s1-down-1");
        assert_eq!(draft.sections[0].picked, ["b", "a"]);
        draft.apply(&Action::Drop(0, "b".into()));
        assert_eq!(draft.sections[0].picked, ["a"]);
    }
}
