//! What holds for every file, however random: it's read in bounds, and everything in it is accounted for.

use invigil_bank::import::{Format, Limits, Reading, import, import_as};

/// Reads a file in this format, or in the one that its content shows.
pub fn read(format: Option<Format>, name: &str, bytes: &[u8]) -> Reading {
    // Small bounds, so that a run gets far.
    let limits = Limits { unpacked_bytes: 2_000_000, picture_side: 512, picture_pixels: 100_000, ..Limits::default() };
    let reading = match format {
        Some(format) => import_as(format, name, bytes, &limits, &mut |_| {}),
        None => import(name, bytes, &limits, &mut |_| {}),
    };
    assert_eq!(reading.read, reading.items.len() + reading.skipped.len() + reading.failed.len());
    assert!(reading.refusal.is_none() || reading.read == 0);
    for one in &reading.items {
        let (question, solution) = (&one.item.question, &one.item.solution);
        assert!((2..=10).contains(&question.options.len()) && !question.stem.is_empty());
        assert!(solution.keys.within(question.options.len()) && usize::from(question.choose) == solution.keys.len());
        assert!(!question.stem.contains('\0'));
    }
    reading
}
