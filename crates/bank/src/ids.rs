//! Ids, and what somebody may have meant.

/// Whether this is an id: lower-case letters, digits and hyphens.
pub(crate) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The candidate that is closest to `text`, if one is close enough to be what was meant.
pub(crate) fn closest<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + text.chars().count().min(24) / 4;
    if text.chars().count() > 60 {
        return None;
    }
    candidates
        .into_iter()
        .map(|candidate| (distance(text, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min_by_key(|&(distance, _)| distance)
        .map(|(_, candidate)| candidate)
}

/// “did you mean `x`? ” or nothing, then a list of what there is.
pub(crate) fn one_of<'a>(text: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> String {
    let list = candidates.clone().into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    match closest(text, candidates) {
        Some(meant) => format!("did you mean `{meant}`? It is one of {list}"),
        None if list.contains(',') => format!("write one of {list}"),
        None => format!("write {list}"),
    }
}

/// How many characters to insert, delete or replace (ignoring case) to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.to_lowercase().chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.to_lowercase().chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{closest, distance, one_of};

    #[test]
    fn a_slip_is_recognised_and_another_word_is_not() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(closest("dificulty", ["topic", "difficulty"]), Some("difficulty"));
        assert_eq!(closest("Proof", ["topic", "proof"]), Some("proof"));
        assert_eq!(closest("weather", ["topic", "proof"]), None);
        assert_eq!(one_of("harder", ["easy", "hard"]), "did you mean `hard`? It is one of `easy`, `hard`");
        assert_eq!(one_of("", ["easy"]), "write `easy`");
    }
}
