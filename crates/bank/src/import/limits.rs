//! How much of a file is read at most, so that no file costs more than it may.

/// The bounds of an import. The defaults are what the program uses; `question-bank/IMPORT.md` lists them. How long texts may be
/// is among the rules of items ([`crate::item_rules`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of an uploaded file, packed where it is an archive.
    pub file_bytes: usize,
    /// Entries of an archive, folders included.
    pub entries: usize,
    /// Bytes of all files of an archive once unpacked, counted while unpacking; what the archive says of itself isn't believed.
    pub unpacked_bytes: usize,
    /// How many times as large as its packed bytes a file of an archive may become, where it's larger than a megabyte.
    pub ratio: usize,
    /// Items of a file: imported, skipped and failed together.
    pub items: usize,
    /// Bytes of one text as it stands in the file, without pictures inside of it.
    pub source_bytes: usize,
    /// How much work the HTML of a file may be, in parts that browsers' rules for wrong HTML make of its tags.
    pub html_work: usize,
    /// How deep elements, lists and quotes may nest.
    pub depth: usize,
    /// Different pictures of a file.
    pub pictures: usize,
    /// Bytes of one picture, as uploaded and as stored.
    pub picture_bytes: usize,
    /// Pixels of a picture's width and of its height.
    pub picture_side: u32,
    /// Pixels of one picture.
    pub picture_pixels: u64,
    /// Pixels of all pictures of a file together.
    pub all_pixels: u64,
    /// Bytes of all pictures of a file as they are stored.
    pub all_picture_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            file_bytes: 25_000_000,
            entries: 25_000,
            unpacked_bytes: 100_000_000,
            ratio: 200,
            items: 20_000,
            source_bytes: 200_000,
            html_work: 30_000_000,
            depth: 100,
            pictures: 2_000,
            picture_bytes: 5_000_000,
            picture_side: 4_096,
            picture_pixels: 16_000_000,
            all_pixels: 300_000_000,
            all_picture_bytes: 50_000_000,
        }
    }
}

/// A number of bytes in words: `25 MB`, `800 kB`, `12 bytes`.
pub(crate) fn size(bytes: usize) -> String {
    let tenths = |unit: usize| {
        let tenths = bytes.saturating_mul(10).div_ceil(unit);
        if tenths.is_multiple_of(10) {
            format!("{}", tenths / 10)
        } else {
            format!("{}.{}", tenths / 10, tenths % 10)
        }
    };
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        _ => format!("{} MB", tenths(1_000_000)),
    }
}

/// A number with its thousands apart: `20,000`.
pub(crate) fn grouped(number: impl TryInto<u64>) -> String {
    let digits = number.try_into().unwrap_or(u64::MAX).to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{grouped, size};

    #[test]
    fn figures_are_told_as_people_say_them() {
        assert_eq!(size(999), "999 bytes");
        assert_eq!(size(25_000_000), "25 MB");
        assert_eq!(size(1_000_001), "1.1 MB");
        assert_eq!(size(1_500), "1.5 kB");
        assert_eq!(grouped(7_u64), "7");
        assert_eq!(grouped(20_000_u64), "20,000");
        assert_eq!(grouped(1_234_567_usize), "1,234,567");
    }
}
