//! The tree of an element.

/// An element.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Element {
    /// Without its prefix.
    pub(in super::super) name: String,
    /// The names without their prefixes.
    pub(in super::super) attributes: Vec<(String, String)>,
    pub(in super::super) children: Vec<Node>,
    /// Where it begins, in bytes of the text.
    pub(in super::super) at: usize,
}

/// What stands in an element.
#[derive(Clone, Debug)]
pub(in super::super) enum Node {
    Element(Element),
    /// With all references resolved.
    Text(String),
}

impl Element {
    pub(in super::super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// An attribute without the white space around it; empty where there is none.
    pub(in super::super) fn word(&self, name: &str) -> &str {
        self.attribute(name).unwrap_or("").trim()
    }

    /// Whether an attribute says yes, in the ways that exporters write it.
    pub(in super::super) fn says(&self, name: &str) -> bool {
        matches!(self.word(name).to_ascii_lowercase().as_str(), "true" | "yes" | "1")
    }

    pub(in super::super) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    pub(in super::super) fn children<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Element> {
        self.elements().filter(move |child| child.name == name)
    }

    pub(in super::super) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.name == name)
    }

    /// The elements below it of this name, in the order of the text, not looking into those found.
    pub(in super::super) fn descendants(&self, name: &str) -> Vec<&Element> {
        let mut found = Vec::new();
        self.collect(&mut |element| element.name == name, &mut found);
        found
    }

    /// The elements below it that the function takes, in the order of the text, not looking into those taken.
    pub(in super::super) fn collect<'e>(
        &'e self,
        take: &mut impl FnMut(&Element) -> bool,
        found: &mut Vec<&'e Element>,
    ) {
        for child in self.elements() {
            if take(child) {
                found.push(child);
            } else {
                child.collect(take, found);
            }
        }
    }

    /// All text in it.
    pub(in super::super) fn text(&self) -> String {
        let mut text = String::new();
        self.write_text(&mut text);
        text
    }

    fn write_text(&self, text: &mut String) {
        for node in &self.children {
            match node {
                Node::Text(own) => text.push_str(own),
                Node::Element(element) => element.write_text(text),
            }
        }
    }

    /// How many elements stand in it, itself included.
    pub(in super::super) fn size(&self) -> usize {
        1 + self.elements().map(Element::size).sum::<usize>()
    }

    /// All text in it, without the white space around it.
    pub(in super::super) fn trimmed(&self) -> String {
        self.text().trim().to_owned()
    }
}
