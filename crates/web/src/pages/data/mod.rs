//! What is stored about oneself: told, taken along, deleted.

pub(crate) mod attempt;
pub(crate) mod delete;
pub(crate) mod download;
pub(crate) mod hand_over;
pub(crate) mod practice;
mod readme;
pub(crate) mod show;

use crate::layout::Layout;
use askama::Template;
use serde::Deserialize;

/// The page before something is deleted.
#[derive(Template)]
#[template(path = "data/confirm.html")]
struct ConfirmPage {
    layout: Layout,
    title: String,
    /// What goes, and what stays.
    says: Vec<String>,
    /// Why it can't be done; then there is no button.
    refusal: Option<String>,
    action: String,
    button: &'static str,
}

/// The button that was pressed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Pressed {
    #[serde(rename = "do")]
    what: String,
}

impl Pressed {
    /// Whether it was the one that deletes. Nothing is deleted by a form that doesn't say so.
    fn deletes(&self) -> bool {
        self.what == "delete"
    }
}
