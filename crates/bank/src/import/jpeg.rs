//! Whether a JPEG is as plain as those that we write, so that it may stay as it is: made anew, it would lose a little each time.

/// The longest JPEG header segment that tells nothing but the picture's density.
const JFIF: &[u8] = b"JFIF\0";

/// Whether nothing is in the file but the picture: no metadata, no comment, no preview, nothing after its end.
pub(crate) fn is_plain(bytes: &[u8]) -> bool {
    let Some(mut rest) = bytes.strip_prefix(b"\xFF\xD8") else { return false };
    loop {
        let [0xFF, marker, high, low, ..] = *rest else { return false };
        let length = usize::from(u16::from_be_bytes([high, low]));
        let Some(segment) = rest.get(4..2 + length) else { return false };
        let allowed = match marker {
            // APP0, which without a preview has 14 bytes.
            0xE0 => segment.starts_with(JFIF) && segment.len() == 14,
            // Tables, the baseline frame, the restart interval.
            0xDB | 0xC4 | 0xC0 | 0xDD => true,
            0xDA => return scan_ends(&rest[2 + length..]),
            _ => false,
        };
        if !allowed {
            return false;
        }
        rest = &rest[2 + length..];
    }
}

/// Whether the data of a picture's one scan go on to the end of the file.
fn scan_ends(data: &[u8]) -> bool {
    let mut rest = data;
    while let Some(at) = rest.iter().position(|byte| *byte == 0xFF) {
        match rest.get(at + 1) {
            Some(0 | 0xD0..=0xD7) => rest = &rest[at + 2..],
            Some(0xD9) => return rest.len() == at + 2,
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_plain;
    use image::ImageEncoder;
    use image::codecs::jpeg::JpegEncoder;

    #[test]
    fn what_we_write_is_plain_and_what_carries_more_is_not() {
        let mut bytes = Vec::new();
        let pixels: Vec<u8> = (0..64 * 64 * 3).map(|n| (n * 7 % 251) as u8).collect();
        JpegEncoder::new_with_quality(&mut bytes, 90)
            .write_image(&pixels, 64, 64, image::ExtendedColorType::Rgb8)
            .unwrap();
        assert!(is_plain(&bytes));
        assert!(!is_plain(&[&bytes[..], b"PK"].concat()));
        let comment = [&bytes[..2], b"\xFF\xFE\0\x0A<script>", &bytes[2..]].concat();
        assert!(!is_plain(&comment));
        assert!(!is_plain(&bytes[..bytes.len() - 2]) && !is_plain(b"\xFF\xD8") && !is_plain(b""));
    }
}
