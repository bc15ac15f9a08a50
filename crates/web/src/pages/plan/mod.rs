//! Study plans: the list of them, a plan with its form, its calendar file, and what of it the first page shows.

pub(crate) mod calendar;
mod current;
pub(crate) mod form;
pub(crate) mod home;
pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod view;
