//! An item as rows of words that stay the same when its names, numbers and strings are changed.

use super::lexer::{Kind, Lexeme, lex};
use super::literals;
use super::names::Names;
use super::repeated::drop_repeated;
use crate::markdown::parse;
use comrak::Arena;
use comrak::nodes::NodeValue;
use invigil_exam::Question;

const NAME: &str = "N";

/// A piece of a text.
enum Piece {
    Prose(String),
    Code { text: String, file: Option<String> },
}

/// The words of the stem, then of each option.
pub(crate) fn rows(question: &Question) -> Vec<Vec<String>> {
    let texts = std::iter::once(&question.stem).chain(&question.options);
    let pieces: Vec<Vec<Piece>> = texts.map(|text| pieces(text)).collect();
    let mut names = Names::default();
    for piece in pieces.iter().flatten() {
        if let Piece::Code { text, file } = piece {
            names.note(&lex(text));
            if let Some(file) = file {
                names.note_file(file);
            }
        }
    }
    pieces.iter().map(|pieces| row(pieces, &names)).collect()
}

fn pieces(text: &str) -> Vec<Piece> {
    let arena = Arena::new();
    let pieces = parse(&arena, text).descendants().filter_map(|node| match &node.data().value {
        NodeValue::Text(text) => Some(Piece::Prose(text.to_string())),
        NodeValue::Code(code) => Some(Piece::Code { text: code.literal.clone(), file: None }),
        NodeValue::CodeBlock(block) => {
            let file = block.info.split_once("file=").map(|(_, name)| name.trim().to_owned());
            Some(Piece::Code { text: block.literal.clone(), file })
        }
        _ => None,
    });
    pieces.collect()
}

fn row(pieces: &[Piece], names: &Names<'_>) -> Vec<String> {
    let mut row = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Prose(text) => add_prose(&mut row, text),
            Piece::Code { text, .. } => add_code(&mut row, &lex(text), names),
        }
    }
    row
}

fn add_prose(row: &mut Vec<String>, text: &str) {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    for word in text.split(|c| !inside(c)).filter(|word| !word.is_empty()) {
        let number = word.chars().all(|c| c.is_ascii_digit());
        row.push(if number { literals::number(word) } else { word.to_lowercase() });
    }
}

fn add_code(row: &mut Vec<String>, code: &[Lexeme<'_>], names: &Names<'_>) {
    let start = row.len();
    for (index, lexeme) in code.iter().enumerate() {
        match lexeme.kind {
            Kind::Name => {
                let attribute = index > 0 && code[index - 1].text == ".";
                let meaning = names.means_something(lexeme.text, attribute);
                row.push(if meaning { lexeme.text } else { NAME }.to_owned());
            }
            Kind::Number => row.push(literals::number(lexeme.text)),
            Kind::Text => {
                row.push(literals::string(lexeme.text));
                for (expression, form) in literals::fields(lexeme.text) {
                    row.push("{".to_owned());
                    add_code(row, &lex(expression), names);
                    row.extend([form, "}".to_owned()]);
                }
            }
            Kind::Comment => add_prose(row, lexeme.text),
            Kind::Sign => row.push(lexeme.text.to_owned()),
            Kind::Indent => row.push("→".to_owned()),
            Kind::Dedent => row.push("←".to_owned()),
        }
        drop_repeated(row, start);
    }
}
