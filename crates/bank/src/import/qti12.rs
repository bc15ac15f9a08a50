//! Reads QTI 1.2: `<questestinterop>` as Canvas, Blackboard, Respondus and others write it.

mod conditions;
mod materials;

use super::collector::Collector;
use super::marking;
use super::raw::{RawItem, RawOption, Text};
use super::reading::Format;
use super::xml::{Element, Malformed, Step, Xml, path, sentence};
use crate::Place;
use crate::source::Source;
use conditions::Conditions;
pub(super) use conditions::named;
use std::collections::{BTreeMap, BTreeSet};

/// What items begin with.
pub(super) const BEGIN: [&str; 2] = ["<item ", "<item>"];

/// What the package around a file says about it.
#[derive(Default)]
pub(super) struct Surroundings {
    /// The folder of the file.
    pub(super) folder: String,
    /// Whether the options of its items are shuffled, where the package says so.
    pub(super) shuffle: Option<bool>,
    /// The title of its assessment, where the file gives none.
    pub(super) title: String,
}

/// Reads a single file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::Qti12);
    let mut document = Document::new(Surroundings::default());
    if let Err(malformed) = document.read(source, collector) {
        malformed.report(source, &BEGIN, document.read, collector);
    } else if document.read == 0 {
        collector.refuse(format!("{}: the file is QTI 1.2, but holds no items.", source.file));
    }
}

/// One file.
pub(super) struct Document {
    around: Surroundings,
    /// The titles of the assessments and sections that are open, the innermost last; empty for other elements.
    titles: Vec<String>,
    /// The texts that items share, by the ident of the item that holds them.
    stimuli: BTreeMap<String, Text>,
    /// How many items there were.
    pub(super) read: usize,
    /// How many bytes of shared texts were put before stems.
    pub(super) shared: usize,
}

impl Document {
    pub(super) fn new(around: Surroundings) -> Document {
        Document { around, titles: Vec::new(), stimuli: BTreeMap::new(), read: 0, shared: 0 }
    }

    /// Reads the items of a file.
    ///
    /// # Errors
    /// The XML is broken; what stands before that place has been read.
    pub(super) fn read(&mut self, source: &Source, collector: &mut Collector<'_>) -> Result<(), Malformed> {
        let mut xml = Xml::new(source);
        while !collector.full() {
            match xml.step()? {
                Step::Open(element) => match element.name.as_str() {
                    "item" => {
                        let item = xml.whole(element)?;
                        self.item(&item, xml.place(item.at), collector);
                    }
                    "bankentry_item" | "itemref" => {
                        let reference = xml.whole(element)?;
                        self.reference(&reference, xml.place(reference.at), collector);
                    }
                    "qtimetadata" => {
                        let metadata = xml.whole(element)?;
                        if let (Some(title), Some(own)) =
                            (fields(&metadata).remove("bank_title"), self.titles.last_mut())
                        {
                            *own = title;
                        }
                    }
                    "selection_ordering" => {
                        let selection = xml.whole(element)?;
                        self.selection(&selection, collector);
                    }
                    _ => self.titles.push(element.word("title").to_owned()),
                },
                Step::Close => drop(self.titles.pop()),
                Step::End => break,
            }
        }
        xml.finish(collector);
        Ok(())
    }

    /// “Assessment / Section”, without what only programs call them.
    fn section(&self) -> String {
        match path(self.titles.iter().map(String::as_str)) {
            titles if titles.is_empty() => path(std::iter::once(self.around.title.as_str())),
            titles => titles,
        }
    }

    fn reference(&mut self, reference: &Element, place: Place, collector: &mut Collector<'_>) {
        self.read += 1;
        let id = [reference.word("item_ref"), reference.word("linkrefid")].concat();
        let bank = match reference.word("sourcebank_ref") {
            "" => String::new(),
            bank => format!(" of the bank `{bank}`"),
        };
        let reason = format!(
            "it only refers to the item `{id}`{bank}; the item is read where it stands itself, if the upload holds it"
        );
        collector.skip(place, &id, &reference.name, sentence(&reason));
    }

    fn selection(&self, selection: &Element, collector: &mut Collector<'_>) {
        let group = self
            .titles
            .last()
            .filter(|title| !title.is_empty())
            .map_or("A group".to_owned(), |title| format!("The group `{title}`"));
        let number = selection.descendants("selection_number").first().map(|number| number.trimmed());
        let bank = selection.descendants("sourcebank_ref").first().map(|bank| bank.trimmed());
        match (number, bank) {
            (Some(number), Some(bank)) => collector.note(format!("{group} draws {number} of the items of the bank `{bank}`; draws aren't carried over, and the bank's items are read where they stand.")),
            (Some(number), None) => collector.note(format!("{group} draws {number} of its items; all are read, and the draw isn't carried over.")),
            _ => {}
        }
    }

