//! Files made for a test, and what they read as.

use invigil_bank::import::{Imported, Limits, Reading, import};
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// Reads a file under the usual limits, and sees that everything in it is accounted for.
pub(super) fn read(name: &str, bytes: impl AsRef<[u8]>) -> Reading {
    let reading = import(name, bytes.as_ref(), &Limits::default(), &mut |_| {});
    assert_accounted(&reading);
    reading
}

pub(super) fn assert_accounted(reading: &Reading) {
    assert_eq!(reading.read, reading.items.len() + reading.skipped.len() + reading.failed.len());
    if reading.refusal.is_some() {
        assert_eq!(reading.read, 0, "what is refused holds nothing");
    }
    let mut names: Vec<&str> = reading.items.iter().map(|one| one.item.id.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), reading.items.len(), "names are unique");
}

/// A text so that GIFT takes all of it for text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => out.extend(['\\', character]),
            other => out.push(other),
        }
    }
    out
}

/// The one item of a file of GIFT whose stem is this text in this format.
pub(super) fn stem(format: &str, text: &str) -> Reading {
    read("one.gift", format!("::one::[{format}]{} {{=yes ~no}}\n", escaped(text)))
}

/// The same for the first option.
pub(super) fn option(format: &str, text: &str) -> Reading {
    read("one.gift", format!("::one::What? {{=[{format}]{} ~no}}\n", escaped(text)))
}

/// The only item of a reading.
#[track_caller]
pub(super) fn only(reading: &Reading) -> &Imported {
    assert_eq!((reading.items.len(), reading.read), (1, 1), "{:?} {:?}", reading.failed, reading.refusal);
    &reading.items[0]
}

/// Why the only item of a reading failed.
#[track_caller]
pub(super) fn failure(reading: &Reading) -> &str {
    assert_eq!((reading.failed.len(), reading.read), (1, 1), "{:?} {:?}", reading.items, reading.refusal);
    &reading.failed[0].reason
}

/// Why a file was refused.
#[track_caller]
pub(super) fn refusal(reading: &Reading) -> &str {
    reading.refusal.as_deref().expect("it is refused")
}

/// An archive of these files.
pub(super) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// Overwrites every place of an archive where `from` stands, which has the same length.
pub(super) fn forged(mut archive: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let places: Vec<usize> = archive
        .windows(from.len())
        .enumerate()
        .filter(|(_, window)| *window == from)
        .map(|(at, _)| at)
        .collect();
    assert!(!places.is_empty(), "there is something to forge");
    for at in places {
        archive[at..at + to.len()].copy_from_slice(to);
    }
    archive
}

/// Bytes in base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits =
            u32::from_be_bytes([0, three[0], *three.get(1).unwrap_or(&0), *three.get(2).unwrap_or(&0)]);
        for place in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * place)) as usize & 63];
            text.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    text
}
