//! What the frame of every page needs to know: who is looking, in which colours, and where.

use crate::python::Python;
use invigil_store::Role;
use std::sync::Arc;

/// The person who looks at a page.
#[derive(Clone, Debug)]
pub(crate) struct PersonView {
    /// What to call them; may be empty.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) role: Role,
    /// Whether they have no account yet.
    pub(crate) guest: bool,
}

impl PersonView {
    /// What the link to the account says.
    pub(crate) fn label(&self) -> &str {
        if self.name.is_empty() { "Account" } else { &self.name }
    }
}

/// Colours chosen by hand; without a choice the system's preference holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The theme of this name.
    pub(crate) fn from_name(name: &str) -> Option<Theme> {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.name() == name)
    }

    /// Its name in the cookie, the form and `data-theme`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// The field `layout` of every page's template.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    /// Who is looking; `None` before the first exam or sign-in.
    pub(crate) person: Option<PersonView>,
    /// The colours chosen by hand.
    pub(crate) theme: Option<Theme>,
    /// The path and query of the page, for coming back after a change of colours.
    pub(crate) path: String,
    /// Python for the browser, where code can be run there.
    pub(crate) python: Option<Arc<Python>>,
}

impl Layout {
    /// The address of a static file by its name under `static/`.
    pub(crate) fn file(&self, name: &str) -> String {
        crate::assets::url(name)
    }

    /// The person, if they have an account.
    pub(crate) fn account(&self) -> Option<&PersonView> {
        self.person.as_ref().filter(|person| !person.guest)
    }

    /// Whether the person may see question banks with their keys.
    pub(crate) fn may_teach(&self) -> bool {
        self.account().is_some_and(|person| person.role >= Role::Instructor)
    }

    /// Whether the person may manage people.
    pub(crate) fn may_administer(&self) -> bool {
        self.account().is_some_and(|person| person.role == Role::Administrator)
    }

    /// The value of `aria-current` for a link to this very page, or to the part of the site that it belongs to.
    pub(crate) fn current(&self, link: &str) -> &'static str {
        let path = self.path.split('?').next().unwrap_or_default();
        if path == link {
            "page"
        } else if link != "/" && path.strip_prefix(link).is_some_and(|rest| rest.starts_with('/')) {
            "true"
        } else {
            "false"
        }
    }

    /// As [`Layout::current`], for the link to practice: what comes back is practised as well.
    pub(crate) fn in_practice(&self) -> &'static str {
        self.in_part("/practice", &["/review"])
    }

    /// As [`Layout::current`], for the link to progress: study plans belong to it.
    pub(crate) fn in_progress(&self) -> &'static str {
        self.in_part("/progress", &["/plan"])
    }

    /// As [`Layout::current`], for the link to all banks: the one that ships, uploads and items belong to that part as well.
    pub(crate) fn in_banks(&self) -> &'static str {
        let parts = ["/instructor/bank", "/instructor/imports", "/instructor/items", "/instructor/rulings"];
        self.in_part("/instructor/banks", &parts)
    }

    /// As [`Layout::current`], for a link that stands for other parts of the site as well.
    fn in_part(&self, link: &str, others: &[&str]) -> &'static str {
        match self.current(link) {
            "false" if others.iter().any(|part| self.current(part) != "false") => "true",
            known => known,
        }
    }

    /// The buttons of the colour switch: value, label, whether it is the one chosen.
    pub(crate) fn themes(&self) -> [(&'static str, &'static str, bool); 3] {
        [
            ("system", "System", self.theme.is_none()),
            ("light", "Light", self.theme == Some(Theme::Light)),
            ("dark", "Dark", self.theme == Some(Theme::Dark)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::Layout;

    #[test]
    fn a_link_is_current_on_its_page_and_below() {
        let at = |path: &str| Layout { path: path.to_owned(), ..Layout::default() };
        assert_eq!(at("/history?sort=date").current("/history"), "page");
        assert_eq!(at("/instructor/bank/pcap").current("/instructor/bank"), "true");
        assert_eq!(at("/historical").current("/history"), "false");
        assert_eq!(at("/history").current("/"), "false");
        assert_eq!(at("/instructor/banks?page=2").in_banks(), "page");
        assert_eq!(at("/instructor/bank").in_banks(), "true");
        assert_eq!(at("/").in_banks(), "false");
        assert_eq!(at("/plan/pcap").in_progress(), "true");
        assert_eq!(at("/plan/pcap").in_practice(), "false");
        assert_eq!(at("/review").in_practice(), "true");
    }
}
