//! What an item declares about its response: the right answer, and marks for single choices.

use super::super::xml::Element;
use super::named;
use std::collections::BTreeMap;

#[derive(Debug, Default)]
pub(super) struct Declaration {
    pub(super) multiple: bool,
    /// The identifiers of the right choices; empty where none is declared.
    pub(super) correct: Vec<String>,
    pub(super) mapping: Option<Mapping>,
}

#[derive(Debug)]
pub(super) struct Mapping {
    entries: BTreeMap<String, f64>,
    default: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    /// A mark that isn't a number.
    broken: Option<String>,
}

impl Declaration {
    pub(super) fn of(declared: &Element) -> Declaration {
        let mut correct: Vec<String> = Vec::new();
        for value in declared.children("correctResponse").flat_map(|correct| correct.children("value")) {
            let value = value.trimmed();
            // More than any item has choices: what names none is found all the same.
            if correct.len() < 1_000 && !correct.contains(&value) {
                correct.push(value);
            }
        }
        Declaration {
            multiple: declared.word("cardinality") == "multiple",
            correct,
            mapping: declared.child("mapping").map(Mapping::of),
        }
    }

    /// # Errors
    /// It names a choice that isn't there, or contradicts itself.
    pub(super) fn check(&self, idents: &[&str]) -> Result<(), String> {
        let unknown =
            |ident: &str| format!("the key `{ident}` names no choice; the choices are {}", named(idents));
        if let Some(ident) = self.correct.iter().find(|ident| !idents.contains(&ident.as_str())) {
            return Err(unknown(ident));
        }
        if !self.multiple && self.correct.len() > 1 {
            return Err(format!(
                "only one choice is allowed (cardinality `single`), but {} are declared as right",
                self.correct.len()
            ));
        }
        let Some(mapping) = &self.mapping else { return Ok(()) };
        if let Some(broken) = &mapping.broken {
            return Err(format!("the mark `{broken}` in its mapping isn't a number"));
        }
        match mapping.entries.iter().find(|(ident, mark)| **mark > 0.0 && !idents.contains(&ident.as_str())) {
            Some((ident, _)) => Err(unknown(ident)),
            None => Ok(()),
        }
    }

    /// The sets of choices that it names as right.
    pub(super) fn likely(&self, idents: &[&str]) -> Vec<Vec<bool>> {
        let correct = idents.iter().map(|ident| self.correct.iter().any(|own| own == ident)).collect();
        let mapped =
            self.mapping.iter().map(|mapping| idents.iter().map(|ident| mapping.mark(ident) > 0.0).collect());
        std::iter::once(correct).chain(mapped).collect()
    }
}

impl Mapping {
    fn of(mapping: &Element) -> Mapping {
        let mut broken = None;
        let mut number = |written: &str| match written.parse::<f64>() {
            Ok(number) if number.is_finite() => number,
            _ => {
                broken.get_or_insert(written.to_owned());
                0.0
            }
        };
        let entries = mapping
            .children("mapEntry")
            .map(|entry| (entry.word("mapKey").to_owned(), number(entry.word("mappedValue"))))
            .collect();
        let default = mapping.attribute("defaultValue").map_or(0.0, |written| number(written.trim()));
        let lower = mapping.attribute("lowerBound").map(|written| number(written.trim()));
        let upper = mapping.attribute("upperBound").map(|written| number(written.trim()));
        Mapping { entries, default, lower, upper, broken }
    }

    fn mark(&self, ident: &str) -> f64 {
        self.entries.get(ident).copied().unwrap_or(self.default)
    }

    /// The marks of the chosen options, before bounds are held against them.
    pub(super) fn sum(&self, chosen: &[String]) -> f64 {
        chosen.iter().map(|ident| self.mark(ident)).sum()
    }

    /// The marks of a whole answer.
    pub(super) fn marks(&self, chosen: &[String]) -> f64 {
        let sum = self.sum(chosen);
        let sum = self.lower.map_or(sum, |lower| sum.max(lower));
        self.upper.map_or(sum, |upper| sum.min(upper))
    }
}
