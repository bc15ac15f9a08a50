//! Problems of headings, ids and sections.

use crate::support::{after, bank_of, edit, problems, same};

#[test]
fn ids_that_are_none() {
    after(
        "## abc-one",
        "## abc_One",
        "
         8:4 error: `abc_One` isn't an id
         {own}",
    );
    after(
        "## abc-one",
        "##",
        "
         8:3 error: a heading without an id
         {own}",
    );
    after(
        "## abc-one",
        &format!("## abc-{}", "x".repeat(80)),
        "
         8:4 error: the id has 84 characters
         {own}",
    );
    after(
        "## abc-one",
        "## ab",
        "
         8:4 error: the id has 2 characters
         {own}",
    );
}

#[test]
fn an_id_of_another_certification() {
    after(
        "## abc-one",
        "## abd-one",
        "
         8:4 error: the id `abd-one` doesn't begin with its certification's id and a hyphen
         {own}",
    );
    after(
        "## abc-one",
        "## abcone",
        "
         8:4 error: the id `abcone` doesn't begin with its certification's id and a hyphen
         {own}",
    );
    after(
        "## abc-one",
        "## abc-",
        "
         8:4 error: the id `abc-` doesn't begin with its certification's id and a hyphen
         {own}",
    );
}

#[test]
fn an_id_used_twice() {
    after(
        "## abc-one",
        "## abc-two",
        "
         36:4 error: the id `abc-two` is used twice
         {own}",
    );
    let bank = bank_of(&edit("## abc-one", "## abc-two"));
    let help = &bank.problems[0].help;
    assert!(help.ends_with("abc/items.md:8:4"), "{help}");
}

#[test]
fn sections_missing_or_empty() {
    after(
        "### Explanation\n\n`+` adds numbers.\n\n",
        "",
        "
         8:4 error: `### Explanation` is missing
         {own}",
    );
    after(
        "### Reference\n\nLibrary Reference, “Numeric Types”\n\n",
        "",
        "
         8:4 error: `### Reference` is missing
         {own}",
    );
    after(
        "`+` adds numbers.\n",
        "",
        "
         28:5 error: `### Explanation` is empty
         {own}",
    );
    after(
        "Library Reference, “Numeric Types”\n",
        "",
        "
         32:5 error: `### Reference` is empty
         {own}",
    );
}

#[test]
fn sections_unknown_misspelt_twice_or_out_of_order() {
    after(
        "### Reference\n\nLibrary",
        "### Sources\n\nLibrary",
        "
         8:4 error: `### Reference` is missing
         32:5 error: unknown heading `### Sources`
         {own}",
    );
    after(
        "### Reference\n\nLibrary",
        "### reference\n\nLibrary",
        "
         32:5 error: unknown heading `### reference`
         {own}",
    );
    after(
        "### Reference\n\nLibrary",
        "### Explanation\n\nLibrary",
        "
         8:4 error: `### Reference` is missing
         32:5 error: `### Explanation` stands twice in this item
         {own}",
    );
    after(
        "### Explanation\n\n`+` adds numbers.\n\n### Reference\n\nLibrary Reference, “Numeric Types”\n",
        "### Reference\n\nLibrary\n\n### Explanation\n\n`+` adds.\n",
        "
         32:5 error: `### Explanation` stands after `### Reference`
         {own}",
    );
}

#[test]
fn headings_where_none_belong() {
    after(
        "## abc-two",
        "# Another\n\n## abc-two",
        "
         36:3 error: a first-level heading after the first item
         {own}",
    );
    after(
        "`+` adds numbers.",
        "#### More\n\n`+` adds numbers.",
        "
         30:1 error: a heading inside of an item's text
         {own}",
    );
    after(
        "# For readers",
        "### Explanation",
        "
         6:5 error: `### Explanation` stands before the first item
         {own}",
    );
    after(
        "`+` adds numbers.",
        "`+` adds numbers.\n---",
        "
         30:1 error: a line of `===` or `---` below a paragraph turns it into a heading
         {own}",
    );
}

#[test]
fn a_file_without_items() {
    same(
        &problems("---\ncertification: abc\nsection: first\n---\n\n# Soon\n"),
        "5:1 warning: the file holds no item",
    );
}
