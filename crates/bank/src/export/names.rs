//! Names that file systems and XML take.

use std::collections::HashSet;

/// The text in lower-case ASCII letters, digits and single hyphens, at most 60; `otherwise` where none of it can be kept.
pub(super) fn slug(text: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for character in text.chars() {
        if slug.len() >= 60 {
            break;
        }
        match character.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if slug.is_empty() || slug.ends_with('-') => {}
            _ => slug.push('-'),
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}

/// A section as the path of a category: `A / B` is one within another, and a slash of a name is doubled.
pub(super) fn moodle_path(section: &str) -> String {
    let names: Vec<String> = section.split(" / ").map(|name| name.replace('/', "//")).collect();
    format!("$course$/top/{}", names.join("/"))
}

/// Names that are given out once.
#[derive(Default)]
pub(super) struct Unique(HashSet<String>);

impl Unique {
    /// The name, or with a number behind it where it is taken.
    pub(super) fn take(&mut self, name: &str) -> String {
        let mut unique = name.to_owned();
        let mut number = 2;
        while !self.0.insert(unique.to_lowercase()) {
            unique = format!("{name}-{number}");
            number += 1;
        }
        unique
    }
}

/// Whether XML and QTI take the text for an identifier.
pub(super) fn is_identifier(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::{Unique, is_identifier, moodle_path, slug};

    #[test]
    fn slashes_of_sections_are_told_from_those_of_paths() {
        assert_eq!(moodle_path("Networks / TCP/IP"), "$course$/top/Networks/TCP//IP");
    }

    #[test]
    fn names_become_plain_and_stay_different() {
        assert_eq!(slug("  Überblick: Teil 1 / 2!", "x"), "berblick-teil-1-2");
        assert_eq!(slug("日本", "bank"), "bank");
        let mut unique = Unique::default();
        assert_eq!([unique.take("a"), unique.take("A"), unique.take("a")], ["a", "A-2", "a-3"]);
        assert!(
            is_identifier("pcap-a.1") && !is_identifier("1a") && !is_identifier("a b") && !is_identifier("")
        );
    }
}
