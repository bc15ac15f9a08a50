//! What a choice of a multiple response is worth in formats that give each a percentage.

use invigil_exam::Item;

/// The percentage of the option at `index`, as Moodle writes and accepts it: the keys share 100, the distractors take away as much
/// together, so that choosing everything is worth nothing.
pub(super) fn percent(item: &Item, index: usize) -> String {
    let keys = item.solution.keys;
    let (sign, among) = match keys.has(index) {
        true => ("", keys.len()),
        false => ("-", item.question.options.len() - keys.len()),
    };
    let figure = format!("{sign}{:.5}", 100.0 / among as f64);
    figure.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::percent;
    use invigil_exam::{Choices, Difficulty, Item, Question, Solution};

    #[test]
    fn keys_share_a_hundred_and_distractors_take_as_much() {
        let texts = |count| vec![String::new(); count];
        let item = Item {
            id: String::new(),
            certification: String::new(),
            section: String::new(),
            topic: String::new(),
            question: Question { stem: String::new(), options: texts(5), choose: 3, shuffle: true },
            solution: Solution {
                keys: Choices(0b111),
                reasons: texts(5),
                explanation: String::new(),
                reference: String::new(),
                objective: String::new(),
                difficulty: Difficulty::Medium,
            },
        };
        assert_eq!(percent(&item, 0), "33.33333");
        assert_eq!(percent(&item, 4), "-50");
        let item = Item { solution: Solution { keys: Choices(1), ..item.solution }, ..item };
        assert_eq!(percent(&item, 0), "100");
    }
}
