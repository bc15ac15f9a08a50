//! Keys as tables write them: letters, numbers, or the texts of the options.

use crate::import::naming::letter;
use std::borrow::Cow;

/// How a key may be written.
const WRITINGS: [&str; 3] = ["letters", "numbers", "the options' texts"];
const LETTERS: usize = 0;

/// What each way of reading makes of a key: the set of the options, by their numbers from 0, in order.
type Readings = [Option<Vec<usize>>; 3];

/// How the keys of a whole table are written.
#[derive(Debug)]
pub(super) struct Convention {
    /// Which of the [`WRITINGS`] every key so far can be read as.
    possible: [bool; 3],
    /// Whether keys are letters because the table is an export of this program.
    own: bool,
    seen: bool,
}

impl Convention {
    pub(super) fn new(own: bool) -> Convention {
        Convention { possible: [true; 3], own, seen: false }
    }

    /// Takes another row's key into account.
    pub(super) fn learn(&mut self, key: &str, options: &[Cow<'_, str>]) {
        let readings = readings(key, options);
        if readings.iter().any(Option::is_some) {
            self.seen = true;
            for (possible, reading) in self.possible.iter_mut().zip(&readings) {
                *possible &= reading.is_some();
            }
        }
    }

    /// The one way that fits every row.
    fn only(&self) -> Option<usize> {
        if self.own {
            return Some(LETTERS);
        }
        let mut ways = (0..WRITINGS.len()).filter(|way| self.possible[*way]);
        ways.next().filter(|_| ways.next().is_none() && self.seen)
    }

    pub(super) fn note(&self) -> Option<String> {
        self.only().map(|way| format!("Keys are read as {}.", WRITINGS[way]))
    }

    /// The keys that a row names.
    ///
    /// # Errors
    /// It names none, or the table doesn't tell which.
    pub(super) fn read(&self, key: &str, options: &[Cow<'_, str>]) -> Result<Vec<usize>, String> {
        let mut readings = readings(key, options);
        if key.trim().is_empty() {
            return Err("The key is empty.".to_owned());
        }
        if let Some(way) = self.only()
            && let Some(keys) = readings[way].take()
        {
            return Ok(keys);
        }
        // Ways that no row contradicts come first; where there are none, all count.
        let fits = |way: usize| self.possible[way] || !self.possible.contains(&true);
        let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
        for (way, keys) in readings.into_iter().enumerate().filter(|(way, _)| fits(*way)) {
            found.extend(keys.map(|keys| (way, keys)));
        }
        match found.split_first() {
            None => {
                Err(format!("The key “{}” names none of the options {}.", shortened(key), range(options)))
            }
            Some(((_, keys), others)) if others.iter().all(|(_, other)| other == keys) => Ok(keys.clone()),
            Some(_) => {
                let ways: Vec<_> = found
                    .iter()
                    .map(|(way, keys)| format!("as {} it is {}", WRITINGS[*way], listed(keys)))
                    .collect();
                Err(format!(
                    "The key “{}” can be read in several ways: {}. Write all keys of the table in one way.",
                    shortened(key),
                    ways.join(", ")
                ))
            }
        }
    }
}

fn readings(key: &str, options: &[Cow<'_, str>]) -> Readings {
    let there = |index: usize| options.get(index).is_some_and(|option| !option.is_empty());
    let set = |found: Option<Vec<usize>>| {
        let mut keys = found.filter(|keys| !keys.is_empty() && keys.iter().all(|index| there(*index)))?;
        keys.sort_unstable();
        let before = keys.len();
        keys.dedup();
        (keys.len() == before).then_some(keys)
    };
    [set(letters(key)), set(numbers(key)), set(texts(key, options))]
}

/// The words of a key that names several: `A, C`, `A;C`, `A and C`.
fn tokens(key: &str) -> impl Iterator<Item = &str> {
    let words =
        key.split(|char: char| char.is_whitespace() || matches!(char, ',' | ';' | '|' | '/' | '&' | '+'));
    words.map(|word| word.trim_end_matches(['.', ')', ':']).trim_start_matches('(')).filter(|word| {
        !word.is_empty()
            && !["and", "option", "options", "answer"].iter().any(|filler| word.eq_ignore_ascii_case(filler))
    })
}

fn letters(key: &str) -> Option<Vec<usize>> {
    if key.len() > 200 {
        return None;
    }
    let letter =
        |char: char| char.is_ascii_alphabetic().then(|| usize::from(char.to_ascii_uppercase() as u8 - b'A'));
    let words: Vec<_> = tokens(key).collect();
    match words.as_slice() {
        // `ACD`
        [word] if word.len() > 1 && word.chars().all(|char| char.is_ascii_uppercase()) => {
            word.chars().map(letter).collect()
        }
        words => words
            .iter()
            .map(|word| word.chars().next().filter(|_| word.len() == 1).and_then(letter))
            .collect(),
    }
}

fn numbers(key: &str) -> Option<Vec<usize>> {
    if key.len() > 200 {
        return None;
    }
    tokens(key).map(|word| word.parse::<usize>().ok()?.checked_sub(1)).collect()
}

fn texts(key: &str, options: &[Cow<'_, str>]) -> Option<Vec<usize>> {
    let key = key.trim();
    let one = |text: &str| {
        let text = text.trim();
        let exact = options.iter().position(|option| option.as_ref() == text);
        exact.or_else(|| {
            let mut alike =
                options.iter().enumerate().filter(|(_, option)| option.to_lowercase() == text.to_lowercase());
            alike.next().filter(|_| alike.next().is_none()).map(|(index, _)| index)
        })
    };
    if key.is_empty() {
        return None;
    }
    one(key).map(|index| vec![index]).or_else(|| {
        ['|', '\n', ';', ','].iter().find_map(|&between| {
            // More parts than options can't all be options.
            let parts: Vec<_> = key.split(between).take(options.len() + 1).collect();
            (parts.len() > 1 && parts.len() <= options.len()).then(|| parts.into_iter().map(one).collect())?
        })
    })
}

fn listed(keys: &[usize]) -> String {
    keys.iter().map(|index| format!("option {}", letter(*index))).collect::<Vec<_>>().join(" and ")
}

fn range(options: &[Cow<'_, str>]) -> String {
    match options.iter().rposition(|option| !option.is_empty()) {
        Some(last) => format!("1 (A) to {} ({})", last + 1, char::from(b'A' + last.min(25) as u8)),
        None => "(there are none)".to_owned(),
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Convention, Cow};

    fn options<'a>(texts: &[&'a str]) -> Vec<Cow<'a, str>> {
        texts.iter().map(|text| Cow::Borrowed(*text)).collect()
    }

    #[test]
    fn letters_numbers_and_texts_name_keys() {
        let four = options(&["red", "green", "blue", "yellow, pale"]);
        let none = Convention::new(false);
        for (key, expected) in [
            ("B", vec![1]),
            ("b)", vec![1]),
            ("A, C", vec![0, 2]),
            ("C;A", vec![0, 2]),
            ("AC", vec![0, 2]),
            ("A and D", vec![0, 3]),
            ("Option C", vec![2]),
            ("2", vec![1]),
            ("1|3", vec![0, 2]),
            ("Green", vec![1]),
            ("yellow, pale", vec![3]),
            ("red, blue", vec![0, 2]),
            ("red | yellow, pale", vec![0, 3]),
        ] {
            assert_eq!(none.read(key, &four), Ok(expected), "{key}");
        }
        for key in ["", "E", "5", "0", "A, A", "pink", "A, 2"] {
            assert!(none.read(key, &four).is_err(), "{key}");
        }
    }

    #[test]
    fn what_the_whole_table_says_decides_where_a_row_doesnt() {
        let numbers = options(&["3", "2", "1"]);
        let mut convention = Convention::new(false);
        convention.learn("1", &numbers);
        assert!(convention.read("1", &numbers).is_err());
        assert_eq!(convention.read("2", &numbers), Ok(vec![1]));
        convention.learn("1", &options(&["a", "b"]));
        assert_eq!(convention.read("1", &numbers), Ok(vec![0]));
        assert_eq!(convention.note().as_deref(), Some("Keys are read as numbers."));
    }
}
