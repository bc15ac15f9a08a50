//! HTTP in, HTML out: one route table, one file a page.
//!
//! Nothing here speaks SQL, reads the environment or opens a socket: the composition root hands in a store and settings
//! and serves the router.

mod assets;
mod chart;
mod contents;
mod difference;
mod error;
mod extract;
mod first;
mod forms;
mod layout;
mod live;
mod markup;
mod middleware;
mod offer;
mod pager;
mod pages;
mod password;
mod pathway;
mod pathway_drawing;
mod python;
mod readers;
mod readiness;
mod recognition;
mod routes;
mod section_row;
mod session;
mod small_chart;
mod state;
mod table_file;
mod words;
mod zone;

pub use password::Passwords;
pub use python::Python;
pub use routes::{Access, Route, router, routes};
pub use state::{App, Settings};
