//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
mod area;
pub mod plan;
mod readiness;
#[cfg(test)]
mod sample;
pub mod schedule;
mod selection;

pub use answer::{Answer, Setting};
pub use area::{
    AreaEstimate, ENOUGH, GUESS, HALF_LIFE_DAYS, PRIOR_ANSWERS, REPEAT, sections, topics, weight,
};
pub use readiness::{
    Estimate, MASTERY, NEEDED, NEEDED_EACH, NotEnough, Raise, Readiness, of_sections, readiness,
};
pub use schedule::Card;
pub use selection::{Criteria, Practisable, Reserve, Selection, Which, reserve, select};
