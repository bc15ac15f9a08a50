//! Problems of options, their boxes and reasons.

use crate::support::{after, bank_of, edit, problems, same};

#[test]
fn no_options() {
    after(
        "- [x] `2`\n  > The numbers are added.\n- [ ] `11`\n  > Joins the digits as if they were text.\n\
         - [ ] Nothing is printed\n  > Overlooks the call of `print()`.\n",
        "",
        "
         8:4 error: the item has no options
         {own}",
    );
    after(
        "- [x] `2`\n  > The numbers are added.\n- [ ] `11`\n  > Joins the digits as if they were text.\n\
         - [ ] Nothing is printed\n  > Overlooks the call of `print()`.\n",
        "- `2`\n- `11`\n",
        "
         21:1 error: the item has no options
         {own}",
    );
}

#[test]
fn too_few_or_too_many() {
    after(
        "- [ ] `11`\n  > Joins the digits as if they were text.\n- [ ] Nothing is printed\n  > Overlooks the call \
         of `print()`.\n",
        "",
        "
         21:3 error: every option is a key
         21:3 error: the item has only one option
         {own}",
    );
    let more: String = (3..8).map(|number| format!("- [ ] `{number}`\n  > No.\n")).collect();
    after(
        "- [ ] `11`\n",
        &format!("{more}- [ ] `11`\n"),
        "
         33:7 error: the item has 8 options
         {own}",
    );
}

#[test]
fn no_key_or_only_keys() {
    after(
        "- [x] `2`",
        "- [ ] `2`",
        "
         21:3 error: no option is a key
         {own}",
    );
    after(
        "- [ ] Third.",
        "- [x] Third.",
        "
         {own}
         43:28 error: the stem says “Select two”, but 3 options are keys
         45:3 error: every option is a key",
    );
}

#[test]
fn options_alike() {
    after(
        "- [ ] `11`",
        "- [ ] `2`",
        "
         23:7 error: for the proof `output` this option equals the key
         23:7 error: two options are alike
         {own}",
    );
    after(
        "- [ ] Third.",
        "- [ ]  First. ",
        "
         {own}
         49:8 error: two options are alike",
    );
    after("- [x] Second.", "- [x]\n  ```text\n   1\n  ```", "{own}");
}

#[test]
fn white_space_tells_code_apart_but_not_words() {
    after("- [ ] `11`", "- [ ] `2 `", "{own}");
    after("- [ ] Third.", "- [ ] Second\n  .", "{own}");
    after(
        "- [ ] Third.",
        "- [ ] *First*.",
        "
         {own}
         49:7 error: two options are alike",
    );
    let fenced = |first: &str, second: &str| {
        edit("- [x] First.", &format!("- [x]\n  ```text\n  {first}\n  ```"))
            .replace("- [x] Second.", &format!("- [x]\n  ```text\n  {second}\n  ```"))
            .replace("harder", "hard")
    };
    same(&problems(&fenced("a", " a")), "");
    same(&problems(&fenced("a", "a ")), "50:3 error: two options are alike");
}

#[test]
fn boxes() {
    after(
        "- [x] `2`",
        "- [x]`2`",
        "
         21:3 error: `[x]` isn't a box
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [] `11`",
        "
         23:3 error: `[]` isn't a box
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [✓] `11`",
        "
         15:1 error: 2 options are keys, but the stem doesn't say how many to choose
         23:3 error: `[✓]` isn't a box
         23:7 error: a second key under the proof `output`
         {own}",
    );
    after(
        "- [ ] `11`",
        "- `11`",
        "
         23:3 error: an option without a box
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [X] `11`",
        "
         15:1 error: 2 options are keys, but the stem doesn't say how many to choose
         23:7 error: a second key under the proof `output`
         {own}",
    );
    after(
        "- [x] `2`",
        "1. [x] `2`",
        "
         21:1 error: the options are numbered
         21:8 error: the option has no reason
         22:3 error: a reason that isn't indented under its option
         {own}",
    );
    after(
        "- [ ] `11`",
        "* [ ] `11`",
        "
         23:1 error: a second list of options
         25:1 error: a second list of options
         {own}",
    );
}

#[test]
fn reasons() {
    after(
        "  > The numbers are added.\n",
        "",
        "
         21:7 error: the option has no reason
         {own}",
    );
    after(
        "  > The numbers are added.\n",
        "  >\n",
        "
         22:3 error: the option's reason is empty
         {own}",
    );
    after(
        "  > The numbers are added.\n",
        "  The numbers are added.\n",
        "
         21:7 error: the option has no reason
         {own}",
    );
    after(
        "  > The numbers are added.\n",
        "  > The numbers.\n\n  > Are added.\n",
        "
         24:3 error: a second reason under one option
         {own}",
    );
    after(
        "  > The numbers are added.\n",
        "  > The numbers.\n\n  Are added.\n",
        "
         24:3 error: text after the option's reason
         {own}",
    );
    after(
        "  > The numbers are added.\n",
        "> The numbers are added.\n",
        "
         21:7 error: the option has no reason
         22:1 error: a reason that isn't indented under its option
         {own}",
    );
    after("  > The numbers are added.\n", "  > The numbers\n  > are added.\n", "{own}");
}

