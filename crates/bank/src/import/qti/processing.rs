//! How an item of QTI 2 or 3 marks an answer.

use super::super::marking::Outcome;
use super::super::xml::Element;
use super::body::Feedback;
use super::declaration::Declaration;
use super::named;
use super::operators::{Scope, Value, constant, words};
use std::collections::BTreeMap;

/// The response processing of one item with one response.
pub(super) struct Processing<'i> {
    rules: Rules<'i>,
    response: &'i str,
    declaration: &'i Declaration,
    outcomes: BTreeMap<String, Value>,
    score: String,
    feedback: &'i [Feedback],
}

enum Rules<'i> {
    /// Right or wrong: the template match_correct.
    Match,
    /// The marks of the chosen options: the template map_response.
    Map,
    /// Nothing says how answers are marked, only what is right; what is written here decides on feedback alone.
    Declared(Option<&'i Element>),
    Written(&'i Element),
}

impl<'i> Processing<'i> {
    /// # Errors
    /// The name of a template that we don't know.
    pub(super) fn of(
        item: &'i Element,
        response: &'i str,
        declaration: &'i Declaration,
        feedback: &'i [Feedback],
    ) -> Result<Processing<'i>, String> {
        let mut outcomes = BTreeMap::new();
        for outcome in item.children("outcomeDeclaration") {
            let kind = outcome.word("baseType");
            let default: Vec<String> = outcome
                .child("defaultValue")
                .iter()
                .flat_map(|default| default.children("value"))
                .map(Element::trimmed)
                .collect();
            let value = match default.first() {
                Some(_) if kind == "identifier" => words(default),
                Some(value) => constant(kind, value).unwrap_or(Value::Null),
                None if matches!(kind, "float" | "integer") && outcome.word("cardinality") == "single" => {
                    Value::Number(0.0)
                }
                None => Value::Null,
            };
            outcomes.insert(outcome.word("identifier").to_owned(), value);
        }
        let score = outcomes
            .keys()
            .find(|name| name.eq_ignore_ascii_case("SCORE"))
            .cloned()
            .unwrap_or_else(|| "SCORE".into());
        let mut rules = match item.child("responseProcessing") {
            Some(processing) if processing.elements().next().is_some() => Rules::Written(processing),
            Some(processing) if !template(processing).is_empty() => match template(processing).as_str() {
                "match_correct" | "cc2_match" | "cc2_match_basic" => Rules::Match,
                "map_response" | "cc2_map_response" => Rules::Map,
                other => return Err(other.to_owned()),
            },
            _ => Rules::Declared(None),
        };
        if let Rules::Written(processing) = rules
            && !processing.descendants("setOutcomeValue").iter().any(|set| set.word("identifier") == score)
            && processing.descendants("lookupOutcomeValue").is_empty()
        {
            rules = Rules::Declared(Some(processing));
        }
        Ok(Processing { rules, response, declaration, outcomes, score, feedback })
    }

    /// # Errors
    /// It gives marks for a choice that isn't there, or marks by what isn't declared.
    pub(super) fn check(&self, idents: &[&str]) -> Result<(), String> {
        match self.rules {
            Rules::Match if self.declaration.correct.is_empty() => {
                Err("no right answer is declared (correctResponse), so there is no key".into())
            }
            Rules::Map if self.declaration.mapping.is_none() => {
                Err("marks of single choices are asked for, but none are declared (mapping)".into())
            }
            Rules::Declared(_)
                if self.declaration.correct.is_empty() && self.declaration.mapping.is_none() =>
            {
                Err("neither a right answer nor marks are declared, so there is no key".into())
            }
            Rules::Written(processing) => {
                let mut branches = processing.descendants("responseIf");
                branches.extend(processing.descendants("responseElseIf"));
                for branch in branches.into_iter().filter(|branch| self.sets_score(branch)) {
                    let mut compared = Vec::new();
                    self.compared(branch, &mut compared);
                    if let Some(ident) = compared.iter().find(|ident| !idents.contains(&ident.as_str())) {
                        return Err(format!(
                            "the key `{ident}` names no choice; the choices are {}",
                            named(idents)
                        ));
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The sets of choices that are named as right somewhere.
    pub(super) fn likely(&self, idents: &[&str]) -> Vec<Vec<bool>> {
        let mut likely = self.declaration.likely(idents);
        if let Rules::Written(processing) = self.rules {
            let mut branches = processing.descendants("responseIf");
            branches.extend(processing.descendants("responseElseIf"));
            for branch in branches.into_iter().filter(|branch| self.sets_score(branch)) {
                let mut compared = Vec::new();
                self.compared(branch, &mut compared);
                likely.push(idents.iter().map(|ident| compared.iter().any(|own| own == ident)).collect());
            }
        }
        likely
    }

    fn sets_score(&self, branch: &Element) -> bool {
        branch.children("setOutcomeValue").any(|set| set.word("identifier") == self.score)
    }

    /// The identifiers that the response is compared with.
    fn compared(&self, element: &Element, found: &mut Vec<String>) {
        for child in element.elements().filter(|child| child.name != "setOutcomeValue") {
            let asks =
                child.children("variable").any(|variable| variable.word("identifier") == self.response);
            if asks && matches!(child.name.as_str(), "match" | "member" | "contains" | "stringMatch") {
                let constants = child
                    .descendants("baseValue")
                    .into_iter()
                    .filter(|value| value.word("baseType") == "identifier");
                found.extend(constants.map(Element::trimmed));
            }
            self.compared(child, found);
        }
    }

    /// What should be said about the marking.
    pub(super) fn note(&self) -> Option<&'static str> {
        matches!(self.rules, Rules::Declared(_))
            .then_some("The file doesn't say how answers are marked; its declared right answer is the key.")
    }

    /// The name of something in the rules that we can't do.
    pub(super) fn unknown(&self, idents: &[&str]) -> Option<String> {
        let first = idents.first().map(|ident| (*ident).to_owned());
        let tries = [Vec::new(), first.into_iter().collect(), self.declaration.correct.clone()];
        tries.into_iter().find_map(|chosen| self.outcome(chosen).err())
    }

    /// Marks an answer.
    ///
    /// # Errors
    /// The name of something in the rules that we can't do.
    pub(super) fn outcome(&self, chosen: Vec<String>) -> Result<Outcome, String> {
        let mut variables = self.outcomes.clone();
        variables.insert(self.response.to_owned(), words(chosen.clone()));
        let mut scope = Scope { variables, response: self.response, declaration: self.declaration };
        let mut sum = None;
        let score = match self.rules {
            Rules::Match => self.right(&chosen),
            Rules::Declared(feedback) if !self.declaration.correct.is_empty() => {
                if let Some(feedback) = feedback {
                    run(feedback, &mut scope)?;
                }
                self.right(&chosen)
            }
            Rules::Map | Rules::Declared(_) => {
                sum = self.declaration.mapping.as_ref().map(|mapping| mapping.sum(&chosen));
                self.declaration.mapping.as_ref().map_or(0.0, |mapping| mapping.marks(&chosen))
            }
            Rules::Written(processing) => {
                run(processing, &mut scope)?;
                match scope.variables.get(&self.score) {
                    Some(Value::Number(score)) => *score,
                    _ => 0.0,
                }
            }
        };
        let is = |feedback: &&Feedback| match scope.variables.get(&feedback.outcome) {
            Some(Value::Words(words)) => words.contains(&feedback.identifier) != feedback.hides,
            _ => feedback.hides,
        };
        let shown = self.feedback.iter().filter(is).map(|feedback| feedback.key.clone()).collect();
        Ok(Outcome { score, sum: sum.unwrap_or(score), shown })
    }

    fn right(&self, chosen: &[String]) -> f64 {
        let (mut chosen, mut correct) = (chosen.to_vec(), self.declaration.correct.clone());
        chosen.sort();
        correct.sort();
        if chosen == correct { 1.0 } else { 0.0 }
    }
}

/// The last part of a template's address, in lower case and without `.xml`; empty where there is none.
fn template(processing: &Element) -> String {
    let address = match processing.word("template") {
        "" => processing.word("templateLocation"),
        address => address,
    };
    let name = address.rsplit(['/', '\\']).next().unwrap_or(address).to_ascii_lowercase();
    name.strip_suffix(".xml").map_or(name.clone(), str::to_owned)
}

/// Runs rules in their order; gives whether they say that nothing more is to be done.
fn run(rules: &Element, scope: &mut Scope<'_>) -> Result<bool, String> {
    for rule in rules.elements() {
        if step(rule, scope)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn step(rule: &Element, scope: &mut Scope<'_>) -> Result<bool, String> {
    match rule.name.as_str() {
        "responseCondition" => {
            for branch in rule.elements() {
                let mut parts = branch.elements();
                let holds = match branch.name.as_str() {
                    "responseElse" => true,
                    _ => parts.next().map_or(Ok(false), |expression| scope.holds(expression))?,
                };
                if holds {
                    for part in parts {
                        if step(part, scope)? {
                            return Ok(true);
                        }
                    }
                    break;
                }
            }
            Ok(false)
        }
        "setOutcomeValue" => {
            let value =
                rule.elements().next().map_or(Ok(Value::Null), |expression| scope.value(expression))?;
            scope.variables.insert(rule.word("identifier").to_owned(), value);
            Ok(false)
        }
        "responseProcessingFragment" => run(rule, scope),
        "exitResponse" => Ok(true),
        other => Err(other.to_owned()),
    }
}
