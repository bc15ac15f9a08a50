//! Marks of single options in a file, held against our marking: an item counts when exactly its keys are chosen.

/// How far the sum of weights may be from full marks: three times 33.333 % are whole.
const ROUNDING: f64 = 0.05;

/// Which options are keys, and what of the weights isn't carried over.
#[derive(Debug, PartialEq)]
pub(super) struct Keys {
    pub(super) keys: Vec<bool>,
    pub(super) note: Option<String>,
}

/// The keys where the weights leave no doubt, in percent of full marks.
///
/// # Errors
/// Why marking by these weights isn't choosing all keys and nothing else.
pub(super) fn keys(weights: &[f64], multiple: bool) -> Result<Keys, String> {
    let listed = || list(weights);
    if !weights.iter().any(|&weight| weight > 0.0) {
        return Err("no option is marked as right".into());
    }
    if multiple {
        let sum: f64 = weights.iter().filter(|&&weight| weight > 0.0).sum();
        if (sum - 100.0).abs() > ROUNDING {
            return Err(format!(
                "the weights of the right options add up to {} %, not to 100 %, so which choice is fully right is unclear; in the order of the options they are {}",
                number(sum),
                listed()
            ));
        }
        let keys = weights.iter().map(|&weight| weight > 0.0).collect();
        let partial = weights.iter().any(|&weight| weight != 0.0 && weight != 100.0);
        Ok(Keys {
            keys,
            note: partial.then(|| part_marks("choosing all keys and nothing else counts", &listed())),
        })
    } else {
        let full = weights.iter().filter(|&&weight| (weight - 100.0).abs() <= ROUNDING).count();
        match full {
            0 => Err(format!(
                "no option gives full marks; the weights in the order of the options are {}",
                listed()
            )),
            1 => {
                let keys = weights.iter().map(|&weight| (weight - 100.0).abs() <= ROUNDING).collect();
                let partial =
                    weights.iter().any(|&weight| weight != 0.0 && (weight - 100.0).abs() > ROUNDING);
                Ok(Keys { keys, note: partial.then(|| part_marks("only the key counts", &listed())) })
            }
            more => Err(format!(
                "{more} options give full marks each by itself, though only one may be chosen; the weights in the order of the options are {}",
                listed()
            )),
        }
    }
}

/// The sentence that keeps weights from going unsaid.
pub(super) fn part_marks(here: &str, listed: &str) -> String {
    format!(
        "The file gives part marks, which aren't carried over: {here}. Its weights in the order of the options are {listed}."
    )
}

fn list(weights: &[f64]) -> String {
    weights.iter().map(|&weight| format!("{} %", number(weight))).collect::<Vec<_>>().join(", ")
}

/// As people write it: without zeros at the end.
pub(super) fn number(number: f64) -> String {
    let text = format!("{number:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::keys;

    #[test]
    fn thirds_are_whole() {
        let found = keys(&[33.33333, 33.33333, 33.33333, -50.0], true).unwrap();
        assert_eq!(found.keys, [true, true, true, false]);
        assert!(found.note.unwrap().ends_with("33.33333 %, 33.33333 %, 33.33333 %, -50 %."));
    }

    #[test]
    fn weights_that_dont_add_up_are_named() {
        assert!(keys(&[50.0, 40.0, 0.0], true).unwrap_err().contains("90 %"));
        assert!(keys(&[100.0, 100.0], false).unwrap_err().starts_with("2 options"));
        assert!(keys(&[90.0, 0.0], false).unwrap_err().contains("90 %, 0 %"));
        assert!(keys(&[0.0, -10.0], true).unwrap_err().contains("no option"));
    }

    #[test]
    fn whole_weights_need_no_note() {
        assert_eq!(keys(&[0.0, 100.0], false).unwrap().note, None);
        assert!(keys(&[50.0, 100.0], false).unwrap().note.is_some());
    }
}
