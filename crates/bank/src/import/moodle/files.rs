//! Files that stand inside questions of Moodle XML.

use super::super::base64;
use super::super::raw::{RawItem, Text};
use super::super::xml::Element;
use super::super::xml_html::escaped;
use std::collections::BTreeMap;

const PREFIX: &str = "@@PLUGINFILE@@";
const PICTURES: [&str; 8] = ["png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "ico"];

/// The files of one question, by the address that its texts give them.
#[derive(Default)]
pub(super) struct Files {
    found: BTreeMap<String, Vec<u8>>,
    left_out: Vec<String>,
}

impl Files {
    /// Takes the files of an element, and gives its text with the addresses under which they are kept.
    pub(super) fn take(&mut self, element: &Element, text: String) -> Result<String, String> {
        let mut text = text;
        for file in element.children("file") {
            let name = file.word("name");
            let path = file.attribute("path").unwrap_or("/").trim_matches('/');
            let path = if path.is_empty() { format!("/{name}") } else { format!("/{path}/{name}") };
            let ending =
                name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
            if !PICTURES.contains(&ending.as_str()) {
                self.left_out.push(name.to_owned());
                continue;
            }
            let encoding = file.word("encoding");
            if !matches!(encoding, "base64" | "") {
                return Err(format!("the file `{name}` is encoded as `{encoding}`, not as base64"));
            }
            let bytes = decoded(name, file)?;
            let address = self.keep(&path, bytes);
            for written in [format!("{PREFIX}{path}"), format!("{PREFIX}{}", percent(&path))] {
                text = replace(&text, &written, &address);
            }
        }
        Ok(text)
    }

    /// The picture of a file of Moodle 1.9, shown below the stem.
    pub(super) fn old_picture(
        &mut self,
        name: Option<String>,
        picture: &Element,
        stem: &mut Text,
    ) -> Result<(), String> {
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| "picture.png".into());
        let bytes = decoded(&name, picture)?;
        if bytes.is_empty() {
            return Ok(());
        }
        let address = self.keep(&format!("/{}", name.trim_start_matches('/')), bytes);
        let before = match std::mem::take(stem) {
            Text::Html(html) => html,
            Text::Plain(text) => format!("<p>{}</p>", escaped(&text).replace('\n', "<br>")),
            Text::Markdown(text) => {
                *stem = Text::Markdown(format!("{text}\n\n![]({address})"));
                return Ok(());
            }
        };
        *stem = Text::Html(format!("{before}<p><img src=\"{address}\" alt=\"\"></p>"));
        Ok(())
    }

    /// Gives the item what was found.
    pub(super) fn hand_over(self, item: &mut RawItem) {
        item.embedded = self.found;
        if !self.left_out.is_empty() {
            item.notes.push(format!(
                "Files that aren't pictures aren't carried over: {}.",
                self.left_out.join(", ")
            ));
        }
    }

    /// Keeps a file, and says under which address: texts of one question may each have another file of the same name.
    fn keep(&mut self, path: &str, bytes: Vec<u8>) -> String {
        let mut number = 1;
        loop {
            let address = match number {
                1 => format!("{PREFIX}{}", percent(path)),
                number => format!("{PREFIX}/{number}{}", percent(path)),
            };
            match self.found.get(&address) {
                Some(there) if *there != bytes => number += 1,
                _ => {
                    self.found.insert(address.clone(), bytes);
                    return address;
                }
            }
        }
    }
}

fn decoded(name: &str, element: &Element) -> Result<Vec<u8>, String> {
    base64::decode(&element.text()).ok_or_else(|| format!("the file `{name}` isn't written in base64"))
}

/// The text with another address, wherever it stands whole; `?time=…` behind it goes.
fn replace(text: &str, from: &str, to: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(from) {
        made.push_str(&rest[..at]);
        rest = &rest[at + from.len()..];
        let query =
            rest.starts_with('?').then(|| rest.find(['"', '\'', ')', '>', ' ']).unwrap_or(rest.len()));
        rest = &rest[query.unwrap_or(0)..];
        made.push_str(to);
    }
    made.push_str(rest);
    made
}

fn percent(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                encoded.push(char::from(byte))
            }
            other => encoded.push_str(&format!("%{other:02X}")),
        }
    }
    encoded
}
