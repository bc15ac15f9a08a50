//! Score reports: one way to write them, a signature that holds every byte, and one page.

mod pages;
mod signatures;
mod statements;
mod support;
