//! Texts in any markup, brought to the Markdown that we store and render.
//!
//! Every text becomes a small tree of blocks ([`tree`]): HTML through the one sanitiser ([`sanitise`], then [`html`]), Markdown
//! by the parser that renders it ([`markdown`]), plain text as it stands ([`plain`]). The tree is held to the rules of an item's
//! texts ([`rules`]) and written ([`write`]). What is written is read again: were it to say anything else than the tree, the item
//! would fail instead.

mod formula;
mod html;
mod inline;
mod markdown;
mod plain;
mod rules;
mod sanitise;
mod scan;
mod table;
mod tree;
mod write;

use super::limits::{Limits, grouped, size};
use super::raw::Text;
use sanitise::Sanitiser;
pub(crate) use scan::is_html;
use std::cell::Cell;
use tree::Block;

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Paragraphs, lists, tables, code: a stem, an explanation.
    Block,
    /// Inline text, or one fenced block.
    Option,
}

/// A text that can be stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Made {
    pub(crate) markdown: String,
    /// What was changed or is lost; each goes on after the text's name: “holds …”.
    pub(crate) notes: Vec<String>,
}

/// Why a text can't be stored.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Goes on after the text's name: “nests too deep.”
    Text(String),
    /// About a picture, a sentence of its own.
    Picture(String),
}

/// Gives the stored name of the picture at an address, or why there is none.
pub(crate) type Find<'f> = &'f mut dyn FnMut(&str) -> Result<String, String>;

/// Brings texts to Markdown; made once, since the sanitiser's lists cost something to set up.
pub(crate) struct Converter {
    sanitiser: Sanitiser,
    source_bytes: usize,
    depth: usize,
    /// How much work HTML may be in all, and how much it was so far.
    work: usize,
    spent: Cell<usize>,
}

impl Converter {
    pub(crate) fn new(limits: &Limits) -> Converter {
        Converter {
            sanitiser: Sanitiser::new(),
            source_bytes: limits.source_bytes,
            depth: limits.depth,
            work: limits.html_work,
            spent: Cell::new(0),
        }
    }

    /// The text as Markdown; empty where it shows nothing.
    ///
    /// # Errors
    /// Why it can't be stored.
    pub(crate) fn markdown(&self, text: &Text, kind: Kind, find: Find<'_>) -> Result<Made, Trouble> {
        let mut notes = Notes::default();
        let (mut blocks, source) = match text {
            Text::Plain(text) => {
                self.bound(text.len())?;
                (plain::blocks(text), None)
            }
            Text::Html(text) => (self.html(text, &mut notes)?, None),
            Text::Markdown(text) => self.of_markdown(text, &mut notes)?,
        };
        if tree::depth(&blocks) > self.depth {
            return Err(too_deep(self.depth));
        }
        tree::strip_invisible(&mut blocks, &mut notes);
        let as_it_is = blocks.clone();
        rules::hold(&mut blocks, kind, &mut notes)?;
        rules::pictures(&mut blocks, find)?;
        let kept = source.filter(|_| blocks == as_it_is);
        let markdown = match kept {
            Some(source) => source,
            None => write::markdown(&mut blocks, &mut notes).ok_or_else(|| {
                Trouble::Text(
                    "can't be written in Markdown without changing what it says. Write it more simply."
                        .into(),
                )
            })?,
        };
        Ok(Made { markdown, notes: notes.0 })
    }

    fn html(&self, text: &str, notes: &mut Notes) -> Result<Vec<Block>, Trouble> {
        if !text.contains(['<', '&']) {
            self.bound(text.len())?;
            return Ok(html::bare(text));
        }
        let scanned = scan::scan(text)?;
        self.bound(scanned.html.len())?;
        self.spend(scanned.work)?;
        scanned.tell(notes);
        let clean = self.sanitiser.clean(&scanned.html);
        html::blocks(&clean, &scanned, self.depth, notes)
    }

    /// The blocks of a text in Markdown, and the text itself where it may stay as it is.
    fn of_markdown(&self, text: &str, notes: &mut Notes) -> Result<(Vec<Block>, Option<String>), Trouble> {
        if !text.contains("data:") {
            self.bound(text.len())?;
        }
        match markdown::read(text, self.depth)? {
            markdown::Read::Plain(blocks) => {
                Ok((blocks, Some(text.trim_matches('\n').trim_end().to_owned())))
            }
            markdown::Read::Irregular(blocks) => Ok((blocks, None)),
            markdown::Read::WithHtml(html) => Ok((self.html(&html, notes)?, None)),
        }
    }

    /// # Errors
    /// The HTML of the file up to here is more work than it may be.
    fn spend(&self, work: usize) -> Result<(), Trouble> {
        let spent = self.spent.get().saturating_add(work);
        if spent > self.work {
            return Err(Trouble::Text(format!(
                "isn't read: the file's HTML has so many tags, or so many that are left open, that it counts for more than {}. \
                 Split the file, or write it more simply.",
                grouped(self.work)
            )));
        }
        self.spent.set(spent);
        Ok(())
    }

    fn bound(&self, bytes: usize) -> Result<(), Trouble> {
        if bytes > self.source_bytes {
            let (is, most) = (size(bytes), size(self.source_bytes));
            return Err(Trouble::Text(format!(
                "has {is} as it stands in the file; at most {most} are read."
            )));
        }
        Ok(())
    }
}

fn too_deep(depth: usize) -> Trouble {
    Trouble::Text(format!(
        "nests too deep: more than {depth} elements, lists or quotes inside of each other."
    ))
}

/// What was changed or is lost, nothing twice.
#[derive(Debug, Default)]
pub(crate) struct Notes(Vec<String>);

impl Notes {
    fn add(&mut self, note: impl Into<String>) {
        let note = note.into();
        if self.0.len() < 20 && !self.0.contains(&note) {
            self.0.push(note);
        }
    }
}
