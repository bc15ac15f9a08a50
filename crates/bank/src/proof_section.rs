//! An item's proof put together from its field, its stem, its options and `### Proof`.

use crate::code::{Code, Language};
use crate::fields::{Fields, Method};
use crate::option_item::Choice;
use crate::problem::Findings;
use crate::proof::{CodeFile, OPTION, Program, Proof, STEM, Setup};
use crate::source::Spot;
use std::collections::BTreeSet;

/// The blocks that a proof is made of.
pub(crate) struct Material<'a> {
    /// The stem's fenced blocks.
    pub(crate) stem: &'a [Code],
    /// The heading `### Proof` and its fenced blocks.
    pub(crate) proof: Option<(Spot, Vec<Code>)>,
    pub(crate) choices: &'a [Choice],
    /// Where the item's id stands.
    pub(crate) item: Spot,
}

/// The proof; nothing if the field `proof` is missing. That it isn't whole is reported.
pub(crate) fn read(fields: &Fields, material: &Material<'_>, findings: &mut Findings<'_>) -> Option<Proof> {
    let mut setup = Setup { needs: fields.needs.clone(), ..Setup::default() };
    let mut files = Vec::new();
    stem_setup(&mut setup, &mut files, material.stem, findings);
    let blocks = proof_setup(&mut setup, &mut files, material, findings);
    setup.files = named_files(&files, findings);
    let (method, spot) = fields.method.as_ref()?;
    match method {
        Method::Cited { because } => {
            if let Some((heading, _)) = &material.proof {
                findings.error(
                    *heading,
                    "`### Proof` under an item whose proof is `cited`",
                    "leave it out, or choose a proof that runs it",
                );
            }
            Some(Proof::Cited { because: because.clone() })
        }
        Method::Output | Method::Raises => {
            reject(
                &blocks,
                "this proof runs the stem's program alone; name the block with `file=` or use another proof",
                findings,
            );
            stem_proof(method, *spot, setup, material, findings)
        }
        Method::Options => options_proof(setup, &blocks, material, findings),
        Method::Claims => claims_proof(setup, blocks, material, findings),
    }
}

/// Takes the stem's program, and adds its other files.
fn stem_setup<'m>(
    setup: &mut Setup,
    files: &mut Vec<&'m Code>,
    stem: &'m [Code],
    findings: &mut Findings<'_>,
) {
    for code in stem {
        let named_main = code.file.as_deref().is_none_or(|name| name == "main.py");
        if code.language != Language::Python || !named_main {
            files.extend(Some(code).filter(|code| code.file.is_some()));
        } else if setup.program.is_none() {
            setup.program = Some(program_of(code));
        } else {
            findings.error(
                code.spot,
                "a second program in the stem",
                "name the other files of the program with `file=NAME`, or fence what isn't run as ```text",
            );
        }
    }
}

/// Takes the input of `### Proof`, adds its files, and returns its programs.
fn proof_setup<'m>(
    setup: &mut Setup,
    files: &mut Vec<&'m Code>,
    material: &'m Material<'_>,
    findings: &mut Findings<'_>,
) -> Vec<Code> {
    let mut programs = Vec::new();
    let mut stdin = None;
    for code in material.proof.iter().flat_map(|(_, blocks)| blocks) {
        match (code.language, &code.file) {
            (Language::Stdin, _) => {
                if stdin.replace(code.spot).is_some() {
                    findings.error(code.spot, "a second block of input", "join both ```stdin blocks");
                }
                setup.stdin.clone_from(&code.text);
            }
            (_, Some(_)) => files.push(code),
            (Language::Python, None) => programs.push(code.clone()),
            (Language::Text, None) => findings.error(
                code.spot,
                "a text without a name in `### Proof`",
                "fence what the program reads as ```stdin, and give a file its name: ```text file=NAME",
            ),
        }
    }
    programs
}

/// Takes the named blocks for the files; names that can't be are reported.
fn named_files(blocks: &[&Code], findings: &mut Findings<'_>) -> Vec<CodeFile> {
    let mut names = BTreeSet::new();
    let mut files = Vec::new();
    for code in blocks {
        let Some(name) = &code.file else { continue };
        if name == "main.py" {
            let help = "`main.py` is the stem's Python program; give this file another name";
            findings.error(code.spot, "this file can't be called `main.py`", help);
        } else if !names.insert(name) {
            let help = "give each file of an item its own name";
            findings.error(code.spot, format!("two files are called `{name}`"), help);
        }
        files.push(CodeFile { name: name.clone(), text: code.text.clone() });
    }
    files
}

fn program_of(code: &Code) -> Program {
    Program { text: code.text.clone(), line: code.spot.line + 1 }
}

fn reject(blocks: &[Code], help: &str, findings: &mut Findings<'_>) {
    for block in blocks {
        findings.error(block.spot, "a program in `### Proof` that nothing runs", help);
    }
}

