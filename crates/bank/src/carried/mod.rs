//! What our exports carry beyond what their formats have a place for, such that other systems show it or pass over it and our
//! readers take it back.

pub(crate) mod solution;
pub(crate) mod source;
