//! Paths of categories as Moodle writes them.

/// How Moodle names where a path begins: a course, a site, a module.
const CONTEXTS: [&str; 5] = ["$course$", "$system$", "$cat$", "$category$", "$module$"];

/// The section that a category's path names: `$course$/top/Networks/Routing` is `Networks / Routing`. A doubled slash stands
/// for a slash within a name.
pub(crate) fn section(path: &str) -> String {
    let whole = path.split_whitespace().collect::<Vec<_>>().join(" ");
    let marked = whole.replace("//", "\u{0}");
    let mut names: Vec<_> =
        marked.split('/').map(|name| name.replace('\u{0}', "/").trim().to_owned()).collect();
    if CONTEXTS.contains(&names[0].as_str()) {
        names.remove(0);
        if names.first().is_some_and(|name| name == "top") {
            names.remove(0);
        }
    }
    names.retain(|name| !name.is_empty());
    names.join(" / ")
}

#[cfg(test)]
mod tests {
    use super::section;

    #[test]
    fn the_way_down_to_the_course_is_left_out() {
        assert_eq!(section("$course$/top/Default for X"), "Default for X");
        assert_eq!(section(" $course$/Networks/ TCP//IP \n basics"), "Networks / TCP/IP basics");
        assert_eq!(section("$system$/top"), "");
        assert_eq!(section("top/Own"), "top / Own");
        assert_eq!(section(""), "");
    }
}
