//! The list of fields under an item's heading.

use crate::ids::one_of;
use crate::item_parts::Bullet;
use crate::problem::Findings;
use crate::proof::Need;
use crate::source::Spot;
use invigil_exam::Difficulty;

const NAMES: [&str; 6] = ["objective", "topic", "difficulty", "proof", "shuffle", "needs"];
const REQUIRED: [&str; 4] = ["objective", "topic", "difficulty", "proof"];
const METHODS: [&str; 5] = ["output", "raises", "options", "claims", "cited"];

/// What an item's `proof` field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Output,
    Raises,
    Options,
    Claims,
    Cited { because: String },
}

/// The fields of an item. What is missing or wrong was reported and is `None`.
#[derive(Debug, Default)]
pub(crate) struct Fields {
    pub(crate) objective: Option<String>,
    pub(crate) topic: Option<(String, Spot)>,
    pub(crate) difficulty: Option<Difficulty>,
    pub(crate) method: Option<(Method, Spot)>,
    /// Whether the options' order carries no meaning.
    pub(crate) shuffle: bool,
    pub(crate) needs: Vec<Need>,
}

/// Reads the fields of the item whose id stands at `item`.
pub(crate) fn read(bullets: &[Bullet], item: Spot, findings: &mut Findings<'_>) -> Fields {
    let source = findings.source;
    let mut fields = Fields { shuffle: true, ..Fields::default() };
    let mut seen: Vec<(&str, usize)> = Vec::new();
    for bullet in bullets {
        let line = source.line(bullet.text.line);
        let text = line.get(bullet.text.byte..).unwrap_or("");
        let Some((name, value)) = split(text) else {
            findings.error(
                bullet.text,
                "this bullet isn't a field `name: value`",
                format!("{}; if it belongs to the stem, put a paragraph before its list", one_of("", NAMES)),
            );
            continue;
        };
        let Some(&name) = NAMES.iter().find(|&&known| known == name) else {
            findings.error(bullet.text, format!("unknown field `{name}`"), one_of(name, NAMES));
            continue;
        };
        if let Some((_, first)) = seen.iter().find(|&&(other, _)| other == name) {
            findings.error(
                bullet.text,
                format!("the field `{name}` stands twice"),
                format!("keep one of them; the first is in line {first}"),
            );
            continue;
        }
        seen.push((name, bullet.text.line));
        let (first, last) = (*bullet.lines.start(), *bullet.lines.end());
        if let Some(more) = source.first_full(first + 1..=last) {
            findings.error(
                source.text_of_line(more),
                format!("the field `{name}` goes on in a second line"),
                "a field is one line; the stem begins after an empty line, without indentation",
            );
        }
        let spot = Spot { line: first, byte: line.len() - value.len() };
        let value = value.trim_end();
        if value.is_empty() {
            findings.demand(
                bullet.text,
                format!("the field `{name}` is empty"),
                "write its value after the colon",
            );
            continue;
        }
        set(&mut fields, name, value, spot, findings);
    }
    for name in REQUIRED {
        if !seen.iter().any(|&(other, _)| other == name) {
            findings.demand(
                item,
                format!("the field `{name}` is missing"),
                format!("add `- {name}: ...` to the list under the heading"),
            );
        }
    }
    fields
}

/// A field's name and its value with everything up to the line's end.
fn split(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once(':')?;
    let word = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    (word && (value.is_empty() || value.starts_with([' ', '\t']))).then(|| (name, value.trim_start()))
}

/// Whether a bullet's text is one of the fields.
pub(crate) fn is_field(text: &str) -> bool {
    split(text).is_some_and(|(name, _)| NAMES.contains(&name))
}

fn set(fields: &mut Fields, name: &str, value: &str, spot: Spot, findings: &mut Findings<'_>) {
    match name {
        "objective" => fields.objective = Some(value.to_owned()),
        "topic" => fields.topic = Some((value.to_owned(), spot)),
        "difficulty" => {
            fields.difficulty = match value {
                "easy" => Some(Difficulty::Easy),
                "medium" => Some(Difficulty::Medium),
                "hard" => Some(Difficulty::Hard),
                _ => {
                    let help = one_of(value, ["easy", "medium", "hard"]);
                    findings.error(spot, format!("`{value}` isn't a difficulty"), help);
                    None
                }
            }
        }
        // Proofs stay out of instructors' own banks.
        "proof" | "needs" if findings.own() => {}
        "proof" => fields.method = method(value, spot, findings).map(|method| (method, spot)),
        "shuffle" => match value {
            "no" => fields.shuffle = false,
            "yes" => {}
            _ => findings.error(
                spot,
                format!("`{value}` isn't a value of `shuffle`"),
                "write `no` where the options' order carries meaning; leave the field out otherwise",
            ),
        },
        _ => fields.needs = needs(value, spot, findings),
    }
}

fn method(value: &str, spot: Spot, findings: &mut Findings<'_>) -> Option<Method> {
    let (word, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
    let rest = rest.trim();
    let method = match word {
        "cited" => {
            let because = rest.strip_prefix("because").map(str::trim);
            return match because {
                Some(because) if !because.is_empty() => Some(Method::Cited { because: because.to_owned() }),
                _ => {
                    findings.error(
                        spot,
                        "`cited` without a reason",
                        "write `cited because ...` and say why nothing can be run",
                    );
                    None
                }
            };
        }
        "output" => Method::Output,
        "raises" => Method::Raises,
        "options" => Method::Options,
        "claims" => Method::Claims,
        _ => {
            findings.error(spot, format!("`{word}` isn't a proof"), one_of(word, METHODS));
            return None;
        }
    };
    if !rest.is_empty() {
        findings.error(
            spot,
            format!("`{rest}` after `proof: {word}` isn't understood"),
            "only `cited` is followed by something, its reason",
        );
        return None;
    }
    Some(method)
}

fn needs(value: &str, spot: Spot, findings: &mut Findings<'_>) -> Vec<Need> {
    let mut needs = Vec::new();
    for name in value.split(',').map(str::trim) {
        match Need::ALL.into_iter().find(|need| need.name() == name) {
            Some(need) if needs.contains(&need) => {
                findings.error(spot, format!("`{name}` stands twice in `needs`"), "name it once");
            }
            Some(need) => needs.push(need),
            None => findings.error(
                spot,
                format!("`{name}` isn't something that `needs` can name"),
                format!("{}, separated by commas", one_of(name, Need::ALL.map(Need::name))),
            ),
        }
    }
    needs
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_field_is_a_word_and_a_colon() {
        assert_eq!(split("topic:  a "), Some(("topic", "a ")));
        assert_eq!(split("topic:"), Some(("topic", "")));
        assert_eq!(split("two words: a"), None);
        assert_eq!(split("`x`: a"), None);
        assert_eq!(split("x:y"), None);
        assert_eq!(split(""), None);
    }
}
