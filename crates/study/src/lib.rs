//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
mod area;
pub mod plan;

pub use answer::{Answer, Setting};
pub use area::AreaEstimate;
