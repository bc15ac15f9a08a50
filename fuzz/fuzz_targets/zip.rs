//! Archives: their structure, and packages of QTI and of Markdown in them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut file = b"PK\x03\x04".to_vec();
    file.extend_from_slice(bytes);
    invigil_fuzz::read(None, "a.zip", &file);
    invigil_fuzz::read(None, "a.zip", bytes);
});
