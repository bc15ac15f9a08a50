//! Assignments: the instructor's pages, and the candidate's.

pub(crate) mod candidate;
pub(crate) mod form;
pub(crate) mod form_checks;
pub(crate) mod manage;
pub(crate) mod person;
pub(crate) mod released;
pub(crate) mod view;
