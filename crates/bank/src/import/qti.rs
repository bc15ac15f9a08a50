//! Reads items of QTI 2.1, 2.2 and 3.0. Names of 3.0 have become those of 2.x when they arrive here.

mod body;
mod declaration;
mod operators;
mod processing;

use super::collector::Collector;
use super::marking;
use super::qti12::named;
use super::raw::{RawItem, RawOption, Text};
use super::reading::Format;
use super::xml::{Element, Malformed, Step, Xml, sentence};
use crate::Place;
use crate::source::Source;
use body::{Body, Feedback};
use declaration::Declaration;
use processing::Processing;
use std::collections::BTreeMap;

/// What our own exports are called as the tool that made them.
const OWN: &str = "Invigil";
/// What items begin with.
pub(super) const BEGIN: [&str; 2] = ["<assessmentItem ", "<qti-assessment-item "];

/// What the package around a file says about it.
#[derive(Default)]
pub(super) struct Surroundings<'p> {
    /// The folder of the file.
    pub(super) folder: String,
    /// The titles of the sections of the test that the item stands in.
    pub(super) section: String,
    /// Finds the text that several items share, by the address that an item gives it.
    pub(super) stimulus: Option<&'p Stimuli<'p>>,
}

/// Finds a text; else says why there is none.
pub(super) type Stimuli<'p> = dyn Fn(&str) -> Result<String, String> + 'p;

/// Reads a single file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    let mut document = Document::new(Surroundings::default());
    if let Err(malformed) = document.read(source, collector) {
        malformed.report(source, &BEGIN, document.read, collector);
    } else if document.read == 0 {
        let file = &source.file;
        collector.refuse(match document.references {
            0 => format!("{file}: the file's root element is `<{}>`, and it holds no items of QTI.", document.root),
            more => format!("{file}: this is a test that refers to {more} items in files of their own. Upload the whole package, a zip with its imsmanifest.xml."),
        });
    }
}

/// The version that a root element names; QTI 2.0 counts as 2.1.
pub(super) fn version(root: &Element) -> Option<Format> {
    let versions =
        [("v2p0", Format::Qti21), ("v2p1", Format::Qti21), ("v2p2", Format::Qti22), ("v3p0", Format::Qti30)];
    let named = |part: &str| {
        root.attributes
            .iter()
            .any(|(name, value)| name.starts_with("xmlns") && value.contains("qti") && value.contains(part))
    };
    versions.into_iter().rev().find(|(part, _)| named(part)).map(|(_, format)| format)
}

/// One file.
pub(super) struct Document<'p> {
    around: Surroundings<'p>,
    /// How many items there were.
    pub(super) read: usize,
    /// How many items it refers to.
    references: usize,
    /// The name of its root element.
    root: String,
}

