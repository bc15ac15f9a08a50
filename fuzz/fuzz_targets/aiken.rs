//! Aiken.
#![no_main]

use invigil_bank::import::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    invigil_fuzz::read(Some(Format::Aiken), "a.txt", bytes);
});
