//! Getting ready: what to practise next, when missed items come back, a plan until the exam. Functions of their arguments.

mod answer;
mod selection;

pub use answer::{Answer, Setting};
pub use selection::{Criteria, Practisable, Reserve, Selection, Which, reserve, select};
