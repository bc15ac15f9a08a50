//! What items are called that come without a name, and that no two are called the same.

use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// The longest name, in characters.
pub(crate) const MAX_NAME: usize = 200;
/// The longest name that is made of a title, in characters.
const MAX_SLUG: usize = 80;

/// The letter of an option, as candidates see it.
pub(crate) fn letter(index: usize) -> char {
    ('A'..='Z').nth(index).unwrap_or('?')
}

/// The names that are given so far.
#[derive(Default)]
pub(crate) struct Names {
    /// Each with the last number that was put behind it.
    given: HashMap<String, u32>,
}

impl Names {
    /// This name, or with the first number behind it that makes it another than all before.
    pub(crate) fn claim(&mut self, wanted: &str) -> String {
        let mut name = cut(wanted, MAX_NAME).to_owned();
        if let Some(last) = self.given.get(&name) {
            let mut number = *last;
            while self.given.contains_key(&name) {
                number += 1;
                let suffix = format!("-{number}");
                name = format!("{}{suffix}", cut(wanted, MAX_NAME - suffix.len()));
            }
            self.given.insert(cut(wanted, MAX_NAME).to_owned(), number);
        }
        self.given.insert(name.clone(), 1);
        name
    }
}

/// The name for an item: its own id, else made of its title, else of its texts, so that the same item has the same name
/// whenever it's read.
pub(crate) fn wanted<'t>(id: &str, title: &str, texts: impl Iterator<Item = &'t str>) -> String {
    let id = id.split_whitespace().collect::<Vec<_>>().join(" ");
    if !id.is_empty() {
        return id;
    }
    let slug = slug(title);
    if slug.is_empty() { digest(texts) } else { slug }
}

/// A title in small letters and digits, with hyphens for all else.
fn slug(title: &str) -> String {
    let mut slug = String::new();
    for character in title.chars().flat_map(char::to_lowercase) {
        if character.is_alphanumeric() {
            slug.push(character);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    cut(&slug, MAX_SLUG).trim_end_matches('-').to_owned()
}

fn digest<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    format!("q-{}", hex(&hash.finalize()[..6]))
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// At most so many characters of a text.
pub(crate) fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::{MAX_NAME, Names, wanted};

    #[test]
    fn an_id_goes_before_a_title_and_a_title_before_the_texts() {
        let texts = || ["What?", "a"].into_iter();
        assert_eq!(wanted(" an  id ", "Title", texts()), "an id");
        assert_eq!(wanted("", "Lists: the «Basics»!", texts()), "lists-the-basics");
        let made = wanted("", "?!", texts());
        assert!(made.starts_with("q-") && made.len() == 14, "{made}");
        assert_eq!(made, wanted("", "", texts()));
        assert_ne!(made, wanted("", "", ["What?a", ""].into_iter()));
    }

    #[test]
    fn no_two_names_are_the_same() {
        let mut names = Names::default();
        let given: Vec<String> = ["a", "a-2", "a", "a", "a-2"].iter().map(|name| names.claim(name)).collect();
        assert_eq!(given, ["a", "a-2", "a-3", "a-4", "a-2-2"]);
        let long = "ä".repeat(300);
        let (first, second) = (names.claim(&long), names.claim(&long));
        assert_ne!(first, second);
        assert!(first.chars().count() == MAX_NAME && second.chars().count() == MAX_NAME);
    }
}