#[test]
fn texts() {
    after(
        "- [ ] `11`\n",
        "- [ ]\n",
        "
         23:3 error: the option is empty
         {own}",
    );
    after(
        "- [ ] `11`\n",
        "- [ ]\n  ```text\n  ```\n",
        "
         23:3 error: the option is empty
         {own}",
    );
    after(
        "- [ ] `11`\n",
        "- [ ]\n  ```text\n  11\n",
        "
         24:3 error: this fenced block isn't closed
         {own}",
    );
    after(
        "- [ ] `11`\n",
        "- [ ] 1. one\n",
        "
         23:7 error: an option is inline text or one fenced block
         {own}",
    );
    after(
        "- [ ] `11`\n",
        "- [ ] It prints\n\n  `11`\n",
        "
         25:3 error: an option is inline text or one fenced block, and this is more
         {own}",
    );
    after(
        "- [ ] Third.",
        "- [ ] None of the above.",
        "
         {own}
         49:7 error: `none of the above` as an option",
    );
    after(
        "- [ ] Third.",
        "- [ ] It is **all of the** above",
        "
         {own}
         49:15 error: `all of the above` as an option",
    );
    after("- [ ] Third.", "- [ ] `None of the above`", "{own}");
}

#[test]
fn text_after_the_options() {
    after(
        "### Explanation\n\nSome are.",
        "Choose well.\n\n### Explanation\n\nSome are.",
        "
         {own}
         52:1 error: text between the options and `### Explanation`",
    );
    after(
        "Some are.",
        "- [ ] Some are.",
        "
         {own}
         54:1 error: a task list in `### Explanation`",
    );
}

#[test]
fn an_option_of_several_lines_is_read_without_its_indentation() {
    let option = "- [ ]\n  ```text\n  1\n    # 2\n\n  ---\n  > 3\n  - [x] 4\n  ```";
    let bank = bank_of(&edit("- [ ] `11`", option).replace("harder", "hard"));
    assert_eq!(bank.problems, []);
    let question = &bank.items[0].item.question;
    assert_eq!(question.options[1], "```text\n1\n  # 2\n\n---\n> 3\n- [x] 4\n```");
    assert_eq!(question.options[2], "Nothing is printed");
    assert_eq!(bank.items[0].item.solution.reasons[1], "Joins the digits as if they were text.");
}

#[test]
fn a_fence_may_begin_beside_its_box_but_should_below() {
    let beside = bank_of(&edit("- [ ] `11`", "- [ ] ```text\n  1\n\n  2\n  ```"));
    let below = bank_of(&edit("- [ ] `11`", "- [ ]\n  ```text\n  1\n\n  2\n  ```"));
    assert_eq!(beside.items[0].item, below.items[0].item);
    assert_eq!(below.items[0].item.question.options[1], "```text\n1\n\n2\n```");
    after(
        "- [ ] `11`",
        "- [ ] ```text\n  1\n  ```",
        "
         23:7 warning: a fence beside its box
         {own}",
    );
    after("- [ ] `11`", "- [ ]\n  ```text\n  1\n  ```", "{own}");
}

#[test]
fn options_that_are_the_same_literal() {
    let options = |method: &str, first: &str, second: &str| {
        let text = edit("- proof: cited because nothing can be run", &format!("- proof: {method}"))
            .replace("harder", "hard")
            .replace("- [x] Second.", &format!("- [x] {first}"))
            .replace("- [ ] Third.", &format!("- [ ] {second}"));
        bank_of(&text)
            .problems
            .iter()
            .filter(|problem| problem.message.contains("literal"))
            .map(|problem| (problem.place.line, problem.help.clone()))
            .collect::<Vec<_>>()
    };
    let help = "change or delete one of them; the other is in line 47".to_owned();
    for (first, second) in [
        ("`1.0`", "`1.00`"),
        ("`'a'`", "`\"a\"`"),
        ("`[1, 2]`", "`[1,2]`"),
        ("`[1, 2]`", "\n  ```python\n  [\n      1,\n      2,\n  ]\n  ```"),
    ] {
        assert_eq!(options("cited because of it", first, second), [(49, help.clone())], "{second}");
    }
    for (first, second) in
        [("`1.0`", "`1`"), ("`'a'`", "`a`"), ("`[1]`", "`[1]` or `[1, ]`"), ("`f(1)`", "`f( 1 )`")]
    {
        assert_eq!(options("cited because of it", first, second), [], "{second}");
    }
    // What is printed has one spelling.
    assert_eq!(options("output", "`1.0`", "`1.00`"), []);
}
