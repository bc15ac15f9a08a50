//! Correcting a key: what counts as right instead, what that changes, and the regrade.

pub(crate) mod propose;
pub(crate) mod ruling;

use crate::pages::room::view::letter;
use invigil_exam::{Choices, Ruling};

/// Sets of options as a sentence names them: `B`, `A and C`, `B or D`.
fn in_letters(sets: &[Choices]) -> String {
    let one = |set: &Choices| {
        let letters: Vec<String> = set.indices().map(|index| letter(index).to_string()).collect();
        crate::words::listed(&letters)
    };
    sets.iter().map(one).collect::<Vec<_>>().join(" or ")
}

/// A ruling as a sentence.
pub(crate) fn in_words(rule: &Ruling) -> String {
    match rule {
        Ruling::Everybody => "Everybody has the point.".to_owned(),
        Ruling::AnyOf(sets) if sets.len() == 1 => format!("The key is {}.", in_letters(sets)),
        Ruling::AnyOf(sets) => format!("Right is {}.", in_letters(sets)),
    }
}

#[cfg(test)]
mod tests {
    use super::in_words;
    use invigil_exam::{Choices, Ruling};

    #[test]
    fn a_ruling_is_told_in_letters() {
        assert_eq!(in_words(&Ruling::AnyOf(vec![Choices::of([1])])), "The key is B.");
        let either = Ruling::AnyOf(vec![Choices::of([0, 2]), Choices::of([3])]);
        assert_eq!(in_words(&either), "Right is A and C or D.");
    }
}
