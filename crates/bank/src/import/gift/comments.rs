//! What comments say of the item beneath them: `[id:...]` and `[tag:...]`.

use super::span::is_comment;

/// What the comments of one paragraph say.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Remarks {
    /// Every id; only the first counts.
    pub(super) ids: Vec<String>,
    pub(super) tags: Vec<String>,
}

/// How many ids or tags of one paragraph are kept.
const MAX_REMARKS: usize = 50;

impl Remarks {
    /// Reads the comment lines among these lines.
    pub(super) fn of(paragraph: &str) -> Remarks {
        let mut remarks = Remarks::default();
        for line in paragraph.split('\n').filter(|line| is_comment(line)) {
            collect(line, "[id:", &mut remarks.ids);
            collect(line, "[tag:", &mut remarks.tags);
        }
        remarks
    }

    /// Sentences on what isn't kept.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.ids.len() > 1 {
            notes.push(format!(
                "Its comments give several ids, of which the first counts: {}.",
                self.ids.join(", ")
            ));
        }
        if !self.tags.is_empty() {
            notes.push(format!("Its tags aren't kept: {}.", self.tags.join(", ")));
        }
        notes
    }
}

/// The values after each `opening`, up to a `]` that isn't escaped.
fn collect(line: &str, opening: &str, into: &mut Vec<String>) {
    let mut rest = line;
    while let Some(at) = rest.find(opening) {
        rest = &rest[at + opening.len()..];
        let mut value = String::new();
        let mut chars = rest.char_indices();
        let mut closed = None;
        while let Some((at, char)) = chars.next() {
            match char {
                ']' => {
                    closed = Some(at + 1);
                    break;
                }
                '\\' if rest[at + 1..].starts_with(']') => {
                    value.push(']');
                    chars.next();
                }
                control if control.is_control() => break,
                other => value.push(other),
            }
        }
        // Without its `]`, nothing after it can be closed either.
        let Some(end) = closed else { return };
        let value = value.trim();
        if !value.is_empty() && into.len() < MAX_REMARKS {
            into.push(value.to_owned());
        }
        rest = &rest[end..];
    }
}

#[cfg(test)]
mod tests {
    use super::Remarks;

    #[test]
    fn ids_and_tags_are_read_from_comments_alone() {
        let remarks = Remarks::of("// [id:a\\]b] [tag:x] [tag: y ]\n[id:no]\n  // [tag:z] [id:\n// [tag:]");
        assert_eq!(remarks.ids, ["a]b"]);
        assert_eq!(remarks.tags, ["x", "y", "z"]);
    }
}
