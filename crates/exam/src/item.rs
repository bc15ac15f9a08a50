//! Items: what is asked, and apart from it what is right.

use crate::Choices;
use serde::{Deserialize, Serialize};

/// How an item is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// One key: choose one option.
    Single,
    /// Several keys: choose as many options as the stem says.
    Multiple,
}

/// How hard the author expects an item to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Difficulty {
    /// Most prepared candidates answer it.
    Easy,
    /// About what the pass mark asks.
    Medium,
    /// Tells the strong from the sufficient.
    Hard,
}

/// What a candidate sees while the clock runs. There is nothing in it that tells right from wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Markdown.
    pub stem: String,
    /// Markdown, in the order of the author.
    pub options: Vec<String>,
    /// How many options to choose.
    pub choose: u8,
    /// Whether the options may be shown in another order.
    pub shuffle: bool,
}

impl Question {
    /// Single or multiple response, which the stem tells the candidate anyway.
    pub fn kind(&self) -> ItemKind {
        if self.choose > 1 { ItemKind::Multiple } else { ItemKind::Single }
    }
}

/// What is shown only after an attempt is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The right options, in the order of the author.
    pub keys: Choices,
    /// A reason per option, in the order of the author. Markdown.
    pub reasons: Vec<String>,
    /// The principle. Markdown.
    pub explanation: String,
    /// A page of the documentation or a PEP, by name. Markdown.
    pub reference: String,
    /// The one thing that the item tests.
    pub objective: String,
    /// As the author expects it.
    pub difficulty: Difficulty,
}

/// A whole item, as a bank holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Stable and unique in the whole bank.
    pub id: String,
    /// The certification's id.
    pub certification: String,
    /// The section's id, as its file names it.
    pub section: String,
    /// The topic's id; an edition maps topics to its sections.
    pub topic: String,
    /// What is asked.
    pub question: Question,
    /// What is right.
    pub solution: Solution,
}
