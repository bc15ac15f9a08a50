//! Problems of the front matter.

use crate::support::{OWN_ERROR, after, edit, problems, same};

#[test]
fn the_text_as_it_stands_has_its_own_error_only() {
    assert_eq!(problems(&edit("print(1 + 1)", "print(1 + 1)")), OWN_ERROR);
    same(&problems(&edit("harder", "hard")), "");
}

#[test]
fn no_front_matter() {
    after(
        "---\ncertification: abc\nsection: first\n---\n\n",
        "",
        "
         1:1 error: no front matter
         {own}",
    );
    after(
        "---\ncertification: abc",
        "--\ncertification: abc",
        "
         1:1 error: no front matter
         {own}",
    );
}

#[test]
fn an_unclosed_one() {
    after(
        "section: first\n---\n",
        "section: first\n",
        "
         1:1 error: the front matter isn't closed
         {own}",
    );
}

#[test]
fn fields_missing_unknown_twice_or_empty() {
    after(
        "section: first\n",
        "",
        "
         1:1 error: the front matter has no `section`
         {own}",
    );
    after(
        "certification: abc\n",
        "",
        "
         1:1 error: the front matter has no `certification`
         {own}",
    );
    after(
        "section: first\n",
        "sectoin: first\n",
        "
         1:1 error: the front matter has no `section`
         3:1 error: unknown field `sectoin` in the front matter
         {own}",
    );
    after(
        "section: first\n",
        "section: first\nsection: second\n",
        "
         4:1 error: the front matter has `section` twice
         {own}",
    );
    after(
        "section: first\n",
        "section:\n",
        "
         3:1 error: `section` is empty
         {own}",
    );
    after(
        "section: first\n",
        "section: first\n  only words\n",
        "
         4:3 error: this line of the front matter isn't `name: value`
         {own}",
    );
}

#[test]
fn a_certification_that_isnt_that_of_the_folder() {
    after(
        "certification: abc",
        "certification: abd",
        "
         2:16 error: the front matter names the certification `abd`, but the file lies in the folder of `abc`
         {own}",
    );
}

#[test]
fn an_unknown_section() {
    after(
        "section: first",
        "section: frist",
        "
         3:10 error: unknown section `frist`
         {own}",
    );
}

#[test]
fn a_section_of_other_topics() {
    after(
        "section: first",
        "section: second",
        "
         11:10 error: `loops` isn't a topic of the section `second`
         39:10 error: `lists` isn't a topic of the section `second`
         {own}",
    );
}
