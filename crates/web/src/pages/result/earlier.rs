//! What a candidate chose at an item at other times.

use crate::pages::room::view::letter;
use crate::words::{self, When};
use invigil_exam::{ItemMark, OptionOrder};
use invigil_store::OtherAnswer;
use invigil_study::Setting;

/// Another answer to an item, in the letters that the page shows its options with.
pub(super) struct OtherView {
    pub(super) at: When,
    /// `exam` or `practice`.
    pub(super) setting: &'static str,
    /// What was chosen: `B`, `A and D`, `nothing`; of an item that read otherwise then, that.
    pub(super) chosen: String,
    pub(super) mark: ItemMark,
    pub(super) guessed: bool,
}

impl OtherView {
    /// `order` is that of the options on the page.
    pub(super) fn new(other: &OtherAnswer, order: &OptionOrder) -> OtherView {
        let letters = other.chosen.map(|written| {
            order.to_shown(written).indices().map(|place| letter(place).to_string()).collect::<Vec<String>>()
        });
        OtherView {
            at: When::date(other.at),
            setting: match other.setting {
                Setting::Exam => "exam",
                Setting::Practice => "practice",
            },
            chosen: match letters {
                _ if other.mark == ItemMark::Omitted => "nothing".to_owned(),
                Some(letters) => words::listed(&letters),
                None => "in an earlier wording".to_owned(),
            },
            mark: other.mark,
            guessed: other.guessed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OtherView;
    use invigil_exam::{Choices, ItemMark, OptionOrder};
    use invigil_store::OtherAnswer;
    use invigil_study::Setting;
    use time::macros::datetime;

    #[test]
    fn what_was_chosen_is_told_in_the_letters_of_this_page() {
        let order = OptionOrder::new(vec![2, 0, 1, 3]).unwrap();
        let chosen = |chosen, mark| {
            let at = datetime!(2026-11-22 10:00 UTC);
            let other = OtherAnswer { setting: Setting::Exam, at, chosen, mark, guessed: false };
            OtherView::new(&other, &order).chosen
        };
        assert_eq!(chosen(Some(Choices::of([0])), ItemMark::Right), "B");
        assert_eq!(chosen(Some(Choices::of([1, 2])), ItemMark::Wrong), "A and C");
        assert_eq!(chosen(Some(Choices::NONE), ItemMark::Omitted), "nothing");
        assert_eq!(chosen(None, ItemMark::Wrong), "in an earlier wording");
    }
}
