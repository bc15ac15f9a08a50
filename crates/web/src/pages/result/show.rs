//! Which items of a result are listed.

use invigil_exam::{ItemMark, ItemReport};

/// Which items are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Show {
    /// Those without a point.
    Wrong,
    /// Those that the candidate flagged.
    Flagged,
    /// Every one.
    All,
}

impl Show {
    pub(super) const EVERY: [Show; 3] = [Show::Wrong, Show::Flagged, Show::All];

    /// The one of this name.
    pub(super) fn named(name: &str) -> Option<Show> {
        Show::EVERY.into_iter().find(|show| show.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Show::Wrong => "wrong",
            Show::Flagged => "flagged",
            Show::All => "all",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Show::Wrong => "Wrong",
            Show::Flagged => "Flagged",
            Show::All => "All",
        }
    }

    pub(super) fn includes(self, item: &ItemReport<'_>) -> bool {
        match self {
            Show::Wrong => item.mark != ItemMark::Right,
            Show::Flagged => item.flagged,
            Show::All => true,
        }
    }
}

/// A filter of the items as a link.
pub(super) struct Filter {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) count: usize,
    pub(super) current: bool,
}
