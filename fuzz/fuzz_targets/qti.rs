//! QTI 2 and 3, one file.
#![no_main]

use invigil_bank::import::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    invigil_fuzz::read(Some(Format::Qti30), "a.xml", bytes);
});
