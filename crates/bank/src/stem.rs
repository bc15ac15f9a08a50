//! What the words of a stem say: how many to choose, and negatives.

use crate::problem::Findings;
use crate::prose::Prose;
use crate::source::Spot;

const NUMBERS: [&str; 6] = ["one", "two", "three", "four", "five", "six"];

/// Holds what the stem says against the number of keys. Without keys, which is reported elsewhere, nothing is said.
pub(crate) fn check_choose(prose: &[Prose], start: Spot, keys: usize, findings: &mut Findings<'_>) {
    if keys == 0 {
        return;
    }
    let said: Vec<(usize, Spot)> = prose.iter().flat_map(selects).collect();
    for &(number, spot) in said.iter().filter(|&&(number, _)| number != keys) {
        let help = match keys {
            1 => "one option is a key: leave the sentence out, or mark the other keys with `[x]`".to_owned(),
            _ => format!("write “Select {}.”, or mark the keys anew", word(keys)),
        };
        let keys =
            if keys == 1 { "one option is a key".to_owned() } else { format!("{keys} options are keys") };
        findings.error(spot, format!("the stem says “Select {}”, but {keys}", word(number)), help);
    }
    if said.is_empty() && keys > 1 {
        findings.error(
            start,
            format!("{keys} options are keys, but the stem doesn't say how many to choose"),
            format!("end the question with “Select {}.”", word(keys)),
        );
    }
}

fn word(number: usize) -> String {
    NUMBERS.get(number.wrapping_sub(1)).map_or_else(|| number.to_string(), |&word| word.to_owned())
}

/// Every “Select NUMBER” of a text.
fn selects(prose: &Prose) -> Vec<(usize, Spot)> {
    let words: Vec<(usize, &str)> = prose.words().collect();
    let pairs = words.windows(2).filter_map(|pair| {
        let [(at, select), (next, number)] = pair else { return None };
        let between = prose.text.get(at + select.len()..*next)?;
        let number = NUMBERS.iter().position(|known| known == number)? + 1;
        (*select == "Select" && between.trim().is_empty()).then(|| (number, prose.spot(*at)))
    });
    pairs.collect()
}

/// Warns of a negative that is easily overlooked: “Which ... is not ...?”. Only the plain form is looked for.
pub(crate) fn check_negatives(prose: &[Prose], findings: &mut Findings<'_>) {
    for text in prose {
        let mut start = 0;
        for sentence in text.text.split_inclusive(['.', '?', '!', ':']) {
            if let Some(at) = negative(sentence) {
                findings.warning(
                    text.spot(start + at),
                    "`not` in small letters turns the question round",
                    "ask for what is so, or write NOT in capitals",
                );
            }
            start += sentence.len();
        }
    }
}

/// Where the negative stands in a question that begins with “Which” and reaches it without a clause of its own.
fn negative(sentence: &str) -> Option<usize> {
    const VERBS: [&str; 6] = ["is", "are", "does", "do", "can", "will"];
    const CLAUSES: [&str; 7] = ["that", "who", "why", "because", "when", "if", "which"];
    if !sentence.ends_with('?') || !sentence.trim_start().starts_with("Which ") {
        return None;
    }
    let mut at = 0;
    let mut before = "";
    for word in sentence.split(' ') {
        if word == "not" && VERBS.contains(&before) {
            return Some(at);
        }
        if word.ends_with(',') || CLAUSES.contains(&word) {
            return None;
        }
        at += word.len() + 1;
        before = word;
    }
    None
}
