//! What an item declares about its response: the right answer, and marks for single choices.

use super::super::xml::Element;
use super::named;

#[derive(Debug, Default)]
pub(super) struct Declaration {
    pub(super) multiple: bool,
    /// The identifiers of the right choices; empty where none is declared.
    pub(super) correct: Vec<String>,
    pub(super) mapping: Option<Mapping>,
}

#[derive(Debug)]
pub(super) struct Mapping {
    entries: Vec<(String, f64)>,
    default: f64,
    lower: Option<f64>,
    upper: Option<f64>,
    /// A mark that isn't a number.
    broken: Option<String>,
}

impl Declaration {
    pub(super) fn of(declared: &Element) -> Declaration {
        let correct = declared
            .child("correctResponse")
            .map(|correct| correct.children("value").map(Element::trimmed).collect());
        Declaration {
            multiple: declared.word("cardinality") == "multiple",
            correct: correct.unwrap_or_default(),
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
        match mapping.entries.iter().find(|(ident, mark)| *mark > 0.0 && !idents.contains(&ident.as_str())) {
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
        self.entries.iter().find(|(own, _)| own == ident).map_or(self.default, |(_, mark)| *mark)
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
