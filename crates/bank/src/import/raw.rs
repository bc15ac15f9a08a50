//! What readers of formats hand over: an item in the words of its file.

use crate::Place;
use invigil_exam::Difficulty;
use std::collections::BTreeMap;

/// A text in the markup of its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Text {
    /// No markup at all: what looks like markup is meant as it stands. Line breaks count.
    Plain(String),
    /// HTML or XHTML, of a fragment.
    Html(String),
    /// Markdown.
    Markdown(String),
}

impl Text {
    /// Whether there is nothing in it, not even markup.
    pub(crate) fn is_empty(&self) -> bool {
        let (Text::Plain(text) | Text::Html(text) | Text::Markdown(text)) = self;
        text.is_empty()
    }
}

impl Default for Text {
    fn default() -> Self {
        Text::Plain(String::new())
    }
}

/// An option in the words of its file.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawOption {
    pub(crate) text: Text,
    /// Whether it is a key.
    pub(crate) key: bool,
    /// Why it is right or wrong; may be empty.
    pub(crate) reason: Text,
}

/// An item in the words of its file: single or multiple response, true/false being a single response with two options.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct RawItem {
    pub(crate) place: Place,
    /// Its kind in the words of its format, for messages.
    pub(crate) kind: String,
    /// The stable id that the file gives it; empty where it gives none.
    pub(crate) id: String,
    /// A title, which isn't shown to candidates; may be empty.
    pub(crate) title: String,
    /// The category, assessment or section it stands in; may be empty.
    pub(crate) section: String,
    pub(crate) stem: Text,
    pub(crate) options: Vec<RawOption>,
    /// Whether candidates may choose several. With exactly one key it is still marked as multiple response of one.
    pub(crate) multiple: bool,
    pub(crate) shuffle: bool,
    pub(crate) explanation: Text,
    pub(crate) reference: Text,
    pub(crate) objective: String,
    pub(crate) difficulty: Option<Difficulty>,
    /// What the reader of the format couldn't carry over, each a sentence: weights, fixed places of single options.
    pub(crate) notes: Vec<String>,
    /// Pictures that came inside the item, by the address that its texts give them.
    pub(crate) embedded: BTreeMap<String, Vec<u8>>,
    /// The folder of the item's file in its package, against which relative addresses of pictures hold; without a slash at the
    /// end, empty at the top.
    pub(crate) folder: String,
}
