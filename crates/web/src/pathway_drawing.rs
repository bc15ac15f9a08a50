//! A pathway as a drawing: where its steps and lines stand, across for wide screens and down for phones. What colour says, shapes
//! and words say too.

use crate::pathway::{Pathway, Step};
use invigil_exam::Certification;

/// The radius of a step's sign.
const RADIUS: i32 = 20;

/// Which way a drawing runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// From left to right.
    Across,
    /// From top to bottom.
    Down,
}

/// A pathway with every length that its SVG needs.
pub(crate) struct Drawing {
    /// What its class and the ids of its parts end with.
    pub(crate) name: &'static str,
    pub(crate) width: i32,
    pub(crate) height: i32,
    /// How text stands at its place.
    pub(crate) anchor: &'static str,
    pub(crate) signs: Vec<Sign>,
    pub(crate) lines: Vec<Line>,
    /// Around what makes a recognition.
    pub(crate) brackets: Vec<Bracket>,
    /// All of it in words.
    pub(crate) description: String,
}

/// A step's sign with its words.
pub(crate) struct Sign {
    pub(crate) x: i32,
    pub(crate) y: i32,
    pub(crate) step: Step,
    /// Where its words begin, and how they go on.
    pub(crate) text_x: i32,
    pub(crate) text: Vec<(i32, &'static str, String)>,
}

impl Sign {
    /// The corners of a recognition's sign.
    pub(crate) fn corners(&self) -> String {
        let (x, y, reach) = (self.x, self.y, RADIUS + 5);
        format!("{},{y} {x},{} {},{y} {x},{}", x - reach, y - reach, x + reach, y + reach)
    }

