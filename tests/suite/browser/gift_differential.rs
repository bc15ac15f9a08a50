//! Our GIFT reader against one that others wrote (`tests/vendor/gift-pegjs`), on some hundred documents: it runs in the browser.
//!
//! Compared are the kind of each item, its title, its stem, its options with keys or weights, and their feedback. Where the two
//! differ on purpose, [`DIFFERENT`] says why; the generated documents keep to what both understand the same.

use invigil_bank::import::{Format, Imported, Limits, Reading, import_as};
use invigil_tests::{Browser, Page};
use serde_json::Value;

const PARSER: &str = include_str!("../../vendor/gift-pegjs/gift-parser-globals.js");

/// How many documents are generated, each of some items.
const DOCUMENTS: u64 = 300;

/// One item as either of the two understands it.
#[derive(Debug, Default, PartialEq)]
struct Seen {
    kind: String,
    title: String,
    stem: String,
    /// Text, whether it is a key, feedback.
    options: Vec<(String, bool, String)>,
    explanation: String,
}

/// Items that stand by themselves and that both understand the same.
const SAME: [&str; 27] = [
    "Arrows?{~a->b =c}",
    "Who's buried in Grant's tomb?{~Grant ~Jefferson =no one}",
    "Grant is {~buried =entombed ~living} in Grant's tomb.",
    "Grant is buried.{FALSE}",
    "Grant is buried.{T#why not#indeed}",
    "Grant is buried.{F#why not####so it is}",
    "::Grant::Who?{=a#yes ~b#no ####in general}",
    "::A\\: title\\::: Who?{=a ~b}",
    "Which is \\{x\\}?{=\\= 2 ~\\~ 3 ~\\# 4 ~\\\\ 5 ~\\: 6}",
    "Which two?{~%50%a ~%50%b ~%-50%c}",
    "Which three?{~%33.333%a ~%33.333%b ~%33.333%c ~d}",
    "One of several?{~%100%a ~%-100%b}",
    "// a comment\n// another\nWhat?{=a ~b}",
    "What\nis\nit?{\n=a\n~b\n}",
    "  What?  {  =  a  ~  b  #  c  }  ",
    "[plain]What?{=a ~[plain]b}",
    "[plain]1 < 2?{T}",
    "Numbers?{#3}",
    "Numbers?{#3:2}",
    "Numbers?{#1..5}",
    "Write.{}",
    "Short?{=yes =yeah}",
    "Short?{word}",
    "Match.{=a -> b =c -> d =e -> f}",
    "Only a description.",
    "$CATEGORY: a/b\n\nWhat?{=a ~b}",
    "Weighted?{=a ~%50%b ~c}",
];

/// Where ours decides otherwise, and why: what it makes of the item, what the other makes of it.
const DIFFERENT: [(&str, &str, &str, &str); 13] = [
    (
        "f(x) = 3: so?{T}",
        "true/false",
        "error",
        "as in Moodle, = : ~ and # need no escape outside of the braces",
    ),
    ("See http://x.org{T}", "true/false", "error", "as in Moodle, a colon in a text needs no escape"),
    ("Why?{=a: b ~c}", "single choice", "error", "as in Moodle, a colon in an option needs no escape"),
    (
        "What?{=a\n// =c\n~b}",
        "single choice",
        "MC",
        "a line of comment may stand within an item, as in Moodle",
    ),
    (
        "What?{=a ~b} // so",
        "gap",
        "no gap",
        "a comment stands at the start of a line only; here it is text, as in Moodle",
    ),
    ("What?{=a ~b =c}", "failed", "MC", "two options that are right by themselves aren't one key"),
    ("What?{~%50%a ~%40%b ~c}", "failed", "MC", "weights that don't add up are no keys"),
    ("What?{~a ~b}", "failed", "MC", "an item without a key can't be marked"),
    ("What?{=%50%a ~%50%b}", "failed", "MC", "an item whose options are all right in part has no key"),
    (
        "What?{~%5x%a =b}",
        "single choice",
        "MC",
        "the other reads a number where none is; ours keeps the text and says so",
    ),
    (
        "What?{=%d ~%s}",
        "single choice",
        "error",
        "a % that begins no weight is text, as in Moodle; it is noted",
    ),
    (
        "What?{TRUE or FALSE}",
        "short answer",
        "error",
        "true/false is T, F, TRUE or FALSE and nothing else, as in Moodle",
    ),
    ("{=a ~b}", "failed", "MC", "an item asks something"),
];

