//! How an item's key is proven: all that a runner needs.

/// Something beyond the standard library that a proof needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Need {
    Numpy,
    Matplotlib,
    Tkinter,
    Mariadb,
    Packaging,
    Setuptools,
}

impl Need {
    /// All there are.
    pub const ALL: [Need; 6] =
        [Need::Numpy, Need::Matplotlib, Need::Tkinter, Need::Mariadb, Need::Packaging, Need::Setuptools];

    /// As the field `needs` has it.
    pub fn name(self) -> &'static str {
        match self {
            Need::Numpy => "numpy",
            Need::Matplotlib => "matplotlib",
            Need::Tkinter => "tkinter",
            Need::Mariadb => "mariadb",
            Need::Packaging => "packaging",
            Need::Setuptools => "setuptools",
        }
    }
}

/// A Python program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// The code; each line ends with a line feed.
    pub text: String,
    /// The line of the items file where the code begins.
    pub line: usize,
}

/// A file that is written beside a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeFile {
    /// A path of plain parts, with `/` between them; never `main.py`, never out of its folder.
    pub name: String,
    /// What it holds.
    pub text: String,
}

/// What a proof runs with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// The stem's main program: its only Python block without a name, or the one named `main.py`.
    pub program: Option<Program>,
    /// The files to write beside the program: the stem's other named blocks, then those of `### Proof`.
    pub files: Vec<CodeFile>,
    /// What the program reads from standard input.
    pub stdin: String,
    /// What it needs beyond the standard library.
    pub needs: Vec<Need>,
}

/// How an item's key is proven. Lists with one entry an option are in the order of the author.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The stem's program prints the key's text and no distractor's. It ends by an exception: then the exception's type
    /// counts as what it printed.
    Output {
        /// What it runs with; it has a program.
        setup: Setup,
        /// Each option's text, without a last line feed; empty where the option has no code.
        texts: Vec<String>,
    },
    /// The stem's program ends by an exception of the key's type and of no distractor's.
    Raises {
        /// What it runs with; it has a program.
        setup: Setup,
        /// Each option's exception type; none for an option without code, which is never a key.
        types: Vec<Option<String>>,
    },
    /// The block, filled in with an option's code, ends without an exception for a key and with one for a distractor.
    Options {
        /// What it runs with.
        setup: Setup,
        /// The program with its `{{option}}`.
        block: Program,
        /// Each option's code.
        codes: Vec<String>,
    },
    /// The block of a key ends without an exception, that of a distractor with `AssertionError`.
    Claims {
        /// What it runs with.
        setup: Setup,
        /// Each option's program.
        blocks: Vec<Program>,
    },
    /// Nothing can be run; the reference is the proof.
    Cited {
        /// Why.
        because: String,
    },
}

impl Proof {
    /// The first word of the field `proof`.
    pub fn name(&self) -> &'static str {
        match self {
            Proof::Output { .. } => "output",
            Proof::Raises { .. } => "raises",
            Proof::Options { .. } => "options",
            Proof::Claims { .. } => "claims",
            Proof::Cited { .. } => "cited",
        }
    }

    /// What the proof runs with; none where nothing is run.
    pub fn setup(&self) -> Option<&Setup> {
        match self {
            Proof::Output { setup, .. }
            | Proof::Raises { setup, .. }
            | Proof::Options { setup, .. }
            | Proof::Claims { setup, .. } => Some(setup),
            Proof::Cited { .. } => None,
        }
    }
}

/// The place of an option's code in a proof's block.
pub(crate) const OPTION: &str = "{{option}}";
/// The place of the stem's program in a proof's block.
pub(crate) const STEM: &str = "{{stem}}";

/// A proof's block with `{{option}}` and `{{stem}}` replaced. Alone on an indented line, they give their indentation to
/// every line that isn't empty. What was filled in isn't looked at again.
pub fn fill(block: &str, option: &str, stem: &str) -> String {
    let mut filled = String::with_capacity(block.len() + option.len() + stem.len());
    for line in block.split_inclusive('\n') {
        let text = line.trim();
        if let Some(value) = [(OPTION, option), (STEM, stem)].iter().find(|(name, _)| *name == text) {
            let indentation = &line[..line.len() - line.trim_start().len()];
            for inner in value.1.trim_end_matches('\n').split('\n') {
                if !inner.is_empty() {
                    filled.push_str(indentation);
                    filled.push_str(inner);
                }
                filled.push('\n');
            }
            continue;
        }
        let mut rest = line;
        while let Some(at) = rest.find("{{") {
            filled.push_str(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix(OPTION) {
                filled.push_str(option);
                rest = after;
            } else if let Some(after) = rest.strip_prefix(STEM) {
                filled.push_str(stem);
                rest = after;
            } else {
                // One brace only: of three, the last two may begin a name.
                filled.push('{');
                rest = &rest[1..];
            }
        }
        filled.push_str(rest);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::fill;

    #[test]
    fn a_name_alone_on_its_line_gives_its_indentation_to_every_line() {
        let filled = fill("if True:\n    {{stem}}\nprint({{option}})\n", "1 + 1", "a = 1\n\nb = 2\n");
        assert_eq!(filled, "if True:\n    a = 1\n\n    b = 2\nprint(1 + 1)\n");
    }

    #[test]
    fn what_was_filled_in_stays_as_it_is() {
        assert_eq!(fill("x = {{option}}, {{stem}}", "'{{stem}}'", "y"), "x = '{{stem}}', y");
    }

    #[test]
    fn other_braces_stay() {
        assert_eq!(fill("f'{{x}} {{{option}}}' {{", "1", ""), "f'{{x}} {1}' {{");
        assert_eq!(fill("f'{{x}} {{ option }}'", "1", ""), "f'{{x}} {{ option }}'");
    }
}