    /// The tick of what was passed.
    pub(crate) fn tick(&self) -> String {
        format!("M{} {}l6 6 12 -13", self.x - 9, self.y + 1)
    }
}

/// The way from one step to the next, with the tip of its arrow.
pub(crate) struct Line {
    pub(crate) from: (i32, i32),
    pub(crate) to: (i32, i32),
    pub(crate) tip: String,
    /// Whether the first must be passed before the second; else it is the natural step before.
    pub(crate) required: bool,
    /// Whether both ends are passed.
    pub(crate) walked: bool,
}

/// A bracket around the steps that make a recognition.
pub(crate) struct Bracket {
    pub(crate) path: String,
    /// Its words and their place; none where the recognition's own words say it.
    pub(crate) label: Option<(i32, i32, String)>,
}

impl Drawing {
    /// Draws a pathway of these certifications, which are those of its steps.
    pub(crate) fn new(way: Way, pathway: &Pathway, certifications: &[&Certification]) -> Drawing {
        let count = pathway.steps.len() as i32;
        let place = |index: usize| match way {
            Way::Across => (100 + 200 * index as i32, 78),
            Way::Down => (44, 40 + 124 * index as i32),
        };
        let mut signs: Vec<Sign> = Vec::new();
        for (index, step) in pathway.steps.iter().enumerate() {
            let (x, y) = place(index);
            let (text_x, first) = match way {
                Way::Across => (x, y + 54),
                Way::Down => (x + 40, y - 6),
            };
            signs.push(Sign { x, y, text_x, text: text(step, first), step: step.clone() });
        }
        let lines = certifications.iter().enumerate().skip(1).map(|(index, known)| {
            let (before, here) = (&pathway.steps[index - 1], &pathway.steps[index]);
            let required = known.requires.contains(&before.id);
            Line::new(way, place(index - 1), place(index), required, before.is_passed() && here.is_passed())
        });
        let brackets =
            certifications.iter().enumerate().filter(|(index, _)| pathway.steps[*index].recognition);
        let brackets = brackets.filter_map(|(index, known)| {
            let asked = |step: &&Step| known.requires.contains(&step.id);
            let first = pathway.steps.iter().position(|step| asked(&step))?;
            let last = pathway.steps.iter().rposition(|step| asked(&step))?;
            let passed = pathway.steps.iter().filter(asked).filter(|step| step.is_passed()).count();
            let so_far = format!("{passed} of {} passed", known.requires.len());
            let label = match way {
                Way::Across => Some(format!("together they make {}: {so_far}", known.short)),
                // There is no room beside the bracket.
                Way::Down => {
                    let sign = &mut signs[index];
                    sign.text.push((sign.y + 59, "drawn-fact", format!("bracketed exams: {so_far}")));
                    None
                }
            };
            Some(Bracket::new(way, place(first), place(last), label))
        });
        let brackets: Vec<Bracket> = brackets.collect();
        Drawing {
            name: match way {
                Way::Across => "across",
                Way::Down => "down",
            },
            width: if way == Way::Across { 200 * count } else { 340 },
            height: if way == Way::Across { 204 } else { 124 * count - 4 },
            anchor: if way == Way::Across { "middle" } else { "start" },
            signs,
            lines: lines.collect(),
            brackets,
            description: pathway.steps.iter().map(described).collect::<Vec<_>>().join(" "),
        }
    }
}

impl Line {
    fn new(way: Way, from: (i32, i32), to: (i32, i32), required: bool, walked: bool) -> Line {
        let gap = RADIUS + 9;
        let (from, to, tip) = match way {
            Way::Across => {
                let (start, end, y) = (from.0 + gap, to.0 - gap, from.1);
                ((start, y), (end, y), format!("{},{} {end},{y} {},{}", end - 9, y - 6, end - 9, y + 6))
            }
            // It ends above the next sign, beside the words of this one.
            Way::Down => {
                let (start, end, x) = (from.1 + gap, to.1 - gap, from.0);
                ((x, start), (x, end), format!("{},{} {x},{end} {},{}", x - 6, end - 9, x + 6, end - 9))
            }
        };
        Line { from, to, tip, required, walked }
    }
}

impl Bracket {
    fn new(way: Way, first: (i32, i32), last: (i32, i32), label: Option<String>) -> Bracket {
        match way {
            Way::Across => {
                let (start, end, y) = (first.0 - RADIUS, last.0 + RADIUS, first.1 - 46);
                Bracket {
                    path: format!("M{start} {}V{y}H{end}V{}", y + 12, y + 12),
                    label: label.map(|label| ((start + end) / 2, y - 10, label)),
                }
            }
            Way::Down => {
                let (start, end, x) = (first.1 - RADIUS, last.1 + RADIUS, first.0 - 38);
                Bracket { path: format!("M{} {start}H{x}V{end}H{}", x + 9, x + 9), label: None }
            }
        }
    }
}

/// The words beside a sign, line by line: place, class, text. `first` is where the first stands.
fn text(step: &Step, first: i32) -> Vec<(i32, &'static str, String)> {
    let mut lines = vec![(0, "drawn-name", step.short.clone()), (23, "drawn-state", state(step))];
    lines.push((45, "drawn-fact", step.asks.clone()));
    if let Some(fee) = step.fee {
        lines.push((65, "drawn-fact", format!("${fee}")));
    }
    lines.into_iter().map(|(down, class, text)| (first + down, class, text)).collect()
}

/// Where a step is, in few words.
fn state(step: &Step) -> String {
    match (&step.best, step.recognition) {
        _ if step.is_passed() && step.recognition => "mock reached".to_owned(),
        (Some(best), _) if step.is_passed() => format!("passed, {best}"),
        _ if step.is_next() => "you are here: next".to_owned(),
        (Some(best), _) => format!("best so far {best}"),
        (None, true) => "a recognition".to_owned(),
        (None, false) if !step.missing.is_empty() => format!("after {}", step.missing),
        (None, false) => "not sat yet".to_owned(),
    }
}

/// A step in a sentence.
fn described(step: &Step) -> String {
    let needs = match step.needs.as_str() {
        "" => String::new(),
        needs => format!(", needs {needs}"),
    };
    let fee = step.fee.map_or(String::new(), |fee| format!(", ${fee}"));
    format!("{} ({}{fee}{needs}): {}.", step.short, step.asks, state(step))
}

#[cfg(test)]
mod tests {
    use super::{Drawing, Way};
    use crate::pathway::Pathway;
    use invigil_exam::Certification;

    fn certifications() -> Vec<Certification> {
        let all: [(&str, &str, &[&str]); 3] =
            [("a", "exam", &[]), ("b", "exam", &["a"]), ("r", "recognition", &["a", "b"])];
        let made = all.map(|(id, kind, requires)| {
            serde_json::json!({
                "id": id, "kind": kind, "short": id.to_uppercase(), "name": id, "level": "entry",
                "pathway": "python", "order": 1, "requires": requires, "where_taken": "", "real_exam": "",
                "unofficial": "", "summary": "", "audience": "", "covers": "",
            })
        });
        made.map(|json| serde_json::from_value(json).unwrap()).into()
    }

    #[test]
    fn both_ways_tell_the_same_and_nothing_stands_outside() {
        let all = certifications();
        let pathway = Pathway::new("python", &all, &[], None);
        let known: Vec<&Certification> = all.iter().collect();
        let [across, down] = [Way::Across, Way::Down].map(|way| Drawing::new(way, &pathway, &known));
        assert_eq!(across.description, down.description);
        assert!(across.description.contains("B (no exam of its own, needs A): after A."));
        for drawing in [across, down] {
            assert_eq!((drawing.signs.len(), drawing.lines.len(), drawing.brackets.len()), (3, 2, 1));
            assert!(drawing.lines.iter().all(|line| line.required && !line.walked));
            for sign in &drawing.signs {
                assert!((0..drawing.width).contains(&sign.x) && (0..drawing.height).contains(&sign.y));
                assert!(sign.text.iter().all(|(y, ..)| (0..drawing.height).contains(y)));
            }
        }
    }
}
