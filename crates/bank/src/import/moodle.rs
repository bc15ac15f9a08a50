//! Reads Moodle XML: `<quiz>` with its questions and categories.

mod files;
mod texts;

use super::collector::Collector;
use super::raw::{RawItem, RawOption, Text};
use super::reading::Format;
use super::weights;
use super::xml::{Element, Step, Xml, path, sentence};
use crate::source::Source;
use files::Files;

/// Reads a whole file.
pub(crate) fn read(source: &Source, collector: &mut Collector<'_>) {
    collector.set_format(Format::MoodleXml);
    let mut quiz = Quiz::default();
    let mut xml = Xml::new(source);
    loop {
        match xml.step() {
            Ok(Step::Open(element)) if element.name == "question" => match xml.whole(element) {
                Ok(question) => quiz.question(&question, &xml, collector),
                Err(malformed) => return malformed.report(source, &["<question "], quiz.read, collector),
            },
            Ok(Step::Open(root)) if root.word("xmlns").contains("canvas") => {
                return collector.refuse(format!(
                    "{}: this is what Canvas says about a quiz; its questions stand in another file. Upload the whole package.",
                    source.file
                ));
            }
            Ok(Step::Open(_) | Step::Close) => {}
            Ok(Step::End) => break,
            Err(malformed) => return malformed.report(source, &["<question "], quiz.read, collector),
        }
        if collector.full() {
            return;
        }
    }
    xml.finish(collector);
    quiz.finish(collector);
    if quiz.read == 0 {
        collector.refuse(format!("{}: the file is Moodle XML, but holds no questions.", source.file));
    }
}

/// What is known while the questions go by.
#[derive(Default)]
struct Quiz {
    /// The category that holds for the questions that follow.
    section: String,
    /// How many questions there were.
    read: usize,
    described_categories: usize,
    penalties: usize,
    points: usize,
    general_feedback: usize,
}

impl Quiz {
    fn question(&mut self, question: &Element, xml: &Xml<'_>, collector: &mut Collector<'_>) {
        let kind = question.word("type");
        if kind == "category" {
            return self.category(question);
        }
        self.read += 1;
        let place = xml.place(question.at);
        let id = question.child("idnumber").map(Element::trimmed).unwrap_or_default();
        let title = question.child("name").map(texts::bare).unwrap_or_default();
        let label = if id.is_empty() { &title } else { &id }.clone();
        let made = match kind {
            "multichoice" => self.choice(question, Marks::Fractions),
            "multichoiceset" => self.choice(question, Marks::Set),
            "truefalse" => self.true_or_false(question),
            "" => Err("the question has no type".into()),
            other => return collector.skip(place, &label, other, sentence(without_kind(other))),
        };
        match made {
            Ok(item) => {
                let (kind, section) = (kind.to_owned(), self.section.clone());
                collector.item(RawItem { place, kind, id, title, section, ..item });
            }
            Err(reason) => collector.fail(place, &label, kind, sentence(&reason)),
        }
    }

    fn category(&mut self, question: &Element) {
        self.section =
            question.child("category").map(|category| section(&texts::bare(category))).unwrap_or_default();
        if question.child("info").is_some_and(|info| !texts::bare(info).is_empty()) {
            self.described_categories += 1;
        }
    }

    fn choice(&mut self, question: &Element, marks: Marks) -> Result<RawItem, String> {
        let single = matches!(marks, Marks::Fractions) && setting(question, "single").unwrap_or(true);
        let mut files = Files::default();
        let mut item = self.common(question, &mut files)?;
        let format = question.child("questiontext").map_or("html", |stem| texts::format(stem, "html"));
        let mut fractions = Vec::new();
        for answer in question.children("answer") {
            fractions.push(fraction(answer)?);
            item.options.push(option(answer, format, &mut files)?);
        }
        item.multiple = !single;
        item.shuffle = setting(question, "shuffleanswers").unwrap_or(false);
        match marks {
            Marks::Fractions => keep(&mut item, &fractions)?,
            Marks::Set => {
                for (option, fraction) in item.options.iter_mut().zip(&fractions) {
                    option.key = *fraction > 0.0;
                }
            }
        }
        files.hand_over(&mut item);
        Ok(item)
    }