    fn item(&mut self, item: &Element, place: Place, collector: &mut Collector<'_>) {
        self.read += 1;
        let fields = item.child("itemmetadata").map(fields).unwrap_or_default();
        let id = match (item.word("ident"), fields.get("bbmd_asi_object_id")) {
            ("", Some(id)) => id.clone(),
            (id, _) => id.to_owned(),
        };
        let title = item.word("title").to_owned();
        let label = if id.is_empty() { &title } else { &id }.clone();
        let responses = responses(item);
        let kind = kind(&fields, &responses);
        if responses.is_empty() && !id.is_empty() {
            self.stimuli.insert(id.clone(), self.text(item.child("presentation")));
        }
        match self.choice(item, &fields, &kind, &responses) {
            Ok(Made::Item(made)) => {
                let (section, folder) = (self.section(), self.around.folder.clone());
                collector.item(RawItem { place, kind, id, title, section, folder, ..*made });
            }
            Ok(Made::Skipped(reason)) => collector.skip(place, &label, &kind, sentence(&reason)),
            Err(reason) => collector.fail(place, &label, &kind, sentence(&reason)),
        }
    }

    fn choice(
        &mut self,
        item: &Element,
        fields: &BTreeMap<String, String>,
        kind: &str,
        responses: &[&Element],
    ) -> Result<Made, String> {
        if let Some(reason) = other_kind(kind) {
            return Ok(Made::Skipped(reason.into()));
        }
        let [response] = responses else {
            let names: BTreeSet<&str> = responses.iter().map(|response| response.name.as_str()).collect();
            let names = names.into_iter().collect::<Vec<_>>().join(", ");
            return Ok(Made::Skipped(match responses.len() {
                0 => "it is a text without a question".into(),
                more => format!("it asks for {more} answers ({names}); ask for each in an item of its own"),
            }));
        };
        let cardinality = response.word("rcardinality").to_ascii_lowercase();
        if response.name != "response_lid" || response.descendants("render_choice").is_empty() {
            return Ok(Made::Skipped("its answer isn't chosen from options".into()));
        }
        if cardinality == "ordered" {
            return Ok(Made::Skipped("it asks for an order".into()));
        }
        let mut made = RawItem { stem: self.text(item.child("presentation")), ..RawItem::default() };
        let gap = materials::text(response, &["render_choice"]);
        if let Text::Plain(gap) | Text::Html(gap) = &gap
            && !gap.is_empty()
        {
            let (Text::Plain(stem) | Text::Html(stem) | Text::Markdown(stem)) = &made.stem;
            if stem.contains(&format!("[{gap}]")) {
                return Ok(Made::Skipped(
                    "its options fill a gap in the text; ask for the gap in an item of its own".into(),
                ));
            }
            made.stem = marking::join(vec![made.stem, Text::Plain(gap.clone())]);
        }
        self.stimulus(fields, &mut made)?;
        made.multiple = cardinality == "multiple"
            || kind.contains("multiple_answers")
            || kind.contains("multiple_response");
        let labels = response.descendants("response_label");
        marking::few(labels.len())?;
        let mut idents: Vec<&str> = Vec::new();
        for label in &labels {
            let ident = label.word("ident");
            if idents.contains(&ident) {
                return Err(format!("two options have the ident `{ident}`"));
            }
            idents.push(ident);
            made.options.push(RawOption { text: self.text(Some(label)), ..RawOption::default() });
        }
        self.shuffle(response, &labels, &mut made);
        let rules: usize = item.children("resprocessing").map(Element::size).sum();
        if let Err(reason) = marking::short(rules, labels.len()) {
            return Ok(Made::Skipped(reason));
        }
        let conditions = Conditions::of(item, response.word("ident"), &idents)?;
        let marked = match conditions.unknown() {
            Some(unknown) => {
                return Ok(Made::Skipped(format!(
                    "its marking uses `{unknown}`, which only its own system can do"
                )));
            }
            None => marking::mark(idents.len(), made.multiple, &conditions.likely(), |chosen| {
                Ok(conditions.outcome(chosen))
            })?,
        };
        let mut feedback: BTreeMap<String, Text> = BTreeMap::new();
        for text in item.children("itemfeedback") {
            feedback.insert(text.word("ident").to_owned(), self.text(Some(text)));
        }
        self.feedback_by_option(&conditions, &idents, &mut feedback, &mut made);
        marked.give(&feedback, &mut made);
        Ok(Made::Item(Box::new(made)))
    }

    /// Blackboard ties feedback to an option by calling both the same, without a condition.
    fn feedback_by_option(
        &self,
        conditions: &Conditions,
        idents: &[&str],
        feedback: &mut BTreeMap<String, Text>,
        made: &mut RawItem,
    ) {
        for (option, ident) in made.options.iter_mut().zip(idents) {
            if !conditions.shows(ident)
                && let Some(text) = feedback.remove(*ident)
            {
                option.reason = text;
            }
        }
    }

