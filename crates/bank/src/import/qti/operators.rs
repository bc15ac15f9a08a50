//! The expressions of response processing that items with one choice interaction use.

use super::super::xml::Element;
use super::declaration::Declaration;
use std::collections::BTreeMap;

/// What an expression gives.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    Null,
    Truth(bool),
    Number(f64),
    /// Identifiers or strings, one or several; never empty.
    Words(Vec<String>),
}

/// What expressions may ask for.
pub(super) struct Scope<'d> {
    pub(super) variables: BTreeMap<String, Value>,
    pub(super) response: &'d str,
    pub(super) declaration: &'d Declaration,
}

impl Scope<'_> {
    /// # Errors
    /// The name of an operator that we don't know.
    pub(super) fn value(&self, expression: &Element) -> Result<Value, String> {
        let name = expression.name.as_str();
        Ok(match name {
            "variable" => self.variables.get(expression.word("identifier")).cloned().unwrap_or(Value::Null),
            "correct" if expression.word("identifier") == self.response => {
                words(self.declaration.correct.clone())
            }
            "mapResponse" if expression.word("identifier") == self.response => {
                match &self.declaration.mapping {
                    Some(mapping) => {
                        Value::Number(mapping.marks(self.variables.get(self.response).map_or(&[], list)))
                    }
                    None => return Err("mapResponse without a mapping".into()),
                }
            }
            "baseValue" => constant(expression.word("baseType"), &expression.trimmed())?,
            "null" => Value::Null,
            "isNull" => Value::Truth(self.first(expression)? == Value::Null),
            "not" => match self.first(expression)? {
                Value::Truth(truth) => Value::Truth(!truth),
                _ => Value::Null,
            },
            "and" => self.junction(expression, false)?,
            "or" => self.junction(expression, true)?,
            "match" | "equal" | "stringMatch" => match self.pair(expression)? {
                (Value::Null, _) | (_, Value::Null) => Value::Null,
                (Value::Words(mut one), Value::Words(mut other)) => {
                    one.sort();
                    other.sort();
                    Value::Truth(one == other)
                }
                (Value::Number(one), Value::Number(other)) => Value::Truth((one - other).abs() < 1e-9),
                (one, other) => Value::Truth(one == other),
            },
            "member" => match self.pair(expression)? {
                (Value::Words(one), Value::Words(all)) => {
                    Value::Truth(one.iter().all(|one| all.contains(one)))
                }
                _ => Value::Null,
            },
            "contains" => match self.pair(expression)? {
                (Value::Words(all), Value::Words(some)) => {
                    Value::Truth(some.iter().all(|one| all.contains(one)))
                }
                _ => Value::Null,
            },
            "gt" | "gte" | "lt" | "lte" => match self.pair(expression)? {
                (Value::Number(one), Value::Number(other)) => Value::Truth(match name {
                    "gt" => one > other,
                    "gte" => one >= other,
                    "lt" => one < other,
                    _ => one <= other,
                }),
                _ => Value::Null,
            },
            "sum" | "product" | "subtract" | "divide" | "max" | "min" => self.arithmetic(expression)?,
            "multiple" | "ordered" => {
                let mut all = Vec::new();
                for part in self.parts(expression)? {
                    all.extend_from_slice(list(&part));
                }
                words(all)
            }
            "containerSize" => match self.first(expression)? {
                Value::Words(all) => Value::Number(all.len() as f64),
                _ => Value::Number(0.0),
            },
            other => return Err(other.to_owned()),
        })
    }

    /// Whether an expression holds; what is unknown doesn't.
    pub(super) fn holds(&self, expression: &Element) -> Result<bool, String> {
        Ok(self.value(expression)? == Value::Truth(true))
    }

    fn parts(&self, expression: &Element) -> Result<Vec<Value>, String> {
        expression.elements().map(|part| self.value(part)).collect()
    }

    fn first(&self, expression: &Element) -> Result<Value, String> {
        expression.elements().next().map_or(Ok(Value::Null), |part| self.value(part))
    }

    fn pair(&self, expression: &Element) -> Result<(Value, Value), String> {
        let mut parts = self.parts(expression)?.into_iter();
        Ok((parts.next().unwrap_or(Value::Null), parts.next().unwrap_or(Value::Null)))
    }

    /// `and` where one false decides, `or` where one true does.
    fn junction(&self, expression: &Element, decides: bool) -> Result<Value, String> {
        let parts = self.parts(expression)?;
        Ok(if parts.contains(&Value::Truth(decides)) {
            Value::Truth(decides)
        } else if parts.contains(&Value::Null) {
            Value::Null
        } else {
            Value::Truth(!decides)
        })
    }

    fn arithmetic(&self, expression: &Element) -> Result<Value, String> {
        let mut numbers = Vec::new();
        for part in self.parts(expression)? {
            match part {
                Value::Number(number) => numbers.push(number),
                _ => return Ok(Value::Null),
            }
        }
        let made = match expression.name.as_str() {
            "sum" => Some(numbers.iter().sum()),
            "product" => Some(numbers.iter().product()),
            "subtract" => numbers.iter().copied().reduce(|one, other| one - other),
            "divide" => numbers.iter().copied().reduce(|one, other| one / other),
            "max" => numbers.iter().copied().reduce(f64::max),
            _ => numbers.iter().copied().reduce(f64::min),
        };
        Ok(made.filter(|number: &f64| number.is_finite()).map_or(Value::Null, Value::Number))
    }
}

/// A constant of a type.
pub(super) fn constant(kind: &str, written: &str) -> Result<Value, String> {
    match kind {
        "float" | "integer" => Ok(written.parse::<f64>().map_or(Value::Null, Value::Number)),
        "boolean" => Ok(Value::Truth(matches!(written, "true" | "1"))),
        "identifier" | "string" => Ok(words(vec![written.to_owned()])),
        other => Err(format!("baseValue of the type {other}")),
    }
}

pub(super) fn words(words: Vec<String>) -> Value {
    if words.is_empty() { Value::Null } else { Value::Words(words) }
}

fn list(value: &Value) -> &[String] {
    match value {
        Value::Words(words) => words,
        _ => &[],
    }
}
