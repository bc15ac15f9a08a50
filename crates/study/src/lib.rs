//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
pub mod schedule;

pub use answer::{Answer, Setting};
pub use schedule::Card;
mod area;
#[cfg(test)]
mod sample;

pub use answer::{Answer, Setting};
pub use area::{
    AreaEstimate, ENOUGH, GUESS, HALF_LIFE_DAYS, PRIOR_ANSWERS, REPEAT, sections, topics, weight,
};
mod area;
pub mod plan;

pub use answer::{Answer, Setting};
pub use area::AreaEstimate;
