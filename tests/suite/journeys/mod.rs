//! What people do, in-process: the whole router, a real Postgres, no socket.

mod access;
mod accounts;
mod assignments;
mod bad_input;
mod classes;
mod exams;
mod headers;
mod outage;
mod page_weight;
mod pages;
mod secrecy;
mod sitting;
