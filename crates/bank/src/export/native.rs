//! Our own Markdown: one file where one holds it all, else an archive of a file a section and the pictures.

use super::names::{Unique, slug};
use super::zip::Archive;
use super::{Pictures, Written, by_section, native_item, pictures};
use invigil_exam::Item;
use std::collections::BTreeSet;

pub(super) fn write(title: &str, items: &[Item], find: &Pictures<'_>) -> Written {
    let mut losses = Vec::new();
    let mut files: Vec<(String, String)> = Vec::new();
    let mut shown: BTreeSet<(String, String)> = BTreeSet::new();
    let mut unique = Unique::default();
    for (section, items) in by_section(items) {
        for (certification, items) in by_certification(items) {
            let folder = if certification.is_empty() {
                String::new()
            } else {
                format!("{}/", slug(certification, "items"))
            };
            let path = unique.take(&format!("{folder}{}", slug(section, "items")));
            let mut text = head(certification, section, title);
            for item in items {
                text.push('\n');
                text.push_str(&native_item::write(item));
                shown.extend(pictures::of_item(item).into_iter().map(|name| (folder.clone(), name)));
            }
            files.push((format!("{path}.md"), text));
        }
    }
    if let ([(_, text)], true) = (files.as_slice(), shown.is_empty()) {
        let bytes = text.clone().into_bytes();
        return Written { bytes, ending: "md", media_type: "text/markdown; charset=utf-8", losses };
    }
    let mut archive = Archive::new();
    for (path, text) in &files {
        archive.add(path, text.as_bytes());
    }
    let mut gone = BTreeSet::new();
    for (folder, name) in shown {
        match find(&name) {
            Some(bytes) => archive.add(&format!("{folder}images/{name}"), &bytes),
            None => drop(gone.insert(name)),
        }
    }
    losses.extend(pictures::gone(items, &gone));
    Written { bytes: archive.finish(), ending: "zip", media_type: "application/zip", losses }
}

/// The items of a section by certification, which only those of the shipped bank have.
fn by_certification(items: Vec<&Item>) -> Vec<(&str, Vec<&Item>)> {
    let mut groups: Vec<(&str, Vec<&Item>)> = Vec::new();
    for item in items {
        match groups.iter_mut().find(|(certification, _)| *certification == item.certification) {
            Some((_, group)) => group.push(item),
            None => groups.push((&item.certification, vec![item])),
        }
    }
    groups
}

/// What stands before the first item.
fn head(certification: &str, section: &str, title: &str) -> String {
    let mut head = String::new();
    let fields = [("certification", certification), ("section", section)];
    let fields: Vec<_> = fields.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    if !fields.is_empty() {
        let lines: String =
            fields.iter().map(|(name, value)| format!("{name}: {}\n", one_line(value))).collect();
        head.push_str(&format!("---\n{lines}---\n\n"));
    }
    let heading = one_line(if section.is_empty() { title } else { section });
    if !heading.is_empty() {
        head.push_str(&format!("# {heading}\n"));
    }
    head
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