impl<'p> Document<'p> {
    pub(super) fn new(around: Surroundings<'p>) -> Document<'p> {
        Document { around, read: 0, references: 0, root: String::new() }
    }

    /// Reads the items of a file.
    ///
    /// # Errors
    /// The XML is broken; what stands before that place has been read.
    pub(super) fn read(&mut self, source: &Source, collector: &mut Collector<'_>) -> Result<(), Malformed> {
        let mut xml = Xml::new(source);
        while !collector.full() {
            match xml.step()? {
                Step::Open(element) => {
                    if self.root.is_empty() {
                        self.root.clone_from(&element.name);
                        if let Some(format) = version(&element) {
                            collector.set_format(format);
                        }
                    }
                    match element.name.as_str() {
                        "assessmentItem" => {
                            let item = xml.whole(element)?;
                            self.item(&item, xml.place(item.at), collector);
                        }
                        "assessmentItemRef" => self.references += 1,
                        _ => {}
                    }
                }
                Step::Close => {}
                Step::End => break,
            }
        }
        xml.finish(collector);
        Ok(())
    }

    fn item(&mut self, item: &Element, place: Place, collector: &mut Collector<'_>) {
        self.read += 1;
        let title = item.word("title").to_owned();
        // Names of ours may be more than identifiers can hold.
        let id =
            if item.word("toolName") == OWN { title.clone() } else { item.word("identifier").to_owned() };
        let label = if id.is_empty() { &title } else { &id }.clone();
        let (kind, interaction) = match interaction(item) {
            Ok(interaction) => ("choiceInteraction", interaction),
            Err((kind, reason)) => return collector.skip(place, &label, &kind, sentence(&reason)),
        };
        match self.choice(item, interaction) {
            Ok(Made::Item(made)) => {
                let (section, folder) = (self.around.section.clone(), self.around.folder.clone());
                collector.item(RawItem { place, kind: kind.into(), id, title, section, folder, ..*made });
            }
            Ok(Made::Skipped(reason)) => collector.skip(place, &label, kind, sentence(&reason)),
            Err(reason) => collector.fail(place, &label, kind, sentence(&reason)),
        }
    }

    fn choice(&self, item: &Element, interaction: &Element) -> Result<Made, String> {
        let response = interaction.word("responseIdentifier");
        let Some(declared) =
            item.children("responseDeclaration").find(|declared| declared.word("identifier") == response)
        else {
            return Err(format!("the response `{response}` is declared nowhere"));
        };
        let multiple = match declared.word("cardinality") {
            "single" => false,
            "multiple" => true,
            other => {
                return Ok(Made::Skipped(format!(
                    "its response has the cardinality `{other}`; single and multiple are imported"
                )));
            }
        };
        let choices = interaction.descendants("simpleChoice");
        marking::few(choices.len())?;
        let mut idents: Vec<&str> = Vec::new();
        for choice in &choices {
            let ident = choice.word("identifier");
            if idents.contains(&ident) {
                return Err(format!("two choices have the identifier `{ident}`"));
            }
            idents.push(ident);
        }
        let mut body = Body::default();
        let mut made =
            RawItem { multiple, stem: Text::Html(body.stem(item, interaction)), ..RawItem::default() };
        self.stimulus(item, &mut made)?;
        for choice in &choices {
            made.options.push(RawOption {
                text: Text::Html(body.html(choice)),
                key: false,
                reason: body.feedback_within(choice),
            });
        }
        if let Some(document) = &body.depends {
            return Ok(Made::Skipped(format!("the question is about `{document}`, which isn't part of it")));
        }
        made.notes.extend(body.notes());
        shuffle(interaction, &choices, &mut made);
        let mut feedback = body.feedback(item);
        let reasons = about_choices(item, &idents, &mut feedback);
        let rules =
            item.child("responseProcessing").map_or(0, Element::size) + feedback.len() + declared.size();
        if let Err(reason) = marking::short(rules, choices.len()) {
            return Ok(Made::Skipped(reason));
        }
        let declaration = Declaration::of(declared);
        declaration.check(&idents)?;
        let processing = match Processing::of(item, response, &declaration, &feedback) {
            Ok(processing) => processing,
            Err(unknown) => {
                return Ok(Made::Skipped(format!(
                    "its response processing (`{unknown}`) can only be done by its own system"
                )));
            }
        };
        processing.check(&idents)?;
        if let Some(note) = processing.note() {
            made.notes.push(note.into());
        }
        let names = |chosen: &[bool]| {
            idents
                .iter()
                .zip(chosen)
                .filter(|(_, chosen)| **chosen)
                .map(|(ident, _)| (*ident).to_owned())
                .collect()
        };
        if let Some(unknown) = processing.unknown(&idents) {
            return Ok(Made::Skipped(format!(
                "its response processing uses `{unknown}`, which only its own system can do"
            )));
        }
        let marked = marking::mark(idents.len(), multiple, &processing.likely(&idents), |chosen| {
            processing.outcome(names(chosen))
        })?;
        agree(&declaration, &marked.keys, &idents)?;
        limit(interaction, &marked.keys, &mut made)?;
        let texts: BTreeMap<String, Text> =
            feedback.into_iter().map(|feedback| (feedback.key, feedback.text)).collect();
        marked.give(&texts, &mut made);
        for (option, mut reasons) in made.options.iter_mut().zip(reasons) {
            reasons.insert(0, std::mem::take(&mut option.reason));
            option.reason = marking::join(reasons);
        }
        Ok(Made::Item(Box::new(made)))
    }

    /// Puts the text that the item shares with others before its stem.
    fn stimulus(&self, item: &Element, made: &mut RawItem) -> Result<(), String> {
        for reference in item.children("assessmentStimulusRef") {
            let address = reference.word("href");
            let html = match self.around.stimulus {
                Some(find) => find(address)?,
                None => {
                    return Err(format!(
                        "it belongs to the text `{address}`, which stands in a file of its own; upload the whole package"
                    ));
                }
            };
            made.stem = marking::join(vec![Text::Html(html), std::mem::take(&mut made.stem)]);
            made.notes.push(format!(
                "The text `{address}`, which it may share with other items, stands before its stem."
            ));
        }
        Ok(())
    }
}

/// Takes the feedback that is called as a choice is, for each choice. Where a template marks the answers, nothing else says what
/// it is about.
fn about_choices(item: &Element, idents: &[&str], feedback: &mut Vec<Feedback>) -> Vec<Vec<Text>> {
    let mut taken = vec![Vec::new(); idents.len()];
    if item.child("responseProcessing").is_some_and(|processing| processing.elements().next().is_none()) {
        feedback.retain(|feedback| {
            let choice = idents.iter().position(|ident| *ident == feedback.identifier && !feedback.hides);
            choice.map(|choice| taken[choice].push(feedback.text.clone())).is_none()
        });
    }
    taken
}

/// What became of an item that isn't broken.
enum Made {
    Item(Box<RawItem>),
    Skipped(String),
}

/// The item's one choice interaction; else its kind and why it isn't imported.
fn interaction(item: &Element) -> Result<&Element, (String, String)> {
    let Some(itembody) = item.child("itemBody") else {
        return Err(("no interaction".into(), "it has no body".into()));
    };
    let mut found = Vec::new();
    itembody.collect(&mut |element| element.name.ends_with("Interaction"), &mut found);
    let [interaction] = found.as_slice() else {
        let mut names: Vec<&str> = found.iter().map(|interaction| interaction.name.as_str()).collect();
        names.dedup();
        return Err(match itembody.descendants("include").first() {
            Some(include) if found.is_empty() => (
                "no interaction".into(),
                format!("its body stands in another file (`{}`), which isn't read", include.word("href")),
            ),
            _ if found.is_empty() => ("no interaction".into(), "it asks for no answer".into()),
            _ => (
                format!("composite ({})", names.join(", ")),
                format!("it asks for {} answers; ask for each in an item of its own", found.len()),
            ),
        });
    };
    if interaction.name != "choiceInteraction" {
        return Err((interaction.name.clone(), other_interaction(&interaction.name).into()));
    }
    if item.says("adaptive") {
        return Err((
            "adaptive choiceInteraction".into(),
            "it changes with each try, and an exam has one".into(),
        ));
    }
    if item.child("templateProcessing").is_some() || item.child("templateDeclaration").is_some() {
        return Err((
            "choiceInteraction with a template".into(),
            "its contents are drawn anew for each candidate".into(),
        ));
    }
    Ok(interaction)
}

/// Why an interaction isn't imported.
fn other_interaction(name: &str) -> &'static str {
    match name {
        "textEntryInteraction" => "its answer is typed; offer the right answer among options instead",
        "extendedTextInteraction" => "an essay has no key to mark by",
        "orderInteraction" | "graphicOrderInteraction" => "it asks for an order",
        "matchInteraction" | "associateInteraction" | "graphicAssociateInteraction" => {
            "it asks for pairs; ask for each pair in an item of its own"
        }
        "gapMatchInteraction" | "graphicGapMatchInteraction" | "inlineChoiceInteraction" => {
            "its gaps are filled from lists; ask for each gap in an item of its own"
        }
        "hottextInteraction" => "it asks for words in a text; offer them as options instead",
        "hotspotInteraction" | "selectPointInteraction" | "positionObjectInteraction" => {
            "it asks for a place in a picture"
        }
        "uploadInteraction" | "drawingInteraction" => "it asks for a file",
        "sliderInteraction" => "it asks for a number on a scale",
        _ => "only choiceInteraction is imported",
    }
}

