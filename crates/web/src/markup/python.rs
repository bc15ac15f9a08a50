//! The colours of Python: which kind of token each byte of a program belongs to.

use arborium::{Config, Highlighter};
use std::cmp::Reverse;
use std::sync::{Mutex, PoisonError};

/// The kinds of tokens that are told apart. Few on purpose: names and operators stay in the colour of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Plain,
    Keyword,
    Text,
    Number,
    Comment,
    Function,
    Class,
}

impl Token {
    /// The class of the token in HTML, one letter to keep pages small (static/code.css); none for what has no colour.
    pub(super) fn class(self) -> Option<char> {
        match self {
            Token::Plain => None,
            Token::Keyword => Some('k'),
            Token::Text => Some('s'),
            Token::Number => Some('n'),
            Token::Comment => Some('c'),
            Token::Function => Some('f'),
            Token::Class => Some('t'),
        }
    }

    /// The token that a capture of the grammar's query stands for, where it captured `text`; `None` where it tells nothing
    /// that another capture of the same text doesn't tell better.
    fn of(capture: &str, text: &str) -> Option<Token> {
        Some(match capture {
            "keyword" => Token::Keyword,
            // `and`, `in`, `is not`
            "operator" if text.starts_with(char::is_alphabetic) => Token::Keyword,
            "string" | "escape" => Token::Text,
            "number" | "constant.builtin" => Token::Number,
            "comment" => Token::Comment,
            // `ValueError("...")` is a call to the grammar; to a reader it is a class.
            "function" if text.starts_with(char::is_uppercase) => Token::Class,
            "function" | "function.method" | "function.builtin" => Token::Function,
            "constructor" | "type" => Token::Class,
            "property" => return None,
            _ => Token::Plain,
        })
    }
}

/// The parser with its compiled query: 20 ms to make and less than half of one an item to use (without optimisation), so
/// one is kept. What it coloured is kept too, so nobody waits for it twice.
static HIGHLIGHTER: Mutex<Option<Highlighter>> = Mutex::new(None);

/// The longest program that is coloured, in bytes. What the parser takes for nonsense can take it the square of its length, and
/// everybody else's code waits meanwhile.
const LONGEST: usize = 5_000;

/// The token of each byte of `program`. What can't be parsed, or is too long, is plain, never an error.
pub(super) fn tokens(program: &str) -> Vec<Token> {
    let mut tokens = vec![Token::Plain; program.len()];
    if program.len() > LONGEST {
        return tokens;
    }
    let mut highlighter = HIGHLIGHTER.lock().unwrap_or_else(PoisonError::into_inner);
    let highlighter = highlighter.get_or_insert_with(|| {
        Highlighter::with_config(Config { max_injection_depth: 0, ..Config::default() })
    });
    let Ok(mut spans) = highlighter.highlight_spans("python", program) else { return tokens };

    // From the outside in; for the same range the later pattern of the query wins.
    spans.sort_by_key(|span| (Reverse(span.end.saturating_sub(span.start)), span.pattern_index));
    for span in &spans {
        let range = span.start as usize..span.end as usize;
        if let Some(token) = program.get(range.clone()).and_then(|text| Token::of(&span.capture, text)) {
            tokens[range].fill(token);
        }
    }
    tokens
}