#[tokio::test(flavor = "multi_thread")]
async fn gift_is_understood_as_another_parser_understands_it() {
    let browser = Browser::launch().await;
    let page = browser.page().await;
    page.value(&format!("{PARSER}; typeof giftParser")).await;
    assert_eq!(page.value("typeof giftParser.parse").await, "function", "the other parser is there");

    let mut documents: Vec<String> = SAME.iter().map(|item| (*item).to_owned()).collect();
    documents.push(SAME.join("\n\n"));
    documents.extend((0..DOCUMENTS).map(|seed| Generator(seed * 2 + 1).document()));
    let mut items = 0;
    for document in &documents {
        let other = other(&page, document).await.unwrap_or_else(|error| panic!("{error}\n{document}"));
        let ours = ours(document);
        assert_eq!(ours, other, "{document}");
        items += other.len();
    }
    assert!(items > 1_000, "only {items} items were compared");

    for (document, expected, expected_of_other, why) in DIFFERENT {
        let reading = read(document);
        let kind = verdict(&reading);
        assert!(
            kind == expected || (expected == "gap" && reading.items[0].item.question.stem.contains("so")),
            "{document}: {kind} ({why})"
        );
        match (other(&page, document).await, expected_of_other) {
            (Err(_), "error") => {}
            (Ok(seen), "no gap") => assert!(!seen[0].stem.contains('_'), "{document}: {seen:?}"),
            (Ok(seen), "MC") => assert_ne!(seen[0].kind, "essay", "{document}: {seen:?}"),
            (other, _) => panic!("{document}: {other:?}, not {expected_of_other} ({why})"),
        }
    }
    assert_eq!(page.complaints(), Vec::<String>::new());
    browser.close().await;
}

fn read(document: &str) -> Reading {
    import_as(Format::Gift, "bank.gift", document.as_bytes(), &Limits::default(), &mut |_| {})
}

/// What became of the only item of a file.
fn verdict(reading: &Reading) -> String {
    match (reading.items.first(), reading.skipped.first()) {
        (Some(one), _) if one.item.question.options == ["True", "False"] => "true/false".to_owned(),
        (Some(one), _) if one.item.question.stem.contains("\\_") || one.item.question.stem.contains("__") => {
            "gap".to_owned()
        }
        (Some(_), _) => "single choice".to_owned(),
        (None, Some(skipped)) => skipped.kind.clone(),
        (None, None) => "failed".to_owned(),
    }
}

/// What ours sees, in the order of the file.
fn ours(document: &str) -> Vec<Seen> {
    let reading = read(document);
    assert!(reading.failed.is_empty(), "{:?}\n{document}", reading.failed);
    let skipped = reading.skipped.iter().map(|left| {
        (left.place.line, Seen { kind: left.kind.clone(), title: left.id.clone(), ..Seen::default() })
    });
    let mut seen: Vec<_> =
        skipped.chain(reading.items.iter().map(|one| (one.place.line, imported(one)))).collect();
    seen.sort_by_key(|(line, _)| *line);
    seen.into_iter().map(|(_, seen)| seen).collect()
}

fn imported(one: &Imported) -> Seen {
    let (question, solution) = (&one.item.question, &one.item.solution);
    let true_false = question.options == ["True", "False"] && !question.shuffle;
    let options = question.options.iter().zip(&solution.reasons).enumerate();
    Seen {
        kind: if true_false { "true/false" } else { "choice" }.to_owned(),
        // The title becomes the item's name, which the generator's titles are already.
        title: String::new(),
        stem: flat(&question.stem),
        options: options
            .map(|(index, (text, reason))| (flat(text), solution.keys.has(index), flat(reason)))
            .collect(),
        explanation: flat(&solution.explanation),
    }
}

/// Markdown of plain text as that text, with white space as the other parser leaves it.
fn flat(markdown: &str) -> String {
    let mut text = String::new();
    let mut chars = markdown.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '\\' if chars.peek().is_some_and(char::is_ascii_punctuation) => text.extend(chars.next()),
            '\\' if chars.peek() == Some(&'\n') => {}
            other => text.push(other),
        }
    }
    for (entity, char) in [("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")] {
        text = text.replace(entity, char);
    }
    spaced(&text)
}

