//! The programs that prove an item.

use invigil_bank::{BankItem, CodeFile, Need, Program, Proof, Setup, fill};

/// The name of the stem's program, as the stem says it.
const MAIN: &str = "main.py";
/// The name of a program of `### Proof`.
const PROOF: &str = "proof.py";

/// Everything that is run for an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plan {
    /// The programs: one for all options, or one an option in the order of the author.
    pub(super) programs: Vec<Planned>,
    /// What lies beside each of them.
    pub(super) files: Vec<CodeFile>,
    /// What each of them reads.
    pub(super) stdin: String,
    /// What each of them needs beyond the standard library.
    pub(super) needs: Vec<Need>,
}

/// A program as it is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Planned {
    /// The name of its file.
    pub(super) name: &'static str,
    /// Its text.
    pub(super) source: String,
    /// Whether it must reach its last line: programs of `### Proof`, which would prove nothing if they left before.
    pub(super) to_its_end: bool,
    /// Where it stands in the items file.
    pub(super) line: usize,
}

impl Plan {
    /// The plan; none where nothing can be run.
    pub(super) fn of(item: &BankItem) -> Option<Plan> {
        let setup = item.proof.setup()?;
        let programs = match &item.proof {
            Proof::Cited { .. } => return None,
            Proof::Output { .. } | Proof::Raises { .. } => {
                let program = setup.program.as_ref()?;
                let (source, line) = (program.text.clone(), program.line);
                vec![Planned { name: MAIN, source, to_its_end: false, line }]
            }
            Proof::Options { block, codes, .. } => {
                codes.iter().map(|code| filled(block, code, setup)).collect()
            }
            Proof::Claims { blocks, .. } => blocks.iter().map(|block| filled(block, "", setup)).collect(),
        };
        let Setup { program: _, files, stdin, needs } = setup.clone();
        Some(Plan { programs, files, stdin, needs })
    }

    /// Whether its programs need this.
    pub(super) fn needs(&self, need: Need) -> bool {
        self.needs.contains(&need)
    }
}

fn filled(block: &Program, code: &str, setup: &Setup) -> Planned {
    let stem = setup.program.as_ref().map_or("", |program| program.text.as_str());
    Planned { name: PROOF, source: fill(&block.text, code, stem), to_its_end: true, line: block.line }
}
