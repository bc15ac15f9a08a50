//! What makes an option look other than the rest before a word of it is understood.

use super::options::{ItemView, OptionView};

/// How far a length is from the usual one before it shows: one and a half times, and this many characters.
const LENGTH_SHOWS: usize = 4;

/// For each option, in how many features it stands out.
///
/// The features: whether it is a number, a code span, a fenced block, prose, or prose with code; whether it is much
/// longer or much shorter than the middle one; whether it ends with a full stop; whether its first word is “It”. An
/// option stands out in a feature that at most as many options share as there are keys, and fewer than half of all.
pub(crate) fn odd_ones(item: &ItemView) -> Vec<i64> {
    let middle = middle_length(&item.options);
    let features: [Vec<u8>; 4] = [
        item.options.iter().map(|option| option.shape as u8).collect(),
        item.options.iter().map(|option| length_class(option.length(), middle)).collect(),
        item.options.iter().map(|option| u8::from(option.text.ends_with('.'))).collect(),
        item.options.iter().map(|option| u8::from(option.text.split(' ').next() == Some("It"))).collect(),
    ];
    let stands_out = |values: &[u8], index: usize| {
        let alike = values.iter().filter(|&&value| value == values[index]).count();
        alike <= item.choose() && 2 * alike < values.len()
    };
    let count = |index| features.iter().filter(|values| stands_out(values, index)).count() as i64;
    (0..item.options.len()).map(count).collect()
}

/// Of an even number, the shorter of the two in the middle.
fn middle_length(options: &[OptionView]) -> usize {
    let mut lengths: Vec<usize> = options.iter().map(OptionView::length).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len().saturating_sub(1) / 2).copied().unwrap_or(0)
}

fn length_class(length: usize, middle: usize) -> u8 {
    if length.abs_diff(middle) < LENGTH_SHOWS {
        return 1;
    }
    match (2 * length > 3 * middle, 3 * length < 2 * middle) {
        (true, _) => 2,
        (_, true) => 0,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{ItemView, OptionView};
    use super::odd_ones;
    use invigil_exam::Choices;

    fn votes(options: &[&str], keys: u16) -> Vec<i64> {
        let options = options.iter().map(|text| OptionView::of(text)).collect();
        odd_ones(&ItemView { options, keys: Choices(keys) })
    }

    #[test]
    fn the_one_that_looks_other_stands_out() {
        assert_eq!(votes(&["`a`", "`b`", "`c`", "No output"], 1), [0, 0, 0, 2]);
        assert_eq!(votes(&["A b.", "B c.", "C d", "D e."], 1), [0, 0, 1, 0]);
        assert_eq!(votes(&["It is", "He is", "We are", "She is"], 1), [1, 0, 0, 0]);
        assert_eq!(votes(&["`1`", "`2`", "`3`", "`4`"], 1), [0, 0, 0, 0]);
    }

    #[test]
    fn as_many_as_are_chosen_stand_out_together() {
        assert_eq!(votes(&["`a`", "b", "`c`", "d", "`e`"], 0b11), [0, 1, 0, 1, 0]);
        assert_eq!(votes(&["`a`", "b", "`c`", "d"], 0b11), [0, 0, 0, 0]);
        assert_eq!(votes(&["`a`", "b", "`c`", "d", "`e`"], 1), [0, 0, 0, 0, 0]);
        assert_eq!(votes(&["`a`", "b"], 1), [0, 0]);
    }
}