    /// Puts the text that the item shares with others before its stem.
    fn stimulus(&mut self, fields: &BTreeMap<String, String>, made: &mut RawItem) -> Result<(), String> {
        let Some(ident) = fields.get("parent_stimulus_item_ident").filter(|ident| !ident.is_empty()) else {
            return Ok(());
        };
        let Some(text) = self.stimuli.get(ident) else {
            return Err(format!("it belongs to the text `{ident}`, which the file doesn't hold"));
        };
        self.shared += marking::as_html(text).len();
        if self.shared > marking::SHARED {
            return Err(marking::too_much_shared());
        }
        made.stem = marking::join(vec![text.clone(), std::mem::take(&mut made.stem)]);
        made.notes
            .push(format!("The text `{ident}`, which it shares with other items, stands before its stem."));
        Ok(())
    }

    fn shuffle(&self, response: &Element, labels: &[&Element], made: &mut RawItem) {
        let own =
            response.descendants("render_choice").first().and_then(|choice| choice.attribute("shuffle"));
        let shuffled =
            own.map_or(self.around.shuffle.unwrap_or(false), |own| own.eq_ignore_ascii_case("yes"));
        let fixed = labels.iter().filter(|label| label.word("rshuffle").eq_ignore_ascii_case("no")).count();
        made.shuffle = shuffled && fixed == 0;
        if shuffled && fixed > 0 && fixed < labels.len() {
            made.notes.push("Some of its options keep their place while the others are shuffled; here all keep their order.".into());
        }
    }

    /// The text of an element, without what belongs to its options.
    fn text(&self, element: Option<&Element>) -> Text {
        let Some(element) = element else { return Text::default() };
        let text = materials::text(
            element,
            &["response_lid", "response_str", "response_num", "response_xy", "response_grp"],
        );
        match text {
            Text::Html(html) => Text::Html(
                html.replace("$IMS_CC_FILEBASE$/", "$IMS-CC-FILEBASE$/").replace("$IMS_CC_FILE_BASE$", ""),
            ),
            other => other,
        }
    }
}

/// What became of an item that isn't broken.
enum Made {
    Item(Box<RawItem>),
    Skipped(String),
}

/// The fields of an item's metadata: Canvas' label and entry pairs, and Blackboard's elements.
fn fields(metadata: &Element) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for field in metadata.descendants("qtimetadatafield") {
        if let (Some(label), Some(entry)) = (field.child("fieldlabel"), field.child("fieldentry")) {
            fields.insert(label.trimmed(), entry.trimmed());
        }
    }
    for own in metadata
        .elements()
        .filter(|element| element.name.starts_with("bbmd_") || element.name.starts_with("qmd_"))
    {
        fields.insert(own.name.clone(), own.trimmed());
    }
    fields
}

/// The elements that ask for an answer.
fn responses(item: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    if let Some(presentation) = item.child("presentation") {
        presentation.collect(
            &mut |element| element.name.starts_with("response_") && element.name != "response_label",
            &mut found,
        );
    }
    found
}

/// What kind of item it is: as the file says, else by what it asks for.
fn kind(fields: &BTreeMap<String, String>, responses: &[&Element]) -> String {
    for name in ["question_type", "cc_profile", "bbmd_questiontype"] {
        if let Some(kind) = fields.get(name).filter(|kind| !kind.is_empty()) {
            return kind.clone();
        }
    }
    let [response] = responses else {
        return if responses.is_empty() { "text".into() } else { format!("{} responses", responses.len()) };
    };
    match (response.name.as_str(), response.word("rcardinality").to_ascii_lowercase().as_str()) {
        ("response_lid", "multiple") => "multiple response".into(),
        ("response_lid", "ordered") => "ordering".into(),
        ("response_lid", _) => "single response".into(),
        ("response_str", _) => "typed answer".into(),
        ("response_num", _) => "number".into(),
        ("response_xy", _) => "point in a picture".into(),
        (other, _) => other.into(),
    }
}

/// Why a kind that the file names isn't imported.
fn other_kind(kind: &str) -> Option<&'static str> {
    let kind = kind.to_lowercase().replace([' ', '/'], "_");
    let has = |part: &str| kind.contains(part);
    if ["multiple_choice", "multiple_answer", "multiple_response", "true_false", "either_or"]
        .iter()
        .any(|own| has(own))
    {
        return None;
    }
    Some(match () {
        () if has("essay") => "an essay has no key to mark by",
        () if has("upload") => "it asks for a file",
        () if has("text_only") => "it is a text without a question",
        () if has("blank") || has(".fib") || has("short") || has("numer") => {
            "its answer is typed; offer the right answer among options instead"
        }
        () if has("dropdown") => "its gaps are filled from lists; ask for each gap in an item of its own",
        () if has("matching") => "it asks for pairs; ask for each pair in an item of its own",
        () if has("categor") => "it asks to sort things into groups",
        () if has("order") => "it asks for an order",
        () if has("hot_spot") => "it asks for a place in a picture",
        () if has("calculated") || has("formula") => "its numbers are drawn anew for each candidate",
        () if kind.ends_with("_question") || kind.starts_with("cc.") => {
            "only single response, multiple response and true/false are imported"
        }
        () => return None,
    })
}