    fn true_or_false(&mut self, question: &Element) -> Result<RawItem, String> {
        let mut files = Files::default();
        let mut item = self.common(question, &mut files)?;
        let mut found = [None, None];
        for answer in question.children("answer") {
            let text = texts::bare(answer);
            let index = match text.to_lowercase().as_str() {
                "true" => 0,
                "false" => 1,
                _ => return Err(format!("the answer `{text}` is neither `true` nor `false`")),
            };
            if found[index].is_some() {
                return Err(format!("the answer `{}` stands there twice", text.to_lowercase()));
            }
            found[index] = Some(answer);
        }
        let (Some(yes), Some(no)) = (found[0], found[1]) else {
            return Err("the answers must be `true` and `false`, and one of them is missing".into());
        };
        let mut fractions = Vec::new();
        for (answer, name) in [(yes, "True"), (no, "False")] {
            fractions.push(fraction(answer)?);
            let made = option(answer, "html", &mut files)?;
            item.options.push(RawOption { text: Text::Plain(name.into()), ..made });
        }
        keep(&mut item, &fractions)?;
        files.hand_over(&mut item);
        Ok(item)
    }

    /// What all kinds have.
    fn common(&mut self, question: &Element, files: &mut Files) -> Result<RawItem, String> {
        let stem = question.child("questiontext").ok_or("the question has no `<questiontext>`")?;
        let mut item = RawItem { stem: texts::text(stem, "html", files)?, ..RawItem::default() };
        if let Some(picture) = question.child("image_base64") {
            files.old_picture(question.child("image").map(Element::trimmed), picture, &mut item.stem)?;
        }
        if let Some(feedback) = question.child("generalfeedback") {
            item.explanation = texts::text(feedback, "html", files)?;
        }
        let hints = question.children("hint").count();
        if hints > 0 {
            item.notes.push(match hints {
                1 => "Its hint for a further try isn't carried over.".into(),
                hints => format!("Its {hints} hints for further tries aren't carried over."),
            });
        }
        let tags: Vec<String> =
            question.descendants("tag").into_iter().map(texts::bare).filter(|tag| !tag.is_empty()).collect();
        if !tags.is_empty() {
            item.notes.push(format!("Its tags aren't carried over: {}.", tags.join(", ")));
        }
        if setting(question, "hidden") == Some(true) {
            item.notes.push("In Moodle it is hidden.".into());
        }
        let number = |name: &str| question.child(name).and_then(|child| child.trimmed().parse::<f64>().ok());
        self.penalties += usize::from(number("penalty").is_some_and(|penalty| penalty != 0.0));
        self.points += usize::from(number("defaultgrade").is_some_and(|points| points != 1.0));
        let general = ["correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"];
        let own = |name: &&str| {
            question.child(name).map(texts::bare).is_some_and(|text| !MOODLES_OWN.contains(&text.as_str()))
        };
        self.general_feedback += usize::from(general.iter().any(own));
        Ok(item)
    }

    /// Says once of the whole file what none of its items carries.
    fn finish(&self, collector: &mut Collector<'_>) {
        let mut note = |count: usize, one: &str, many: &str| match count {
            0 => {}
            1 => collector.note(one),
            count => collector.note(many.replace("{}", &count.to_string())),
        };
        note(
            self.described_categories,
            "The description of one category isn't carried over.",
            "The descriptions of {} categories aren't carried over.",
        );
        note(
            self.penalties,
            "One item takes off marks for further tries; an exam has one try, so that isn't carried over.",
            "{} items take off marks for further tries; an exam has one try, so that isn't carried over.",
        );
        note(
            self.points,
            "One item gives other than 1 point; an exam's sections decide what its items count.",
            "{} items give other than 1 point; an exam's sections decide what their items count.",
        );
        note(
            self.general_feedback,
            "One item has texts for right and wrong answers as a whole; only those of its options and its general feedback are carried over.",
            "{} items have texts for right and wrong answers as a whole; only those of their options and their general feedback are carried over.",
        );
    }
}

