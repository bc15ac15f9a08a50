//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
mod selection;

pub use answer::{Answer, Setting};
pub use selection::{Criteria, Practisable, Reserve, Selection, Which, reserve, select};
pub mod schedule;

pub use answer::{Answer, Setting};
pub use schedule::Card;
mod area;
pub mod plan;
#[cfg(test)]
mod sample;
pub mod schedule;

pub use answer::{Answer, Setting};
pub use area::{
    AreaEstimate, ENOUGH, GUESS, HALF_LIFE_DAYS, PRIOR_ANSWERS, REPEAT, sections, topics, weight,
};
pub use schedule::Card;