/// With one space for any white space, and around a gap: the other always puts spaces there, ours leaves what the file has, as
/// Moodle does.
fn spaced(text: &str) -> String {
    text.replace("_____", " _____ ").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the other parser sees, or its complaint.
async fn other(page: &Page, document: &str) -> Result<Vec<Seen>, String> {
    let parsed = page
        .value(&format!(
            "(() => {{ try {{ return giftParser.parse({}); }} catch (error) {{ return String(error); }} }})()",
            Value::from(document)
        ))
        .await;
    match parsed {
        Value::Array(items) => Ok(items.iter().filter(|item| item["type"] != "Category").map(seen).collect()),
        Value::String(error) => Err(error),
        other => Err(format!("{other}")),
    }
}

fn seen(item: &Value) -> Seen {
    let text = |value: &Value| spaced(value["text"].as_str().unwrap_or_default());
    let kind = match item["type"].as_str().unwrap_or_default() {
        "MC" => "choice",
        "TF" => "true/false",
        "Short" => "short answer",
        "Numerical" => "numerical",
        "Matching" => "matching",
        "Essay" => "essay",
        "Description" => "description",
        other => other,
    };
    let compared = matches!(kind, "choice" | "true/false");
    let title =
        if compared { String::new() } else { item["title"].as_str().unwrap_or_default().trim().to_owned() };
    let mut seen = Seen { kind: kind.to_owned(), title, ..Seen::default() };
    if !compared {
        return seen;
    }
    seen.stem = text(&item["stem"]);
    seen.explanation = text(&item["globalFeedback"]);
    if kind == "true/false" {
        // It calls the first feedback that of “true”; it is shown to whoever is wrong.
        let (wrong, right) = (text(&item["trueFeedback"]), text(&item["falseFeedback"]));
        let is_true = item["isTrue"] == true;
        let (when_true, when_false) = if is_true { (right, wrong) } else { (wrong, right) };
        seen.options =
            vec![("True".to_owned(), is_true, when_true), ("False".to_owned(), !is_true, when_false)];
        return seen;
    }
    let choices = item["choices"].as_array().cloned().unwrap_or_default();
    let single = choices.iter().any(|choice| choice["isCorrect"] == true);
    seen.options = choices
        .iter()
        .map(|choice| {
            let weight = choice["weight"].as_f64().unwrap_or(0.0);
            let key = if single { choice["isCorrect"] == true || weight == 100.0 } else { weight > 0.0 };
            (text(&choice["text"]), key, text(&choice["feedback"]))
        })
        .collect();
    seen
}

/// Documents by a small generator of pseudo-random numbers: the same in every run.
struct Generator(u64);

impl Generator {
    fn below(&mut self, bound: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % bound
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn document(&mut self) -> String {
        let count = 2 + self.below(6);
        let items: Vec<_> = (0..count).map(|_| self.item()).collect();
        items.join(self.pick(&["\n\n", "\n\n\n", "\n \n", "\r\n\r\n"]))
    }

    /// A text: words, some of them escaped. It has no double meaning for either parser.
    fn text(&mut self, number: usize) -> String {
        let words = [
            "word", "Wörter", "\\=", "\\~2", "\\{x\\}", "\\#", "\\:", "\\\\", "3", "a-b", "(so)", "it's",
            "x.", "100%",
        ];
        let mut text = format!("w{number}");
        for _ in 0..self.below(5) {
            text.push_str(self.pick(&[" ", " ", "  ", "\n"]));
            text.push_str(self.pick(&words));
        }
        text
    }

    fn feedback(&mut self) -> String {
        if self.below(3) == 0 {
            format!("{}{}", self.pick(&["#", " # "]), self.text(90))
        } else {
            String::new()
        }
    }

    fn item(&mut self) -> String {
        let comment = self.pick(&["", "", "// a comment: {x}\n", "// one\n// two [tag:x]\n"]).to_owned();
        let title = self.pick(&["", "", "::title::", "::a title:: "]).to_owned();
        let format = self.pick(&["", "", "[plain]", "[moodle]"]).to_owned();
        let stem = self.text(0);
        let answers = self.answers();
        let after = if self.below(4) == 0 { format!(" {}", self.text(1)) } else { String::new() };
        format!("{comment}{title}{format}{stem}{{{answers}}}{after}")
    }

    fn answers(&mut self) -> String {
        let general = if self.below(4) == 0 { format!("####{}", self.text(91)) } else { String::new() };
        let space = self.pick(&["", " ", "\n", "\n    "]).to_owned();
        let count = 2 + self.below(4);
        let answers = match self.below(8) {
            0 | 1 => {
                format!("{}{}{}", self.pick(&["T", "F", "TRUE", "FALSE"]), self.feedback(), self.feedback())
            }
            2 | 3 => {
                let weights = ["100", "50", "33.33333", "25", "20"];
                let keys = 1 + self.below(count - 1);
                let mut options = String::new();
                for number in 0..count {
                    let weight =
                        if number < keys { weights[keys - 1] } else { self.pick(&["-50", "-33.333", "0"]) };
                    options += &format!("~%{weight}%{}{}{space}", self.text(number), self.feedback());
                }
                options
            }
            4 => (0..count).map(|number| format!("={}{space}", self.text(number))).collect(),
            5 => (0..count).map(|number| format!("=l{number} -> r{number}{space}")).collect(),
            _ => {
                let key = self.below(count);
                let option = |generator: &mut Generator, number: usize| {
                    let sign = if number == key { "=" } else { "~" };
                    format!("{sign}{}{}{space}", generator.text(number), generator.feedback())
                };
                (0..count).map(|number| option(self, number)).collect()
            }
        };
        format!("{space}{answers}{general}")
    }
}
