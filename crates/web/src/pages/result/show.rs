//! Which items of a result are listed.

use super::listed::ListedItem;
use invigil_exam::ItemMark;

/// Which items are listed, of all sections or of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// Those without a point.
    Wrong,
    /// Those that the candidate flagged, in the exam or later.
    Flagged,
    /// Those that the candidate wrote a note on.
    Noted,
    /// Every one.
    All,
}

impl Show {
    pub(super) const EVERY: [Show; 4] = [Show::Wrong, Show::Flagged, Show::Noted, Show::All];

    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<Show> {
        Show::EVERY.into_iter().find(|show| show.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Show::Wrong => "wrong",
            Show::Flagged => "flagged",
            Show::Noted => "noted",
            Show::All => "all",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Show::Wrong => "Missed",
            Show::Flagged => "Flagged",
            Show::Noted => "With a note",
            Show::All => "All",
        }
    }

    /// What the page says where it lists nothing.
    pub(super) fn nothing(self) -> &'static str {
        match self {
            Show::Wrong => "Nothing was missed here: every item has its point.",
            Show::Flagged => "You flagged no item here.",
            Show::Noted => "You wrote no note on an item here.",
            Show::All => "No item was asked here.",
        }
    }

    pub(super) fn includes(self, item: &ListedItem) -> bool {
        match self {
            // Whether a held one was right isn't told.
            Show::Wrong => item.item.mark != ItemMark::Right && !item.held,
            Show::Flagged => item.own.flagged,
            Show::Noted => !item.own.note.is_empty(),
            Show::All => true,
        }
    }
}

/// A filter of the items as a link.
pub(super) struct Filter {
    pub(super) address: String,
    pub(super) label: String,
    pub(super) count: usize,
    pub(super) current: bool,
}

/// The items that a page lists, and the ways to others.
pub(super) struct Listed {
    /// Which are listed.
    pub(super) show: Show,
    /// By what they are.
    pub(super) filters: Vec<Filter>,
    /// By section; empty where there is but one.
    pub(super) sections: Vec<Filter>,
    /// What is listed.
    pub(super) items: Vec<ListedItem>,
}

impl Listed {
    /// Of all `items`, those of `show` (by default what is wrong, or everything where nothing is) and of the section with this index.
    /// `sections` are the ids and titles.
    pub(super) fn new(
        items: Vec<ListedItem>,
        show: Option<Show>,
        section: Option<usize>,
        sections: &[(&str, &str)],
    ) -> Listed {
        let wrong = items.iter().any(|item| Show::Wrong.includes(item));
        let show = show.unwrap_or(if wrong { Show::Wrong } else { Show::All });
        let count = |show: Show, section: Option<usize>| {
            items.iter().filter(|item| show.includes(item) && within(item, section)).count()
        };
        let filters = Show::EVERY
            .into_iter()
            .map(|filter| Filter {
                address: address(filter, section.and_then(|section| sections.get(section))),
                label: filter.label().to_owned(),
                count: count(filter, section),
                current: filter == show,
            })
            .collect();
        let every = Filter {
            address: address(show, None),
            label: "All sections".to_owned(),
            count: count(show, None),
            current: section.is_none(),
        };
        let each = sections.iter().enumerate().map(|(index, known)| Filter {
            address: address(show, Some(known)),
            label: known.1.to_owned(),
            count: count(show, Some(index)),
            current: section == Some(index),
        });
        let by_section =
            if sections.len() > 1 { std::iter::once(every).chain(each).collect() } else { Vec::new() };
        Listed {
            show,
            filters,
            sections: by_section,
            items: items.into_iter().filter(|item| show.includes(item) && within(item, section)).collect(),
        }
    }
}

/// The address of a list of items, on the same page.
pub(super) fn address(show: Show, section: Option<&(&str, &str)>) -> String {
    match section {
        Some((id, _)) => {
            format!("?show={}&section={}#items", show.name(), crate::extract::percent_encode(id))
        }
        None => format!("?show={}#items", show.name()),
    }
}

fn within(item: &ListedItem, section: Option<usize>) -> bool {
    section.is_none_or(|section| item.section == section)
}
