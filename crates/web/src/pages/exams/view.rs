//! What the builder shows.

use super::check::{Faults, plan};
use super::draft::{Done, Draft, SECTIONS, SectionDraft};
use super::label_title;
use crate::layout::Layout;
use crate::words;
use askama::Template;
use invigil_exam::Source;
use invigil_store::{Catalogue, Pick, Shelf, Supply};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The builder of an exam.
#[derive(Template)]
#[template(path = "exams/build.html")]
pub(super) struct BuilderPage {
    pub(super) layout: Layout,
    pub(super) heading: String,
    /// Where the form is sent.
    pub(super) action: String,
    /// Where leaving it leads.
    pub(super) back: String,
    /// What will become of what was written before; empty for a new exam.
    pub(super) note: &'static str,
    /// What to say of what was just done.
    pub(super) message: String,
    /// Whether it was to be stored and couldn't be.
    pub(super) refused: bool,
    pub(super) form: FormView,
}

/// The form.
pub(super) struct FormView {
    title: String,
    description: String,
    minutes: String,
    pass_percent: String,
    sections: Vec<SectionView>,
    /// What the whole asks for, in words.
    total: String,
    may_add: bool,
    faults: Faults,
    /// The id of what gets the focus.
    focus: String,
}

impl SectionView {
    /// The id of one of its fields.
    fn id(&self, field: &str) -> String {
        format!("s{}-{field}", self.number)
    }

    /// The id of the button that picks what was found after an item.
    fn found_after(&self, item: &str) -> Option<String> {
        let place = self.found.iter().position(|pick| pick.item == item)?;
        let next = (place + 1..self.found.len()).find(|&place| self.found[place].taken.is_none())?;
        Some(self.place("add", &(next + 1)))
    }

    /// The id of a button at one of its items.
    fn place(&self, button: &str, place: &usize) -> String {
        format!("s{}-{button}-{place}", self.number)
    }
}

/// A section of the form.
struct SectionView {
    /// From 1.
    number: usize,
    title: String,
    fixed: bool,
    items: String,
    points: String,
    shelves: Vec<ShelfView>,
    /// Sources that aren't there any more: as written, and their title.
    gone: Vec<(String, String)>,
    /// What the sources hold, in words.
    supply: String,
    /// Whether that is enough.
    enough: bool,
    picked: Vec<PickView>,
    search: String,
    found: Vec<PickView>,
    /// Whether there are more than are listed.
    cut: bool,
}

/// A bank to draw from.
struct ShelfView {
    bank: Uuid,
    source: String,
    name: String,
    items: String,
    checked: bool,
    /// Whether it is the one to look for items in.
    looked_in: bool,
    /// Whether anything of it is chosen.
    open: bool,
    labels: Vec<LabelView>,
}

/// A part of a bank to draw from.
struct LabelView {
    source: String,
    name: String,
    items: usize,
    checked: bool,
}

/// An item picked, or to be picked.
struct PickView {
    item: String,
    name: String,
    label: String,
    stem: String,
    withdrawn: bool,
    /// The section that has it already, if one has.
    taken: Option<usize>,
}

/// What the form is drawn from.
pub(super) struct Stock<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) shelves: &'a [Shelf],
    pub(super) supply: &'a Supply,
    /// What people call the sources.
    pub(super) titles: &'a BTreeMap<String, String>,
    /// The picked items by id.
    pub(super) picks: &'a HashMap<String, Pick>,
    /// What was looked for, by section.
    pub(super) found: &'a HashMap<usize, Vec<Pick>>,
}

/// How many items a search lists.
pub(super) const FOUND: u16 = 20;

impl FormView {
    pub(super) fn new(draft: &Draft, stock: &Stock<'_>, faults: Faults, done: &Done) -> FormView {
        let edition = plan(draft, BTreeMap::new()).edition();
        let sections: Vec<SectionView> =
            draft.sections.iter().enumerate().map(|(index, own)| section(draft, index, own, stock)).collect();
        let focus = match (faults.is_empty(), &done.picked) {
            (false, _) => first_fault(draft, &faults),
            (true, Some((section, item))) => {
                let next = sections.get(*section).and_then(|own| own.found_after(item));
                next.unwrap_or_else(|| done.focus.clone())
            }
            (true, None) => done.focus.clone(),
        };
        let items = words::counted(edition.items() as i64, "item", "items");
        let sections_said = words::counted(draft.sections.len() as i64, "section", "sections");
        FormView {
            title: draft.title.clone(),
            description: draft.description.clone(),
            minutes: draft.minutes.clone(),
            pass_percent: draft.pass_percent.clone(),
            sections,
            total: format!("{sections_said}, {items} in all"),
            may_add: draft.sections.len() < SECTIONS,
            faults,
            focus,
        }
    }

    fn fault(&self, id: &str) -> Option<&String> {
        self.faults.get(id)
    }

