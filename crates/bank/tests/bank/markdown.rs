//! Problems of Markdown wherever it stands: HTML, images, fences, tabs, characters that can't be seen.

use crate::support::{ITEMS, after, bank_of, problems, same};

#[test]
fn raw_html() {
    after(
        "What does this program print?",
        "What <b>does</b> it print?",
        "
         15:6 error: raw HTML isn't allowed
         {own}",
    );
    after(
        "What does this program print?",
        "<div>\nWhat does it print?\n</div>",
        "
         15:1 error: raw HTML isn't allowed
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [ ] é <i>",
        "
         23:9 error: raw HTML isn't allowed
         {own}",
    );
    after(
        "  > Joins the digits",
        "  > Joins <u>the</u> digits",
        "
         24:11 error: raw HTML isn't allowed
         {own}",
    );
    after(
        "`+` adds numbers.",
        "`+` adds <class>.",
        "
         30:10 error: raw HTML isn't allowed
         {own}",
    );
    after(
        "Library Reference, “Numeric Types”",
        "<!-- none -->",
        "
         34:1 error: raw HTML isn't allowed
         {own}",
    );
    after("What does this program print?", "What does `<b>` print? &lt; <https://python.org>", "{own}");
}

#[test]
fn html_that_swallows_headings_is_ended_at_them() {
    after(
        "`+` adds numbers.",
        "<!-- `+` adds numbers.",
        "
         30:1 error: raw HTML isn't allowed
         {own}",
    );
}

#[test]
fn images_and_indented_text() {
    after(
        "What does this program print?",
        "What does ![this](a.png) print?",
        "
         15:11 error: images aren't part of the format
         {own}",
    );
    after(
        "What does this program print?",
        "What does this program print?\n\n    print(2)",
        "
         17:5 error: indented text that Markdown takes for code
         {own}",
    );
}

#[test]
fn a_fence_that_isnt_closed_hides_nothing() {
    after(
        "### Explanation\n\nSome are.\n\n### Reference\n\nPEP 20\n",
        "```text\n",
        "
         36:4 error: `### Explanation` is missing
         36:4 error: `### Reference` is missing
         {own}
         52:1 error: text between the options and `### Explanation`
         52:1 error: this fenced block isn't closed",
    );
    after(
        "true? Select two.\n",
        "true? Select two.\n\n```text\nx\n",
        "
         {own}
         45:1 error: this fenced block isn't closed",
    );
    after(
        "print(1 + 1)\n```\n",
        "print(1 + 1)\n",
        "
         17:1 error: this fenced block isn't closed
         {own}",
    );
    after(
        "`+` adds numbers.",
        "```text\nx",
        "
         30:1 error: this fenced block isn't closed
         {own}",
    );
    after(
        "# For readers",
        "```text\nx",
        "
         6:1 error: this fenced block isn't closed
         {own}",
    );
}

#[test]
fn an_unclosed_fence_at_the_very_end() {
    let text = format!("{ITEMS}\n```text\nx\n");
    same(
        &problems(&text),
        "
         40:15 error: `harder` isn't a difficulty
         60:1 error: this fenced block isn't closed",
    );
}

#[test]
fn fences_that_dont_say_what_they_hold() {
    after(
        "```python\n",
        "```\n",
        "
         17:1 error: this fenced block doesn't name its language
         {own}",
    );
    after(
        "```python\n",
        "```Python\n",
        "
         17:1 error: `Python` isn't a language of fenced blocks here
         {own}",
    );
    after(
        "```python\n",
        "```python linenos\n",
        "
         17:1 error: `linenos` after the fence isn't understood
         {own}",
    );
    after(
        "```python\n",
        "```python file=../a.py\n",
        "
         13:10 error: the proof `output` needs a program in the stem, and there is none
         17:1 error: `../a.py` isn't a name for a file
         {own}",
    );
    after(
        "`+` adds numbers.",
        "```python file=a.py\n```",
        "
         30:1 error: this fenced block can't be a named file
         {own}",
    );
    after(
        "`+` adds numbers.",
        "```stdin\n```",
        "
         30:1 error: `stdin` isn't a language of fenced blocks here
         {own}",
    );
}

#[test]
fn tabs_in_code() {
    after(
        "print(1 + 1)",
        "if True:\n\tprint(1 + 1)",
        "
         19:1 warning: a tab in code
         {own}",
    );
    after(
        "- [ ] `11`",
        "- [ ]\n  ```text\n  é\t1\n  ```",
        "
         25:4 warning: a tab in code
         {own}",
    );
}

#[test]
fn characters_that_cant_be_seen() {
    after(
        "print(1 + 1)",
        "print(1 +\u{0} 1)",
        "
         18:10 error: the invisible character U+0000 isn't allowed
         {own}",
    );
    after(
        "adds numbers",
        "adds \u{202E}numbers\u{1B}",
        "
         30:10 error: the invisible character U+202E isn't allowed
         30:18 error: the invisible character U+001B isn't allowed
         {own}",
    );
}

#[test]
fn tables_lists_and_links_are_welcome() {
    let stem = "What does it print?\n\n| a | b |\n|---|---|\n| `1` | 2 |\n\n1. One\n2. Two\n\n[x](https://python.org)";
    after("What does this program print?", stem, "{own}");
    let bank = bank_of(&crate::support::edit("What does this program print?", stem));
    assert!(bank.items[0].item.question.stem.starts_with(stem));
}
