//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
mod area;
mod readiness;
#[cfg(test)]
mod sample;

pub use answer::{Answer, Setting};
pub use area::{
    AreaEstimate, ENOUGH, GUESS, HALF_LIFE_DAYS, PRIOR_ANSWERS, REPEAT, sections, topics, weight,
};
pub use readiness::{
    Estimate, MASTERY, NEEDED, NEEDED_EACH, NotEnough, Raise, Readiness, of_sections, readiness,
};
