//! What leaves comes back: every format holds the same items once it is read again, or names what it doesn't hold.

mod formats;
mod native;
mod properties;
mod shipped;
mod support;
