//! The editor's page: the form with its errors, and the item as candidates will see it.

use super::form::ItemForm;
use super::preview::{Preview, Solved};
use crate::difference::{Difference, Fate};
use crate::layout::Layout;
use crate::pages::room::view::{ItemView, letter};
use crate::words::When;
use askama::Template;
use invigil_exam::MAX_OPTIONS;
use std::collections::BTreeMap;

/// The editor.
#[derive(Template)]
#[template(path = "items/editor.html")]
pub(crate) struct EditorPage {
    layout: Layout,
    place: Placed,
    form: ItemForm,
    /// By the id of the field.
    errors: BTreeMap<String, String>,
    /// The field to go on at.
    focus: Option<String>,
    newer: Option<Newer>,
    /// Why nothing was saved, where no field is at fault.
    warning: Option<&'static str>,
    preview: Preview,
}

/// Where an item is edited.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    /// The name of the item, which stays; `None` for a new one.
    pub(crate) name: Option<String>,
    /// Where the form goes.
    pub(crate) action: String,
    /// Where to go without saving.
    pub(crate) back: String,
    /// The page of its bank.
    pub(crate) bank: String,
    pub(crate) bank_name: String,
    /// The sections that the bank has.
    pub(crate) sections: Vec<String>,
    /// How many attempts hold the item.
    pub(crate) attempts: i64,
    /// Where its key can be corrected.
    pub(crate) key: String,
}

/// What somebody else saved meanwhile.
pub(crate) struct Newer {
    pub(crate) author: String,
    pub(crate) at: When,
    pub(crate) note: String,
    pub(crate) difference: Difference,
}

/// An option's fields.
struct Row<'a> {
    place: usize,
    letter: char,
    text: &'a str,
    reason: &'a str,
    key: bool,
    text_error: Option<&'a str>,
    reason_error: Option<&'a str>,
    focused: bool,
    first: bool,
    last: bool,
    /// Whether it may be removed: two options always stay.
    only: bool,
}

impl EditorPage {
    /// The form as it stands, without a word on what is wrong.
    pub(crate) fn new(layout: Layout, place: Placed, form: ItemForm) -> EditorPage {
        let preview = Preview::new(&form.clone().without_blanks().item());
        EditorPage {
            layout,
            place,
            form,
            errors: BTreeMap::new(),
            focus: None,
            newer: None,
            warning: None,
            preview,
        }
    }

    /// The same with what is wrong; the first error gets the focus.
    pub(crate) fn with_errors(mut self, errors: BTreeMap<String, String>) -> EditorPage {
        let mut order =
            vec!["name".to_owned(), "section".to_owned(), "stem".to_owned(), "options".to_owned()];
        for place in 0..self.form.option.len() {
            order.extend([format!("option-{place}"), format!("reason-{place}")]);
        }
        order.extend(["objective", "explanation", "reference", "note"].map(str::to_owned));
        self.focus =
            order.into_iter().find(|field| errors.contains_key(field)).map(|field| match field.as_str() {
                "options" => "option-0".to_owned(),
                _ => field,
            });
        self.errors = errors;
        self
    }

    /// The same with the focus on an option.
    pub(crate) fn at_option(mut self, place: usize) -> EditorPage {
        self.focus = Some(format!("option-{place}"));
        self
    }

    /// The same with what somebody else saved meanwhile.
    pub(crate) fn with_newer(mut self, newer: Newer) -> EditorPage {
        self.newer = Some(newer);
        self
    }

    /// The same with why nothing was saved, where no field is at fault.
    pub(crate) fn with_warning(mut self, warning: &'static str) -> EditorPage {
        self.warning = Some(warning);
        self
    }

    fn error(&self, field: &str) -> Option<&str> {
        self.errors.get(field).map(String::as_str)
    }

    fn focused(&self, field: &str) -> bool {
        self.focus.as_deref() == Some(field)
    }

    fn rows(&self) -> Vec<Row<'_>> {
        let count = self.form.option.len();
        (0..count)
            .map(|place| Row {
                place,
                letter: letter(place),
                text: &self.form.option[place],
                reason: self.form.reason.get(place).map_or("", String::as_str),
                key: self.form.is_key(place),
                text_error: self.error(&format!("option-{place}")),
                reason_error: self.error(&format!("reason-{place}")),
                focused: self.focused(&format!("option-{place}")),
                first: place == 0,
                last: place + 1 == count,
                only: count <= 2,
            })
            .collect()
    }

    /// A row for the script to copy.
    fn blank_row(&self) -> Row<'static> {
        Row {
            place: 0,
            letter: 'A',
            text: "",
            reason: "",
            key: false,
            text_error: None,
            reason_error: None,
            focused: false,
            first: false,
            last: false,
            only: false,
        }
    }

    fn full(&self) -> bool {
        self.form.option.len() >= MAX_OPTIONS
    }

    /// For `items/preview.html`.
    fn item(&self) -> &ItemView {
        &self.preview.item
    }

    /// For `items/preview.html`.
    fn solved(&self) -> &Solved {
        &self.preview.solved
    }
}
