//! Problems of proofs, and what a runner is given.

use crate::support::{after, bank_of, edit, problems, same};
use invigil_bank::{CodeFile, Need, Program, Proof, fill};

const REFERENCE: &str = "Library Reference, “Numeric Types”\n";

/// The text with another proof: the field, and what stands under the reference.
fn with_proof(field: &str, section: &str) -> String {
    edit("- proof: output", &format!("- proof: {field}"))
        .replace(REFERENCE, &format!("{REFERENCE}\n### Proof\n\n{section}\n"))
        .replace("harder", "hard")
}

#[test]
fn output_and_raises_need_a_program() {
    after(
        "```python\n",
        "```text\n",
        "
         13:10 error: the proof `output` needs a program in the stem, and there is none
         {own}",
    );
    after(
        "```python\n",
        "```python file=a.py\n",
        "
         13:10 error: the proof `output` needs a program in the stem, and there is none
         {own}",
    );
    after(
        "```python\nprint(1 + 1)\n```",
        "```python\na\n```\n\n```python\nb\n```",
        "
         21:1 error: a second program in the stem
         {own}",
    );
    same(
        &problems(&with_proof("raises", "").replace("```python\n", "```text\n")),
        "13:10 error: the proof `raises` needs a program in the stem, and there is none",
    );
}

#[test]
fn output_has_one_key_unlike_the_others() {
    after(
        "- [ ] `11`",
        "- [x] `11`",
        "
         15:1 error: 2 options are keys, but the stem doesn't say how many to choose
         23:7 error: a second key under the proof `output`
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [ ] The number `2`",
        "
         23:7 error: for the proof `output` this option equals the key
         {own}",
    );
    after(
        "- [x] `2`",
        "- [x] No output",
        "
         25:7 error: for the proof `output` this option equals the key
         {own}",
    );
}

#[test]
fn raises_names_a_type() {
    same(&problems(&with_proof("raises", "")), "");
    same(&problems(&with_proof("raises", "").replace("`2`", "A `KeyError`")), "");
    same(
        &problems(&with_proof("raises", "").replace("`2`", "`KeyError: 2`")),
        "21:7 error: the key's first code span isn't an exception's type",
    );
}

#[test]
fn options_needs_a_program_with_a_place_and_code_in_every_option() {
    same(
        &problems(&with_proof("options", "")),
        "
         25:7 error: the proof `options` needs code in every option, and this one has none
         36:5 error: the proof `options` has no program in `### Proof`",
    );
    same(
        &problems(&with_proof("options", "```python\nassert 1\n```")),
        "
         25:7 error: the proof `options` needs code in every option, and this one has none
         38:1 error: the program of the proof `options` has no {{option}}",
    );
    same(
        &problems(&with_proof("options", "```python\n{{option}}\n```\n\n```python\n{{option}}\n```")),
        "
         25:7 error: the proof `options` needs code in every option, and this one has none
         42:1 error: a program in `### Proof` that nothing runs",
    );
    let text = edit("- proof: output", "- proof: options");
    same(
        &problems(&text),
        "
         8:4 error: the proof `options` has no program in `### Proof`
         25:7 error: the proof `options` needs code in every option, and this one has none
         40:15 error: `harder` isn't a difficulty",
    );
}

#[test]
fn claims_needs_a_program_an_option() {
    same(
        &problems(&with_proof("claims", "```python\nassert 1\n```")),
        "36:5 error: the proof `claims` has 1 program for 3 options",
    );
    let four = "```python\nassert 1\n```\n\n".repeat(4);
    same(
        &problems(&with_proof("claims", &four)),
        "50:1 error: the proof `claims` has 4 programs for 3 options",
    );
    let three = "```python\n{{option}}\n```\n\n".repeat(3);
    same(
        &problems(&with_proof("claims", &three)),
        "
         38:1 error: nothing replaces {{option}} in the proof `claims`
         42:1 error: nothing replaces {{option}} in the proof `claims`
         46:1 error: nothing replaces {{option}} in the proof `claims`",
    );
    let three = "```python\n{{stem}}\n```\n\n".repeat(3);
    same(
        &problems(&with_proof("claims", &three).replace("```python\nprint", "```text\nprint")),
        "
         38:1 error: {{stem}} stands here, but the stem has no program
         42:1 error: {{stem}} stands here, but the stem has no program
         46:1 error: {{stem}} stands here, but the stem has no program",
    );
}

#[test]
fn what_proofs_have_no_use_for() {
    same(
        &problems(&with_proof("output", "```python\nprint()\n```")),
        "38:1 error: a program in `### Proof` that nothing runs",
    );
    same(
        &problems(&with_proof("output", "Some words.\n\n- and more")),
        "
         38:1 error: `### Proof` holds something other than fenced blocks
         40:1 error: `### Proof` holds something other than fenced blocks",
    );
    same(
        &problems(&with_proof("output", "```text\na\n```\n\n```stdin\n1\n```\n\n```stdin\n2\n```")),
        "
         38:1 error: a text without a name in `### Proof`
         46:1 error: a second block of input",
    );
    same(
        &problems(&with_proof(
            "output",
            "```text file=a\n```\n\n```python file=a\n```\n\n```text file=main.py\n```",
        )),
        "
         41:1 error: two files are called `a`
         44:1 error: this file can't be called `main.py`",
    );
    same(
        &problems(&with_proof("cited because so", "```python\nprint()\n```")),
        "36:5 error: `### Proof` under an item whose proof is `cited`",
    );
}

#[test]
fn a_runner_is_given_all_it_needs() {
    let text =
        with_proof("output\n- needs: numpy, mariadb", "```stdin\n1\n2\n```\n\n```text file=data.txt\nx\n```")
            .replace(
                "```python\nprint(1 + 1)\n```",
                "```python file=a/helpers.py\nx = 1\n```\n\n```python file=main.py\nprint(1 + 1)\n```",
            );
    let bank = bank_of(&text);
    assert_eq!(bank.problems, []);
    let Proof::Output { setup, texts } = &bank.items[0].proof else { panic!("not an output proof") };
    assert_eq!(setup.program, Some(Program { text: "print(1 + 1)\n".to_owned(), line: 23 }));
    let file = |name: &str, text: &str| CodeFile { name: name.to_owned(), text: text.to_owned() };
    assert_eq!(setup.files, [file("a/helpers.py", "x = 1\n"), file("data.txt", "x\n")]);
    assert_eq!(setup.stdin, "1\n2\n");
    assert_eq!(setup.needs, [Need::Numpy, Need::Mariadb]);
    assert_eq!(texts, &["2", "11", ""]);
    assert_eq!(bank.items[1].proof, Proof::Cited { because: "nothing can be run".to_owned() });
}

#[test]
fn blocks_are_filled_in() {
    let text = with_proof("options", "```python\n{{stem}}\nif True:\n    {{option}}\n```")
        .replace("- [ ] Nothing is printed", "- [ ]\n  ```python\n  a\n    b\n  ```");
    let bank = bank_of(&text);
    assert_eq!(bank.problems, []);
    let Proof::Options { setup, block, codes } = &bank.items[0].proof else { panic!("not an options proof") };
    assert_eq!(codes, &["2", "11", "a\n  b"]);
    let stem = &setup.program.as_ref().unwrap().text;
    assert_eq!(fill(&block.text, &codes[2], stem), "print(1 + 1)\nif True:\n    a\n      b\n");
}
