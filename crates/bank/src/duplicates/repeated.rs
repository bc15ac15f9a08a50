//! Elements of a literal that look alike count once: how many there are makes no other item.

use super::literals::is_literal;

/// How many words an element may have.
const LONGEST: usize = 12;

/// Drops the last words where the same words stand before them, with or without a comma between. They are dropped only
/// with a number or a string among them, and behind a comma only as elements of a list, set, dictionary or tuple: the
/// number of arguments matters. Words before `start` aren't looked at.
pub(crate) fn drop_repeated(row: &mut Vec<String>, start: usize) {
    let tail = &row[start..];
    for length in 1..=LONGEST.min(tail.len() / 2) {
        let (before, last) = tail.split_at(tail.len() - length);
        if !last.iter().any(|word| is_literal(word)) || !balanced(last) {
            continue;
        }
        let (elements, comma) = match before.split_last() {
            Some((word, elements)) if word == "," => (elements, 1),
            _ => (before, 0),
        };
        if elements.ends_with(last) {
            if comma == 0 || in_display(elements) {
                row.truncate(row.len() - length - comma);
            }
            return;
        }
    }
}

fn balanced(words: &[String]) -> bool {
    let mut depth = 0usize;
    for word in words {
        match word.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => return false,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
    }
    depth == 0
}

/// Whether what follows these words isn't an argument.
fn in_display(before: &[String]) -> bool {
    let mut depth = 0usize;
    for (index, word) in before.iter().enumerate().rev() {
        match word.as_str() {
            ")" | "]" | "}" => depth += 1,
            "[" | "{" | "(" if depth > 0 => depth -= 1,
            "[" | "{" => return true,
            "(" => {
                let called = index.checked_sub(1).and_then(|index| before[index].chars().next());
                return !called.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ')' | ']'));
            }
            _ => {}
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::drop_repeated;

    fn dropped(words: &str) -> String {
        let mut row = Vec::new();
        for word in words.split(' ') {
            row.push(word.to_owned());
            drop_repeated(&mut row, 0);
        }
        row.join(" ")
    }

    #[test]
    fn lists_of_any_length_are_alike() {
        assert_eq!(dropped("N = [ # , # , # ]"), "N = [ # ]");
        assert_eq!(dropped("[ ( # , \" ) , ( # , \" ) , ( # , \" ) ]"), "[ ( # , \" ) ]");
        assert_eq!(dropped("{ \" : # , \" : # }"), "{ \" : # }");
        assert_eq!(dropped("# # #"), "#");
    }

    #[test]
    fn arguments_are_counted() {
        assert_eq!(dropped("f ( # , # )"), "f ( # , # )");
        assert_eq!(dropped("f ( [ # , # ] , # )"), "f ( [ # ] , # )");
        assert_eq!(dropped("[ N , N ]"), "[ N , N ]");
    }
}
