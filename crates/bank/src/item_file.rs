//! One items file read whole.

use crate::belonging::{Belonging, Owner};
use crate::body;
use crate::code::{self, Code, Home};
use crate::document::{Block, blocks};
use crate::fields::{self, Method};
use crate::front_matter;
use crate::ids::{is_id, one_of};
use crate::item_parts::{Parts, SECTIONS, Section, items};
use crate::markdown::{Frame, check};
use crate::options;
use crate::problem::{Findings, Place, Problem};
use crate::proof_section::{self, Material};
use crate::prose::Prose;
use crate::read::BankItem;
use crate::source::{Source, Spot};
use crate::stem;
use comrak::Arena;
use comrak::nodes::NodeValue;
use invigil_exam::{Choices, Item, Question, Solution};
use std::collections::BTreeMap;

/// What a file holds.
pub(crate) struct ItemFile {
    /// The items without an error.
    pub(crate) items: Vec<BankItem>,
    pub(crate) problems: Vec<Problem>,
}

/// Reads a file that lies in the owner's folder. `known` are the ids of all certifications of the bank, `seen` those of
/// the items before.
pub(crate) fn read(
    source: &Source,
    owner: Owner<'_>,
    known: &[&str],
    seen: &mut BTreeMap<String, Place>,
) -> ItemFile {
    let mut findings = Findings::new(source);
    source.report_invisible(&mut findings);
    let front = front_matter::read(&mut findings);
    let home = Belonging::new(&front, owner, known, &mut findings);
    let arena = Arena::new();
    let blocks = blocks(&arena, front.body, &mut findings);
    let parts = items(&blocks, &mut findings);
    if parts.is_empty() && front_matter::present(source) {
        findings.warning(
            Spot { line: front.body.min(source.lines()), byte: 0 },
            "the file holds no item",
            "an item begins with a second-level heading that holds its id: `## pcap-some-id`",
        );
    }
    // An error before the first item (no front matter, say) leaves none of them usable.
    let file_errors = findings.errors();
    let mut file = ItemFile { items: Vec::new(), problems: Vec::new() };
    for part in &parts {
        let before = findings.errors();
        let item = item(part, &home, &mut findings);
        let place = source.place(part.id_spot);
        if is_id(&part.id) {
            findings.claim(seen, &part.id, part.id_spot);
        }
        if let Some((item, proof)) = item
            && findings.errors() == before
            && file_errors == 0
        {
            file.items.push(BankItem { item, proof, place, proven_on: Vec::new() });
        }
    }
    file.problems = findings.finish();
    file
}

fn item(
    parts: &Parts<'_>,
    home: &Belonging<'_>,
    findings: &mut Findings<'_>,
) -> Option<(Item, crate::proof::Proof)> {
    let source = findings.source;
    home.check_id(&parts.id, parts.id_spot, findings);
    let body = body::cut(parts, findings);
    let fields = match body.fields.is_empty() {
        true => fields::Fields::default(),
        false => fields::read(&body.fields, parts.id_spot, findings),
    };
    if let Some((topic, spot)) = &fields.topic
        && let Some(topics) = &home.topics
        && !topics.contains(topic.as_str())
    {
        let section = home.section.as_deref().unwrap_or_default();
        let help = one_of(topic, topics.iter().copied());
        findings.error(*spot, format!("`{topic}` isn't a topic of the section `{section}`"), help);
    }

    let whole = Frame::whole();
    let stem_nodes = || body.stem.iter().map(|block| block.node);
    check(stem_nodes(), &whole, findings);
    let programs = code::collect(stem_nodes(), Home::Stem, &whole, findings);
    let choices = options::read(&body.options, findings);
    if !matches!(fields.method, Some((Method::Output, _))) {
        options::report_same_literals(&choices, findings);
    }
    let keys = choices.iter().filter(|choice| choice.key).count();
    let prose = Prose::all(stem_nodes(), &whole);
    let start =
        source.first_full(body.stem_lines.clone()).map_or(parts.id_spot, |line| source.text_of_line(line));
    stem::check_choose(&prose, start, keys, findings);
    stem::check_negatives(&prose, findings);

    let explanation = text_section(parts, 0, findings);
    let reference = text_section(parts, 1, findings);
    let proof = parts.sections[2].as_ref().map(|section| (section.heading, proof_blocks(section, findings)));
    let material = Material { stem: &programs, proof, choices: &choices, item: parts.id_spot };
    let proof = proof_section::read(&fields, &material, findings)?;

    let item = Item {
        id: parts.id.clone(),
        certification: home.certification.clone()?,
        section: home.section.clone()?,
        topic: fields.topic?.0,
        question: Question {
            stem: source.trimmed(body.stem_lines).to_owned(),
            options: choices.iter().map(|choice| choice.text.clone()).collect(),
            choose: u8::try_from(keys).ok()?,
            shuffle: fields.shuffle,
        },
        solution: Solution {
            keys: Choices::of((0..choices.len().min(6)).filter(|&index| choices[index].key)),
            reasons: choices.into_iter().map(|choice| choice.reason).collect(),
            explanation: explanation?,
            reference: reference?,
            objective: fields.objective?,
            difficulty: fields.difficulty?,
        },
    };
    Some((item, proof))
}

/// The text of the Explanation or the Reference.
fn text_section(parts: &Parts<'_>, index: usize, findings: &mut Findings<'_>) -> Option<String> {
    let name = SECTIONS[index];
    let what =
        ["states the principle in a few sentences", "names a page of the official documentation or a PEP"];
    let Some(section) = &parts.sections[index] else {
        let help = format!("add `### {name}`, which {}", what[index]);
        findings.error(parts.id_spot, format!("`### {name}` is missing"), help);
        return None;
    };
    let text = findings.source.trimmed(section.lines.clone());
    if text.is_empty() {
        findings.error(section.heading, format!("`### {name}` is empty"), format!("it {}", what[index]));
        return None;
    }
    check(section.blocks.iter().map(|block| block.node), &Frame::whole(), findings);
    code::collect(section.blocks.iter().map(|block| block.node), Home::Text, &Frame::whole(), findings);
    for block in section.blocks.iter().filter(|block| body::is_task_list(findings.source, **block)) {
        findings.error(
            findings.source.text_of_line(block.first),
            format!("a task list in `### {name}`"),
            "the options stand before `### Explanation`; use plain bullets here",
        );
    }
    Some(text.to_owned())
}

/// The fenced blocks of `### Proof`; it holds nothing else.
fn proof_blocks(section: &Section<'_>, findings: &mut Findings<'_>) -> Vec<Code> {
    let whole = Frame::whole();
    let is_code =
        |block: &Block<'_>| matches!(&block.node.data().value, NodeValue::CodeBlock(code) if code.fenced);
    for block in section.blocks.iter().filter(|block| !is_code(block)) {
        findings.error(
            whole.spot(block.node),
            "`### Proof` holds something other than fenced blocks",
            "make it a comment in the program, or move it into the explanation",
        );
    }
    let nodes = || section.blocks.iter().filter(|block| is_code(block)).map(|block| block.node);
    check(nodes(), &whole, findings);
    code::collect(nodes(), Home::Proof, &whole, findings)
}