/// `output` and `raises`: the stem's program and what each option says of it.
fn stem_proof(
    method: &Method,
    spot: Spot,
    setup: Setup,
    material: &Material<'_>,
    findings: &mut Findings<'_>,
) -> Option<Proof> {
    let name = if *method == Method::Output { "output" } else { "raises" };
    if setup.program.is_none() {
        findings.error(
            spot,
            format!("the proof `{name}` needs a program in the stem, and there is none"),
            "fence the program as ```python (of several files, the main one without a name or as `main.py`), or choose \
             another proof",
        );
    }
    let keys: Vec<&Choice> = material.choices.iter().filter(|choice| choice.key).collect();
    if let [_, second, ..] = keys.as_slice() {
        findings.error(
            second.spot,
            format!("a second key under the proof `{name}`"),
            "a program has one outcome, so only one option can be it; prove several keys by `options` or `claims`",
        );
    }
    for choice in material.choices.iter().filter(|choice| !choice.key) {
        if keys.iter().any(|key| key.code == choice.code && !key.text.is_empty()) && !choice.text.is_empty() {
            let help = match &choice.code {
                Some(_) => "the first code span of an option is what is compared; make them differ",
                None => "an option without code stands for empty output; put the text into backticks",
            };
            findings.error(choice.spot, format!("for the proof `{name}` this option equals the key"), help);
        }
    }
    let choices = material.choices.iter();
    if *method == Method::Output {
        let texts = choices.map(|choice| choice.code.clone().unwrap_or_default()).collect();
        return Some(Proof::Output { setup, texts });
    }
    for key in keys {
        let is_type = |code: &str| code.split('.').all(|part| !part.is_empty() && part.chars().all(is_name));
        if !key.text.is_empty() && !key.code.as_deref().is_some_and(is_type) {
            findings.error(
                key.spot,
                "the key's first code span isn't an exception's type",
                "name the type alone in backticks, as in `KeyError`",
            );
        }
    }
    Some(Proof::Raises { setup, types: choices.map(|choice| choice.code.clone()).collect() })
}

fn is_name(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

fn options_proof(
    setup: Setup,
    blocks: &[Code],
    material: &Material<'_>,
    findings: &mut Findings<'_>,
) -> Option<Proof> {
    for choice in material.choices.iter().filter(|choice| choice.code.is_none() && !choice.text.is_empty()) {
        findings.error(
            choice.spot,
            "the proof `options` needs code in every option, and this one has none",
            "put its code between backticks or into a fenced block, or prove the item by `claims`",
        );
    }
    let Some((block, more)) = blocks.split_first() else {
        let help =
            "add `### Proof` with a ```python block that holds {{option}} where the option's code goes";
        findings.error(place(material), "the proof `options` has no program in `### Proof`", help);
        return None;
    };
    reject(more, "`options` has one program; join them, or name files with `file=`", findings);
    if !block.text.contains(OPTION) {
        findings.error(
            block.spot,
            "the program of the proof `options` has no {{option}}",
            "write {{option}} where the option's code goes; without it every option would prove the same",
        );
    }
    check_stem_place(block, &setup, findings);
    let codes = material.choices.iter().map(|choice| choice.code.clone().unwrap_or_default()).collect();
    Some(Proof::Options { setup, block: program_of(block), codes })
}

fn claims_proof(
    setup: Setup,
    blocks: Vec<Code>,
    material: &Material<'_>,
    findings: &mut Findings<'_>,
) -> Option<Proof> {
    let (programs, options) = (blocks.len(), material.choices.len());
    if programs != options && options > 0 {
        let spot = blocks.get(options).map_or(place(material), |block| block.spot);
        findings.error(
            spot,
            format!(
                "the proof `claims` has {programs} program{} for {options} options",
                if programs == 1 { "" } else { "s" }
            ),
            "write one ```python block an option under `### Proof`, in the order of the options",
        );
    }
    for block in &blocks {
        check_stem_place(block, &setup, findings);
        if block.text.contains(OPTION) {
            let help = "write the option's claim out, or use the proof `options`";
            findings.error(block.spot, "nothing replaces {{option}} in the proof `claims`", help);
        }
    }
    Some(Proof::Claims { setup, blocks: blocks.iter().map(program_of).collect() })
}

fn check_stem_place(block: &Code, setup: &Setup, findings: &mut Findings<'_>) {
    if block.text.contains(STEM) && setup.program.is_none() {
        findings.error(
            block.spot,
            "{{stem}} stands here, but the stem has no program",
            "fence the stem's program as ```python without a name, or write the code out",
        );
    }
}

/// Where something that is missing in `### Proof` is missing.
fn place(material: &Material<'_>) -> Spot {
    material.proof.as_ref().map_or(material.item, |(heading, _)| *heading)
}
