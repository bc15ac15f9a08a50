//! Statistics of items and of groups of candidates: classical test theory, and what answers tell about
//! a person. Functions of their arguments.

mod correlation;
mod distribution;
mod item;
mod rate;
mod readiness;

pub use correlation::correlation;
pub use distribution::{Distribution, distribution};
pub use item::{FEWEST, Finding, ItemStatistics, OptionStatistics, Response, item_statistics};
pub use rate::Rate;
pub use readiness::{BANDS, Blueprint, Scores};
