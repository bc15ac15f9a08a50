//! One file a page: what it shows, what its forms send, what it does.

pub(crate) mod account;
pub(crate) mod answers;
pub(crate) mod assignments;
pub(crate) mod bank;
pub(crate) mod certification;
pub(crate) mod classes;
pub(crate) mod error_page;
pub(crate) mod exams;
pub(crate) mod health;
pub(crate) mod history;
pub(crate) mod home;
pub(crate) mod people;
pub(crate) mod result;
pub(crate) mod review;
pub(crate) mod room;
pub(crate) mod rules;
pub(crate) mod sign_in;
pub(crate) mod sign_out;
pub(crate) mod sign_up;
pub(crate) mod state;
pub(crate) mod submit;
pub(crate) mod take_over;
pub(crate) mod theme;
pub(crate) mod welcome;
