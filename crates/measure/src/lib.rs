//! Statistics of items and of groups of candidates: classical test theory, functions of their arguments.

mod correlation;
mod distribution;
mod item;
mod rate;

pub use correlation::correlation;
pub use distribution::{Distribution, distribution};
pub use item::{FEWEST, Finding, ItemStatistics, OptionStatistics, Response, item_statistics};
pub use rate::Rate;
