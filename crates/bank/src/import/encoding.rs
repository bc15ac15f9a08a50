//! In which encoding a text is, where it isn't UTF-8.

/// Whether these are UTF-8 text.
///
/// # Errors
/// What they look like instead, where that begins, and how to mend it.
pub(crate) fn check(bytes: &[u8]) -> Result<(), String> {
    if let Some(name) = wide(bytes) {
        return Err(format!("The file is {name}, not UTF-8. {}", mend(name)));
    }
    let Err(error) = std::str::from_utf8(bytes) else { return Ok(()) };
    let (good, bad) = bytes.split_at(error.valid_up_to());
    let line = lines(good) + 1;
    let name = narrow(bad);
    Err(format!(
        "The file isn't UTF-8: from line {line} on it looks like {name} (byte 0x{:02X}). {}",
        bad.first().copied().unwrap_or(0),
        mend(name)
    ))
}

fn mend(name: &str) -> String {
    format!("Open it as {name} and save it in the encoding UTF-8.")
}

/// UTF-16 or UTF-32, by their byte order mark, or by the zeros that every other byte of a text in English is.
fn wide(bytes: &[u8]) -> Option<&'static str> {
    let marks: [(&[u8], &str); 4] = [
        (&[0xFF, 0xFE, 0, 0], "UTF-32 LE"),
        (&[0, 0, 0xFE, 0xFF], "UTF-32 BE"),
        (&[0xFF, 0xFE], "UTF-16 LE"),
        (&[0xFE, 0xFF], "UTF-16 BE"),
    ];
    if let Some((_, name)) = marks.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        return Some(name);
    }
    let start = bytes.get(..bytes.len().min(200) / 2 * 2).filter(|start| start.len() >= 8)?;
    let zeros = |parity: usize| start.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    match (zeros(0) * 2, zeros(1) * 2) {
        (0, odd) if odd * 10 >= start.len() * 7 => Some("UTF-16 LE"),
        (even, 0) if even * 10 >= start.len() * 7 => Some("UTF-16 BE"),
        _ => None,
    }
}

/// A guess at an encoding of one byte a character, for the message alone.
fn narrow(bad: &[u8]) -> &'static str {
    let high: Vec<u8> = bad.iter().copied().filter(|byte| *byte >= 0x80).take(2_000).collect();
    let among =
        |range: std::ops::RangeInclusive<u8>| high.iter().filter(|byte| range.contains(byte)).count() * 2;
    let letters_in_a_row = bad.windows(3).take(20_000).any(|three| three.iter().all(|byte| *byte >= 0xC0));
    if letters_in_a_row && among(0xC0..=0xFF) > high.len() {
        return "Windows-1251 (Cyrillic) or another encoding of one byte a character";
    }
    if high.iter().any(|byte| (0x80..=0x9F).contains(byte)) {
        "Windows-1252"
    } else {
        "ISO-8859-1 or Windows-1252"
    }
}

fn lines(text: &[u8]) -> usize {
    let feeds = text.iter().filter(|byte| **byte == b'\n').count();
    let returns = text.iter().zip(text.iter().skip(1)).filter(|(a, b)| **a == b'\r' && **b != b'\n').count();
    feeds + returns
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_is_not_utf_8_is_named_with_its_line() {
        let utf16: Vec<u8> = "\u{FEFF}One?".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(check(&utf16).unwrap_err().contains("UTF-16 LE"));
        let bare: Vec<u8> = "Which one is it?".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert!(check(&bare).unwrap_err().contains("UTF-16 BE"));
        let error = check(b"One\r\ntwo\rcaf\xE9\n").unwrap_err();
        assert!(
            error.contains("line 3") && error.contains("ISO-8859-1") && error.contains("0xE9"),
            "{error}"
        );
        assert!(check(b"\x93quoted\x94").unwrap_err().contains("Windows-1252"));
        assert!(check("Ärger\n\u{FEFF}".as_bytes()).is_ok());
    }
}
