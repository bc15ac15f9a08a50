//! Fields of forms: what was typed is kept, an error stands beside its field, and the first one gets the focus.

use crate::password;

/// The most characters of a name.
const LONGEST_NAME: usize = 100;

/// The most characters of an e-mail address.
const LONGEST_EMAIL: usize = 254;

/// One field, as `parts/field.html` draws it.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Its name in the form, and its id in the page.
    pub(crate) name: &'static str,
    /// What it asks for.
    pub(crate) label: &'static str,
    /// The `type` of the input.
    pub(crate) kind: &'static str,
    /// What a password manager or browser may fill in.
    pub(crate) autocomplete: &'static str,
    /// Help beside it; empty where none is needed.
    pub(crate) hint: String,
    /// What was typed; never a password.
    pub(crate) value: String,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// Whether it gets the focus.
    pub(crate) focused: bool,
}

impl Field {
    /// A field for text with a value to start with.
    pub(crate) fn text(
        name: &'static str,
        label: &'static str,
        autocomplete: &'static str,
        value: &str,
    ) -> Field {
        Field {
            name,
            label,
            kind: "text",
            autocomplete,
            hint: String::new(),
            value: value.to_owned(),
            error: None,
            focused: false,
        }
    }

    /// A field for an e-mail address.
    pub(crate) fn email(value: &str) -> Field {
        Field { kind: "email", ..Field::text("email", "E-mail address", "email", value) }
    }

    /// A field for what a person is called.
    pub(crate) fn name(value: &str) -> Field {
        Field::text("name", "Name", "name", value)
    }

    /// A field for a password that exists.
    pub(crate) fn password(name: &'static str, label: &'static str) -> Field {
        Field { kind: "password", ..Field::text(name, label, "current-password", "") }
    }

    /// A field for a password to be set.
    pub(crate) fn new_password(name: &'static str, label: &'static str) -> Field {
        let hint = format!("At least {} characters; a few words in a row are good.", password::SHORTEST);
        Field { kind: "password", hint, ..Field::text(name, label, "new-password", "") }
    }

    /// The field with what is wrong with it, if anything is.
    pub(crate) fn with_error(self, error: Option<impl Into<String>>) -> Field {
        Field { error: error.map(Into::into), ..self }
    }

    /// What describes the field, as ids in the page; empty where nothing does.
    pub(crate) fn described_by(&self) -> String {
        let parts = [(self.error.is_some(), "error"), (!self.hint.is_empty(), "hint")];
        let ids: Vec<String> = parts
            .into_iter()
            .filter(|(present, _)| *present)
            .map(|(_, part)| format!("{}-{part}", self.name))
            .collect();
        ids.join(" ")
    }
}

/// Gives the focus to the first field with an error.
pub(crate) fn focused(mut fields: Vec<Field>) -> Vec<Field> {
    if let Some(field) = fields.iter_mut().find(|field| field.error.is_some()) {
        field.focused = true;
    }
    fields
}

/// Whether any field has an error.
pub(crate) fn any_error(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.error.is_some())
}

/// What is wrong with an e-mail address. Whether it can receive mail, only a mail can tell; so this is no more than a guard
/// against slips.
pub(crate) fn email_fault(email: &str) -> Option<&'static str> {
    let plausible = |(local, domain): (&str, &str)| {
        !local.is_empty()
            && domain.contains('.')
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.ends_with('.')
    };
    if email.is_empty() {
        Some("Enter your e-mail address.")
    } else if email.chars().count() > LONGEST_EMAIL || email.to_lowercase().chars().count() > LONGEST_EMAIL {
        Some("An e-mail address has at most 254 characters.")
    } else if email.chars().any(|character| character.is_whitespace() || character.is_control())
        || !email.split_once('@').is_some_and(plausible)
    {
        Some("This isn’t an e-mail address: it should look like ada@example.org.")
    } else {
        None
    }
}

/// Whether a character has no place in a line of text: controls, and what turns the direction of all that follows it.
pub(crate) fn unseen(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What is wrong with a name.
pub(crate) fn name_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        Some("Enter a name; any will do.")
    } else if name.chars().count() > LONGEST_NAME {
        Some("Use at most 100 characters.")
    } else if name.chars().any(unseen) {
        Some("Use letters, digits and signs only.")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Field, any_error, email_fault, focused, name_fault};

    #[test]
    fn plausible_addresses_pass() {
        for email in ["ada@example.org", "a.b+c@mail.example.co.uk", "ж@пример.рф"] {
            assert_eq!(email_fault(email), None, "{email}");
        }
    }

    #[test]
    fn slips_are_told() {
        let long = format!("{}@example.org", "a".repeat(250));
        for email in [
            "",
            "ada",
            "ada@",
            "@example.org",
            "a b@example.org",
            "ada@example",
            "a@b@c.d",
            "ada@example.",
            "a\0@b.c",
            &long,
        ] {
            assert!(email_fault(email).is_some(), "{email:?}");
        }
    }

    #[test]
    fn names_are_short_and_printable() {
        assert_eq!(name_fault("Łucja O’Neill 李"), None);
        assert!(name_fault("").is_some());
        assert!(name_fault("a\0b").is_some());
        assert!(name_fault("ada\u{202e}gro.elpmaxe").is_some());
        assert_eq!(name_fault(&"ä".repeat(100)), None);
        assert!(name_fault(&"ä".repeat(101)).is_some());
    }

    #[test]
    fn the_first_error_gets_the_focus() {
        let fields = focused(vec![
            Field::name("Ada"),
            Field::email("x").with_error(Some("wrong")),
            Field::new_password("password", "Password").with_error(Some("short")),
        ]);
        assert!(any_error(&fields));
        assert_eq!(fields.iter().map(|field| field.focused).collect::<Vec<_>>(), [false, true, false]);
        assert_eq!(fields[2].described_by(), "password-error password-hint");
        assert_eq!(fields[0].described_by(), "");
    }
}
