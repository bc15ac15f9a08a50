//! The pictures that items show: `![alt](images/NAME)`.

use super::{Loss, texts};
use crate::markdown::parse;
use comrak::Arena;
use comrak::nodes::NodeValue;
use invigil_exam::Item;
use std::collections::BTreeSet;

const FOLDER: &str = "images/";

/// The names of the pictures that a text shows.
pub(super) fn names(markdown: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    if !markdown.contains(FOLDER) {
        return names;
    }
    let arena = Arena::new();
    for node in parse(&arena, markdown).descendants() {
        if let NodeValue::Image(link) = &node.data().value
            && let Some(name) = link.url.strip_prefix(FOLDER)
            && is_name(name)
        {
            names.insert(name.to_owned());
        }
    }
    names
}

/// The names of the pictures that an item shows.
pub(super) fn of_item(item: &Item) -> BTreeSet<String> {
    texts(item).flat_map(names).collect()
}

/// The text with its pictures at other addresses: `address` makes one of a name.
pub(super) fn readdress(markdown: &str, address: impl Fn(&str) -> String) -> String {
    let mut text = markdown.to_owned();
    for name in names(markdown) {
        text = text.replace(&format!("]({FOLDER}{name}"), &format!("]({}", address(&name)));
    }
    text
}

/// The text with each picture's description in its place, for formats that carry none.
pub(super) fn described(markdown: &str) -> String {
    let mut text = markdown.to_owned();
    for name in names(markdown) {
        let address = format!("]({FOLDER}{name}");
        while let Some(end) = text.find(&address) {
            let Some(start) = text[..end].rfind("![") else { break };
            let Some(close) = text[end..].find(')') else { break };
            let alt = text[start + 2..end].to_owned();
            let shown = if alt.is_empty() { "(picture)".to_owned() } else { format!("(picture: {alt})") };
            text.replace_range(start..=end + close, &shown);
        }
    }
    text
}

/// What losing its pictures means for an item; none where it has none.
pub(super) fn lost(item: &Item, format: &str) -> Option<Loss> {
    let what = match of_item(item).len() {
        0 => return None,
        1 => "picture: its description stands in its place",
        _ => "pictures: their descriptions stand in their places",
    };
    Some(Loss::new(item, format!("{format} carries no {what}.")))
}

/// Names are ours, so that nothing else gets into an archive's paths.
fn is_name(name: &str) -> bool {
    name.split_once('.').is_some_and(|(stem, ending)| {
        stem.len() == 32 && stem.bytes().all(|b| b.is_ascii_hexdigit()) && matches!(ending, "png" | "jpg")
    })
}

/// A loss for each item that shows a picture of which there are no bytes.
pub(super) fn gone<'a>(items: &'a [Item], gone: &'a BTreeSet<String>) -> impl Iterator<Item = Loss> + 'a {
    let showing = items.iter().filter(|_| !gone.is_empty());
    showing.flat_map(|item| {
        let names = of_item(item).into_iter().filter(|name| gone.contains(name));
        names.map(|name| Loss::new(item, format!("The picture {name} isn't there any more.")))
    })
}