fn shuffle(interaction: &Element, choices: &[&Element], made: &mut RawItem) {
    let shuffled = interaction.says("shuffle");
    let fixed = choices.iter().filter(|choice| choice.says("fixed")).count();
    made.shuffle = shuffled && fixed == 0;
    if shuffled && fixed > 0 && fixed < choices.len() {
        made.notes.push(
            "Some of its options keep their place while the others are shuffled; here all keep their order."
                .into(),
        );
    }
}

/// Holds what is declared as right against what gets full marks.
fn agree(declaration: &Declaration, keys: &[bool], idents: &[&str]) -> Result<(), String> {
    let marked: Vec<&str> =
        idents.iter().zip(keys).filter(|(_, key)| **key).map(|(ident, _)| *ident).collect();
    let mut declared: Vec<&str> = declaration.correct.iter().map(String::as_str).collect();
    declared.dedup();
    if declared.is_empty()
        || (declared.len() == marked.len() && declared.iter().all(|ident| marked.contains(ident)))
    {
        return Ok(());
    }
    Err(format!("declared as right is {}, but full marks go to {}", named(&declared), named(&marked)))
}

/// Holds `maxChoices` against the keys.
fn limit(interaction: &Element, keys: &[bool], made: &mut RawItem) -> Result<(), String> {
    let keys = keys.iter().filter(|&&key| key).count();
    match interaction.word("maxChoices").parse::<usize>() {
        Ok(most) if most > 0 && most < keys => {
            Err(format!("at most {most} choices are allowed (maxChoices), but {keys} are right"))
        }
        Ok(most) if made.multiple && most > keys && most < made.options.len() => {
            made.notes.push(format!("In the file at most {most} options may be chosen; here any number."));
            Ok(())
        }
        _ => Ok(()),
    }
}
