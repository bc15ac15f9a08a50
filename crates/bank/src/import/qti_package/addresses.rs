//! Addresses of files within a package.

use super::super::xml::{Element, Node};

/// The path from the top of the package to which an address in a file of this folder leads; none where it leads out of it.
pub(super) fn resolved(folder: &str, address: &str) -> Option<String> {
    let address = address.trim().split(['#', '?']).next().unwrap_or("");
    if address.contains("://") {
        return None;
    }
    let address = unescaped(address).replace('\\', "/");
    let (folder, address) = match address.strip_prefix('/') {
        Some(from_top) => ("", from_top),
        None => (folder, address.as_str()),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(address.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// Changes the addresses of pictures that hold in one folder so that they hold in another.
pub(super) fn rebase(element: &mut Element, from: &str, to: &str) {
    let up = "../".repeat(to.split('/').filter(|part| !part.is_empty()).count());
    for (name, value) in &mut element.attributes {
        let outside = value.contains("://") || value.starts_with("data:") || value.starts_with('/');
        if matches!(name.as_str(), "src" | "data")
            && !outside
            && let Some(path) = resolved(from, value)
        {
            *value = format!("{up}{path}");
        }
    }
    for node in &mut element.children {
        if let Node::Element(child) = node {
            rebase(child, from, to);
        }
    }
}

/// An address without `%20` and the like.
fn unescaped(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = address
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        plain.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    String::from_utf8(plain).unwrap_or_else(|_| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn addresses_stay_within_the_package() {
        assert_eq!(resolved("a/b", "../c%20d.xml?x#y").as_deref(), Some("a/c d.xml"));
        assert_eq!(resolved("a", "/c.xml").as_deref(), Some("c.xml"));
        assert_eq!(resolved("a", "..\\c.xml").as_deref(), Some("c.xml"));
        assert_eq!(resolved("a", "../../c.xml"), None);
        assert_eq!(resolved("", "https://example.org/c.xml"), None);
        assert_eq!(resolved("", "100%.xml").as_deref(), Some("100%.xml"));
    }
}
