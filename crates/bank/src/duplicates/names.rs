//! Which names of a code are its author's own, so that renaming them changes nothing.

use super::lexer::{Kind, Lexeme};
use std::collections::BTreeSet;

/// Keywords and built-in names. Exceptions are known by [`EXCEPTIONS`].
#[rustfmt::skip]
const KNOWN: &[&str] = &[
    "Ellipsis", "False", "None", "NotImplemented", "True", "abs", "all", "and", "any", "as", "ascii", "assert", "async",
    "await", "bin", "bool", "break", "bytearray", "bytes", "callable", "case", "chr", "class", "classmethod", "cls",
    "compile", "complex", "continue", "def", "del", "delattr", "dict", "dir", "divmod", "elif", "else", "enumerate",
    "eval", "except", "exec", "filter", "finally", "float", "for", "format", "from", "frozenset", "getattr", "global",
    "globals", "hasattr", "hash", "help", "hex", "id", "if", "import", "in", "input", "int", "is", "isinstance",
    "issubclass", "iter", "lambda", "len", "list", "locals", "map", "match", "max", "memoryview", "min", "next",
    "nonlocal", "not", "object", "oct", "open", "or", "ord", "pass", "pow", "print", "property", "raise", "range",
    "repr", "return", "reversed", "round", "self", "set", "setattr", "slice", "sorted", "staticmethod", "str", "sum",
    "super", "try", "tuple", "type", "vars", "while", "with", "yield", "zip",
];

/// How the names of exceptions end.
const EXCEPTIONS: [&str; 6] = ["Error", "Warning", "Exception", "Exit", "Iteration", "Interrupt"];

/// The names that an item's code gives to things, and those that it takes from elsewhere.
#[derive(Default)]
pub(crate) struct Names<'t> {
    /// Assigned, defined, a parameter, an alias.
    own: BTreeSet<&'t str>,
    imported: BTreeSet<&'t str>,
}

impl<'t> Names<'t> {
    /// Notes the names of one piece of code.
    pub(crate) fn note(&mut self, code: &[Lexeme<'t>]) {
        let mut depth = 0usize;
        // How deep in brackets the parameters stand that are being read.
        let mut parameters: Option<usize> = None;
        let mut importing = false;
        let text =
            |index: Option<usize>| index.and_then(|index| code.get(index)).map_or("", |lexeme| lexeme.text);
        for (index, lexeme) in code.iter().enumerate() {
            let (before, after) = (text(index.checked_sub(1)), text(Some(index + 1)));
            match (lexeme.kind, lexeme.text) {
                (Kind::Sign, "(" | "[" | "{") => depth += 1,
                (Kind::Sign, ")" | "]" | "}") => {
                    depth = depth.saturating_sub(1);
                    parameters = parameters.filter(|&at| depth >= at);
                }
                (Kind::Name, "import" | "from") => importing = true,
                (Kind::Name, "as") => importing = false,
                (Kind::Name, name) if importing => {
                    self.imported.insert(name);
                    importing = matches!(after, "," | "." | "import" | "as") || depth > 0;
                }
                (Kind::Name, name) => {
                    if before == "def" {
                        parameters = Some(depth + 1);
                    }
                    let defined = matches!(before, "def" | "class" | "lambda" | "global" | "nonlocal" | "as");
                    let parameter = parameters == Some(depth) && matches!(before, "(" | "," | "*" | "**");
                    let assigned = depth == 0 && assigns(after);
                    if (defined || parameter || assigned) && !KNOWN.contains(&name) && !is_special(name) {
                        self.own.insert(name);
                    }
                }
                _ => {}
            }
        }
    }

    /// Notes a file of the item, which is imported by its name.
    pub(crate) fn note_file(&mut self, name: &'t str) {
        self.own.extend(name.split('/').map(|part| part.strip_suffix(".py").unwrap_or(part)));
    }

    /// Whether a name says what the code does, and isn't one that its author chose. `attribute`: it follows a dot.
    pub(crate) fn means_something(&self, name: &str, attribute: bool) -> bool {
        let given = || {
            attribute
                || KNOWN.contains(&name)
                || self.imported.contains(name)
                || EXCEPTIONS.iter().any(|end| name.ends_with(end))
        };
        is_special(name) || (!self.own.contains(name) && given())
    }
}

/// Whether the sign after a name gives it a value, or a type.
fn assigns(sign: &str) -> bool {
    match sign {
        "==" | "!=" | "<=" | ">=" => false,
        ":" => true,
        other => other.ends_with('='),
    }
}

/// `__name__` and its like, which are the language's.
fn is_special(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}
