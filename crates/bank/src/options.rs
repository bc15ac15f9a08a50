//! The options of an item, together.

use crate::item_parts::Bullet;
use crate::literals::canonical;
use crate::option_item::{self, Choice};
use crate::problem::Findings;
use invigil_exam::MAX_OPTIONS;
use std::collections::BTreeMap;

/// Reads the options and reports what is wrong with each and with all of them.
pub(crate) fn read(bullets: &[Bullet], findings: &mut Findings<'_>) -> Vec<Choice> {
    let (most, help) = match findings.own() {
        false => (6, "keep the best six; two to six are allowed"),
        true => (MAX_OPTIONS, "keep the best ten; two to ten are allowed"),
    };
    let choices: Vec<Choice> = bullets.iter().map(|bullet| option_item::read(bullet, findings)).collect();
    let Some(first) = bullets.first() else { return choices };
    let keys = choices.iter().filter(|choice| choice.key).count();
    if choices.len() < 2 {
        findings.error(first.text, "the item has only one option", "give it two options or more");
    } else if choices.len() > most {
        findings.error(choices[most].spot, format!("the item has {} options", choices.len()), help);
    }
    if keys == 0 {
        findings.error(first.text, "no option is a key", "mark each right option with `[x]`");
    } else if keys == choices.len() {
        findings.demand(first.text, "every option is a key", "at least one option is a distractor: `[ ]`");
    }
    report_alike(&choices, findings);
    choices
}

fn report_alike(choices: &[Choice], findings: &mut Findings<'_>) {
    let mut lines: BTreeMap<&str, usize> = BTreeMap::new();
    for choice in choices.iter().filter(|choice| !choice.seen.is_empty()) {
        match lines.get(choice.seen.as_str()) {
            Some(first) => findings.error(
                choice.spot,
                "two options are alike",
                format!("change or delete one of them; the other is in line {first}"),
            ),
            None => {
                lines.insert(&choice.seen, choice.spot.line);
            }
        }
    }
}

/// Warns of options that say the same. Not for what a program prints, where the spelling is all there is.
pub(crate) fn report_same_literals(choices: &[Choice], findings: &mut Findings<'_>) {
    let mut first: BTreeMap<String, &Choice> = BTreeMap::new();
    for choice in choices {
        let Some(literal) = choice.whole_code().and_then(canonical) else { continue };
        match first.get(&literal) {
            Some(other) if other.seen != choice.seen => findings.warning(
                choice.spot,
                "two options are the same literal in another spelling",
                format!("change or delete one of them; the other is in line {}", other.spot.line),
            ),
            Some(_) => {}
            None => {
                first.insert(literal, choice);
            }
        }
    }
}
