//! What was rendered, kept by item revision: a revision never changes, so neither does its HTML.

use super::{Html, block, inline, option};
use invigil_exam::{Question, Solution};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How many revisions are kept at most; 10,000 questions take about 30 MB.
pub(crate) const LIMIT: usize = 10_000;

/// A question as HTML. Like [`Question`], it has nothing in it that tells right from wrong.
#[derive(Debug)]
pub(crate) struct RenderedQuestion {
    /// What is asked.
    pub(crate) stem: Html,
    /// In the order of the author.
    pub(crate) options: Vec<RenderedOption>,
}

/// An option as HTML.
#[derive(Debug)]
pub(crate) struct RenderedOption {
    /// Its text, without a paragraph around it where it is a single one.
    pub(crate) text: Html,
    /// Whether it is nothing but code.
    pub(crate) is_code: bool,
}

impl From<&Question> for RenderedQuestion {
    fn from(question: &Question) -> RenderedQuestion {
        let rendered = |markdown: &String| {
            let (text, is_code) = option(markdown);
            RenderedOption { text, is_code }
        };
        RenderedQuestion {
            stem: block(&question.stem),
            options: question.options.iter().map(rendered).collect(),
        }
    }
}

/// A solution as HTML.
#[derive(Debug)]
pub(crate) struct RenderedSolution {
    /// A reason per option, in the order of the author.
    pub(crate) reasons: Vec<Html>,
    /// The principle.
    pub(crate) explanation: Html,
    /// A page of the documentation or a PEP.
    pub(crate) reference: Html,
    /// The one thing that the item tests.
    pub(crate) objective: Html,
}

impl RenderedSolution {
    /// Whether there is nothing in it beside the options' reasons: items of other systems often come without.
    pub(crate) fn says_nothing(&self) -> bool {
        [&self.explanation, &self.reference, &self.objective].iter().all(|text| text.is_empty())
    }
}

impl From<&Solution> for RenderedSolution {
    fn from(solution: &Solution) -> RenderedSolution {
        RenderedSolution {
            reasons: solution.reasons.iter().map(|reason| inline(reason)).collect(),
            explanation: block(&solution.explanation),
            reference: inline(&solution.reference),
            objective: inline(&solution.objective),
        }
    }
}

/// The rendered items of this server, shared by all requests.
#[derive(Debug, Default)]
pub(crate) struct RenderCache {
    questions: Kept<RenderedQuestion>,
    solutions: Kept<RenderedSolution>,
}

impl RenderCache {
    /// The question of an item revision, if it was rendered earlier.
    pub(crate) fn kept_question(&self, revision: i32) -> Option<Arc<RenderedQuestion>> {
        self.questions.kept(revision)
    }

    /// The question of an item revision, rendered now or earlier.
    pub(crate) fn question(&self, revision: i32, question: &Question) -> Arc<RenderedQuestion> {
        self.questions.get(revision, || question.into())
    }

    /// The solution of an item revision, rendered now or earlier.
    pub(crate) fn solution(&self, revision: i32, solution: &Solution) -> Arc<RenderedSolution> {
        self.solutions.get(revision, || solution.into())
    }
}

#[derive(Debug)]
struct Kept<T>(RwLock<HashMap<i32, Arc<T>>>);

impl<T> Default for Kept<T> {
    fn default() -> Kept<T> {
        Kept(RwLock::default())
    }
}

impl<T> Kept<T> {
    fn kept(&self, revision: i32) -> Option<Arc<T>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(&revision).cloned()
    }

    /// Two requests that miss at once both render; the lock isn't held meanwhile, so nobody waits for another's item.
    fn get(&self, revision: i32, render: impl FnOnce() -> T) -> Arc<T> {
        if let Some(kept) = self.kept(revision) {
            return kept;
        }
        let rendered = Arc::new(render());
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= LIMIT {
            kept.clear();
        }
        kept.insert(revision, Arc::clone(&rendered));
        rendered
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, LIMIT};

    #[test]
    fn a_revision_is_rendered_once_and_the_memory_is_bounded() {
        let kept = Kept::default();
        let mut renderings = 0;
        for _ in 0..3 {
            kept.get(7, || renderings += 1);
        }
        assert_eq!(renderings, 1);
        for revision in 0..2 * LIMIT as i32 {
            kept.get(revision, || ());
        }
        assert!(kept.0.read().unwrap().len() <= LIMIT);
    }
}
