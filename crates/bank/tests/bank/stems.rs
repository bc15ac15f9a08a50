//! Problems of stems.

use crate::support::after;

#[test]
fn no_stem() {
    after(
        "What does this program print?\n\n```python\nprint(1 + 1)\n```\n\n",
        "",
        "
         8:4 error: the stem is missing
         13:10 error: the proof `output` needs a program in the stem, and there is none
         {own}",
    );
    after(
        "Which statements are true? Select two.\n\n",
        "",
        "
         36:4 error: 2 options are keys, but the stem doesn't say how many to choose
         36:4 error: the stem is missing
         {own}",
    );
}

#[test]
fn how_many_to_choose() {
    after(
        "Select two.",
        "",
        "
         {own}
         43:1 error: 2 options are keys, but the stem doesn't say how many to choose",
    );
    after(
        "Select two.",
        "Select three.",
        "
         {own}
         43:28 error: the stem says “Select three”, but 2 options are keys",
    );
    after(
        "Select two.",
        "Choose two.",
        "
         {own}
         43:1 error: 2 options are keys, but the stem doesn't say how many to choose",
    );
    after("Select two.", "**Select\ntwo** of them.", "{own}");
    after(
        "Select two.",
        "Select twofold.",
        "
         {own}
         43:1 error: 2 options are keys, but the stem doesn't say how many to choose",
    );
    after(
        "What does this program print?",
        "What does it print? Select two.",
        "
         15:21 error: the stem says “Select two”, but one option is a key
         {own}",
    );
    after("What does this program print?", "What does it print? Select one.", "{own}");
    after("What does this program print?", "What does `Select two` print?", "{own}");
    after("print(1 + 1)", "print(1 + 1)  # Select two", "{own}");
}

#[test]
fn a_negative_in_small_letters() {
    after(
        "Which statements are true?",
        "Which statements are not true?",
        "
         {own}
         43:22 warning: `not` in small letters turns the question round",
    );
    after("Which statements are true?", "Which statements are NOT true?", "{own}");
    after("Which statements are true?", "Which statements, if it is not so, are true?", "{own}");
    after("Which statements are true?", "The list is not empty. Which statements are true?", "{own}");
    after("Which statements are true?", "Which statements say why it does not run?", "{own}");
    after("Which statements are true?", "Which statements are not true.", "{own}");
}