/// What Moodle writes by itself for answers as a whole.
const MOODLES_OWN: [&str; 4] =
    ["", "Your answer is correct.", "Your answer is partially correct.", "Your answer is incorrect."];

/// How options say whether they are keys.
enum Marks {
    /// By their share of the full marks.
    Fractions,
    /// By a share above 0: all keys and nothing else count.
    Set,
}

fn keep(item: &mut RawItem, fractions: &[f64]) -> Result<(), String> {
    let found = weights::keys(fractions, item.multiple)?;
    for (option, key) in item.options.iter_mut().zip(found.keys) {
        option.key = key;
    }
    item.notes.extend(found.note);
    Ok(())
}

fn option(answer: &Element, format: &str, files: &mut Files) -> Result<RawOption, String> {
    let text = texts::text(answer, format, files)?;
    let reason = answer.child("feedback").map(|feedback| texts::text(feedback, "html", files)).transpose()?;
    Ok(RawOption { text, key: false, reason: reason.unwrap_or_default() })
}

/// An answer's share of the full marks, in percent.
fn fraction(answer: &Element) -> Result<f64, String> {
    let inside = answer.child("fraction").map(Element::trimmed);
    let written = answer.attribute("fraction").map(str::trim).map(str::to_owned).or(inside);
    let Some(written) = written else { return Err("an answer has no `fraction`".into()) };
    match written.parse::<f64>() {
        Ok(fraction) if fraction.is_finite() => Ok(fraction),
        _ => Err(format!("the fraction `{written}` isn't a number")),
    }
}

/// A setting that is on or off; none where it isn't there or empty.
fn setting(question: &Element, name: &str) -> Option<bool> {
    match question.child(name)?.trimmed().to_lowercase().as_str() {
        "" => None,
        "false" | "0" | "no" => Some(false),
        _ => Some(true),
    }
}

/// `$course$/top/A/B` as “A / B”; a slash of a name is doubled there.
fn section(category: &str) -> String {
    let marked = category.replace("//", "\u{0}");
    let mut parts: Vec<String> =
        marked.split('/').map(|part| part.replace('\u{0}', "/").trim().to_owned()).collect();
    if parts.first().is_some_and(|first| first.len() > 1 && first.starts_with('$') && first.ends_with('$')) {
        parts.remove(0);
        if parts.first().is_some_and(|first| first == "top") {
            parts.remove(0);
        }
    }
    path(parts.iter().map(String::as_str))
}

/// Why a kind isn't imported.
fn without_kind(kind: &str) -> &'static str {
    match kind {
        "essay" => "an essay has no key to mark by",
        "description" => "it is a text without a question",
        "shortanswer" | "numerical" => "its answer is typed; offer the right answer among options instead",
        "matching" | "match" | "randomsamatch" => {
            "it asks for pairs; ask for each pair in an item of its own"
        }
        "cloze" | "multianswer" => "it holds several questions in one text; ask each in an item of its own",
        "gapselect" | "ddwtos" => "its gaps are filled from lists; ask for each gap in an item of its own",
        "ddimageortext" | "ddmarker" => "things are dragged onto a picture",
        "ordering" => "it asks for an order",
        "calculated" | "calculatedsimple" | "calculatedmulti" => {
            "its numbers are drawn anew for each candidate"
        }
        "random" => "it stands for another question that Moodle draws",
        _ => "only single response, multiple response and true/false are imported",
    }
}
