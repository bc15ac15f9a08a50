//! Problems of the list of fields.

use crate::support::after;

#[test]
fn fields_missing() {
    after(
        "- objective: Know what a sum prints\n",
        "",
        "
         8:4 error: the field `objective` is missing
         {own}",
    );
    after(
        "- objective: Know what a sum prints\n- topic: loops\n",
        "",
        "
         8:4 error: the field `objective` is missing
         8:4 error: the field `topic` is missing
         {own}",
    );
    after(
        "- difficulty: easy\n- proof: output\n",
        "",
        "
         8:4 error: the field `difficulty` is missing
         8:4 error: the field `proof` is missing
         {own}",
    );
}

#[test]
fn no_list_of_fields() {
    after(
        "- objective: Know what a sum prints\n- topic: loops\n- difficulty: easy\n- proof: output\n\n",
        "",
        "
         8:4 error: the list of fields is missing
         {own}",
    );
}

#[test]
fn fields_unknown_twice_or_empty() {
    after(
        "- topic: loops\n",
        "- topik: loops\n",
        "
         8:4 error: the field `topic` is missing
         11:3 error: unknown field `topik`
         {own}",
    );
    after(
        "- topic: loops\n",
        "- topic: loops\n- topic: lists\n",
        "
         12:3 error: the field `topic` stands twice
         {own}",
    );
    after(
        "- topic: loops\n",
        "- topic:\n",
        "
         11:3 error: the field `topic` is empty
         {own}",
    );
    after(
        "- topic: loops\n",
        "- topic: loops\n- weight: 3\n",
        "
         12:3 error: unknown field `weight`
         {own}",
    );
    after(
        "- topic: loops\n",
        "- topic: loops\n- no field\n",
        "
         12:3 error: this bullet isn't a field `name: value`
         {own}",
    );
}

#[test]
fn a_field_of_two_lines() {
    after(
        "Know what a sum prints\n",
        "Know what\n  a sum prints\n",
        "
         11:3 error: the field `objective` goes on in a second line
         {own}",
    );
    after(
        "- proof: output\n\n",
        "- proof: output\n",
        "
         14:1 error: the field `proof` goes on in a second line
         {own}",
    );
}

#[test]
fn values_that_arent_any() {
    after(
        "- topic: loops",
        "- topic: lops",
        "
         11:10 error: `lops` isn't a topic of the section `first`
         {own}",
    );
    after(
        "- topic: loops",
        "- topic: files",
        "
         11:10 error: `files` isn't a topic of the section `first`
         {own}",
    );
    after(
        "- difficulty: easy",
        "- difficulty: Easy",
        "
         12:15 error: `Easy` isn't a difficulty
         {own}",
    );
    after(
        "- proof: output",
        "- proof: prints",
        "
         13:10 error: `prints` isn't a proof
         {own}",
    );
    after(
        "- proof: output",
        "- proof: output of it",
        "
         13:10 error: `of it` after `proof: output` isn't understood
         {own}",
    );
    after(
        "- proof: output",
        "- proof: output\n- shuffle: never",
        "
         14:12 error: `never` isn't a value of `shuffle`
         {own}",
    );
    after(
        "- proof: output",
        "- proof: output\n- needs: numpy, scipy, numpy",
        "
         14:10 error: `numpy` stands twice in `needs`
         14:10 error: `scipy` isn't something that `needs` can name
         {own}",
    );
    after(
        "cited because nothing can be run",
        "cited",
        "
         {own}
         41:10 error: `cited` without a reason",
    );
    after(
        "cited because nothing can be run",
        "cited because",
        "
         {own}
         41:10 error: `cited` without a reason",
    );
}

#[test]
fn an_empty_line_before_the_fields_is_fine() {
    after("## abc-one\n\n", "## abc-one\n", "{own}");
    after("- topic: loops", "*  topic:   loops", "{own}");
}