    /// The attributes of a field that follow from its fault and the focus. Ids are made of letters, digits and hyphens.
    fn attributes(&self, id: &str) -> Attributes {
        let mut attributes = String::new();
        if self.faults.contains_key(id) {
            attributes.push_str(&format!(r#" aria-invalid="true" aria-describedby="{id}-error""#));
        }
        if self.focus == id {
            attributes.push_str(" autofocus");
        }
        Attributes(attributes)
    }
}

/// Attributes of an element, written as they are: only [`FormView::attributes`] makes them, of ids that templates name.
pub(super) struct Attributes(String);

impl std::fmt::Display for Attributes {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Attributes {}

/// The field with a fault that comes first on the page.
fn first_fault(draft: &Draft, faults: &Faults) -> String {
    let head = ["title", "description", "minutes", "pass-percent"].map(str::to_owned).into_iter();
    let sections = (1..=draft.sections.len()).flat_map(|number| {
        ["title", "points", "items", "source", "picked"].map(|field| format!("s{number}-{field}"))
    });
    let id = head.chain(sections).find(|id| faults.contains_key(id)).unwrap_or_else(|| "add".into());
    // What is no field itself hands the focus on.
    match id.strip_suffix("-picked") {
        Some(section) => format!("{section}-search"),
        None => id,
    }
}

fn section(draft: &Draft, index: usize, own: &SectionDraft, stock: &Stock<'_>) -> SectionView {
    let taken = |item: &str| {
        let has = |other: &SectionDraft| other.fixed && other.picked.iter().any(|own| own == item);
        draft.sections.iter().position(has).map(|index| index + 1)
    };
    let shelf_name =
        |bank: Uuid| stock.shelves.iter().find(|shelf| shelf.bank == bank).map(|shelf| shelf.name.as_str());
    let view = |pick: &Pick| PickView {
        item: pick.item.clone(),
        name: pick.name.clone(),
        label: [shelf_name(pick.bank).unwrap_or_default(), &pick.label]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join(" · "),
        stem: excerpt(&pick.stem),
        withdrawn: pick.withdrawn,
        taken: taken(&pick.item),
    };
    let picked = own
        .picked
        .iter()
        .map(|item| {
            stock.picks.get(item).map(&view).unwrap_or_else(|| {
                let title = stock.titles.get(&Source::Item(item.clone()).to_string());
                PickView {
                    item: item.clone(),
                    name: title.unwrap_or(item).clone(),
                    label: "not there for you any more".into(),
                    stem: String::new(),
                    withdrawn: true,
                    taken: None,
                }
            })
        })
        .collect();
    let mut found: Vec<PickView> = stock.found.get(&index).into_iter().flatten().map(view).collect();
    let cut = found.len() > usize::from(FOUND);
    found.truncate(FOUND.into());
    let has: usize = own.topics().iter().map(|topic| stock.supply.items(topic)).sum();
    let gone = own.sources.iter().filter(|topic| stock.supply.is_gone(topic));
    SectionView {
        number: index + 1,
        title: own.title.clone(),
        fixed: own.fixed,
        items: own.items.clone(),
        points: own.points.clone(),
        shelves: stock.shelves.iter().map(|shelf| shelf_view(own, shelf, stock)).collect(),
        gone: gone.map(|topic| (topic.clone(), stock.titles.get(topic).unwrap_or(topic).clone())).collect(),
        supply: match own.sources.is_empty() {
            true => "No source chosen yet.".to_owned(),
            false => format!("The chosen sources hold {}.", words::counted(has as i64, "item", "items")),
        },
        enough: own.items.parse::<usize>().is_ok_and(|needed| has >= needed) || own.sources.is_empty(),
        picked,
        search: own.search.clone(),
        found,
        cut,
    }
}

fn shelf_view(own: &SectionDraft, shelf: &Shelf, stock: &Stock<'_>) -> ShelfView {
    let chosen = |source: &String| own.sources.contains(source);
    let source = Source::Bank(shelf.bank).to_string();
    let mut labels: Vec<LabelView> = shelf
        .labels
        .iter()
        .filter(|(label, _)| !label.is_empty())
        .map(|(label, items)| {
            let source = Source::Section(shelf.bank, label.clone()).to_string();
            LabelView {
                checked: chosen(&source),
                source,
                name: label_title(stock.catalogue, shelf, label),
                items: *items,
            }
        })
        .collect();
    // A part that was chosen and has no item left is still shown, so that it can be taken out.
    for topic in &own.sources {
        if let Ok(Source::Section(bank, label)) = topic.parse()
            && bank == shelf.bank
            && !labels.iter().any(|other| other.source == *topic)
        {
            let name = label_title(stock.catalogue, shelf, &label);
            labels.push(LabelView { source: topic.clone(), name, items: 0, checked: true });
        }
    }
    ShelfView {
        bank: shelf.bank,
        checked: chosen(&source),
        looked_in: own.bank == Some(shelf.bank),
        open: chosen(&source) || labels.iter().any(|label| label.checked),
        source,
        name: shelf.name.clone(),
        items: words::counted(shelf.items() as i64, "item", "items"),
        labels,
    }
}

/// The beginning of a stem as plain text, on one line.
pub(super) fn excerpt(stem: &str) -> String {
    const LENGTH: usize = 140;
    let text = stem.replace("```python", "").replace("```", "").replace(['`', '*', '#'], "");
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
