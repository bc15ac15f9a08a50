//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
pub mod schedule;

pub use answer::{Answer, Setting};
pub use schedule::Card;
