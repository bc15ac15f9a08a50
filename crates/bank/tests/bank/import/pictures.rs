//! Pictures are made anew, or the item fails with its reason; nothing is ever fetched.

use super::support::{archive, base64, failure, only, read, stem};
use image::codecs::gif::GifEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use invigil_bank::import::{Limits, Reading, import};
use std::io::Cursor;

fn picture(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, (x * y) as u8])).into()
}

fn encoded(format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture(40, 30).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn shown(bytes: &[u8]) -> Reading {
    stem("html", &format!("See <img alt=\"a [b]\" src=\"data:image/png;base64,{}\">", base64(bytes)))
}

#[test]
fn a_picture_is_named_by_what_we_made_of_it() {
    for (format, ending) in [
        (ImageFormat::Png, "png"),
        (ImageFormat::Jpeg, "jpg"),
        (ImageFormat::Gif, "png"),
        (ImageFormat::WebP, "png"),
    ] {
        let reading = shown(&encoded(format));
        let stem = &only(&reading).item.question.stem;
        let (name, made) = reading.pictures.first_key_value().unwrap();
        assert_eq!(*stem, format!("See ![a b](images/{name})"), "{format:?}");
        assert!(name.len() == 36 && name.ends_with(ending), "{name}");
        assert_eq!((made.width, made.height), (40, 30));
        let again = shown(&made.bytes);
        assert_eq!(again.pictures.keys().next(), Some(name), "{format:?}: a second import changes nothing");
    }
}

#[test]
fn what_a_file_carries_beside_its_pixels_is_gone() {
    // Valid as a GIF and as JavaScript: the comment after the header hides the rest.
    let mut gif = Vec::new();
    GifEncoder::new(&mut gif).encode_frame(image::Frame::new(picture(8, 8).to_rgba8())).unwrap();
    let polyglot = [&gif[..], b"*/=1;alert(1)//<script>alert(2)</script>"].concat();
    let commented = {
        let jpeg = encoded(ImageFormat::Jpeg);
        [&jpeg[..2], b"\xFF\xFE\0\x14<script>alert(1)</", &jpeg[2..], b"PK\x03\x04<script>"].concat()
    };
    for bytes in [polyglot, commented] {
        let reading = shown(&bytes);
        let made = reading.pictures.values().next().unwrap();
        let holds = |text: &[u8]| made.bytes.windows(text.len()).any(|window| window == text);
        assert!(!holds(b"alert") && !holds(b"script") && !holds(b"PK\x03\x04"));
    }
}

/// A PNG that says it has so many pixels, and has none.
fn promising(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = encoded(ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    };
    !bytes.iter().fold(!0, step)
}

#[test]
fn what_cannot_be_stored_fails_its_item_with_the_reason() {
    let svg =
        b"<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for (bytes, reason) in [
        (svg.to_vec(), "SVG, which can carry scripts"),
        (b"BM rest of a bitmap".to_vec(), "Bmp"),
        (b"not a picture at all".to_vec(), "no known kind"),
        (promising(5_000, 10), "5000 × 10 pixels; at most 4096 × 4096"),
        (promising(u32::MAX / 4, u32::MAX / 4), "pixels"),
        (promising(4_096, 4_096), "16,000,000 in all"),
        (promising(3_000, 3_000), "broken"),
        (encoded(ImageFormat::Png)[..60].to_vec(), "broken"),
        (vec![0; 5_000_001], "at most 5 MB"),
    ] {
        let reading = shown(&bytes);
        assert!(failure(&reading).contains(reason), "{reason}: {}", failure(&reading));
        assert!(reading.pictures.is_empty());
    }
    for (html, reason) in [
        ("<img src=\"https://x.example/a.png\">", "https://x.example/a.png"),
        ("<img src=\"//x.example/a.png\">", "another server"),
        ("<img src=\"a%20b.png\">", "a%20b.png, which isn't in the file"),
        ("<img>", "without an address"),
        ("<img src=\"file:///etc/passwd\">", "file:///etc/passwd, which isn't in the file"),
        ("<img src=\"cid:part1@mail.example\">", "cid:part1@mail.example, which"),
        ("<img src=\"C:\\Users\\ada\\a.png\">", "C:\\Users\\ada\\a.png, which"),
        ("<img src=\"javascript:alert(1)\">", "without an address"),
        ("<img src=\"data:image/png,abc\">", "base64"),
    ] {
        let reading = stem("html", html);
        assert!(failure(&reading).contains(reason), "{html}: {}", failure(&reading));
    }
}

#[test]
fn pictures_of_a_file_are_bounded_together() {
    let limits = Limits { pictures: 1, ..Limits::default() };
    let image = |side| {
        let mut bytes = Cursor::new(Vec::new());
        picture(side, side).write_to(&mut bytes, ImageFormat::Png).unwrap();
        format!("<img src=\"data\\:image/png;base64,{}\">", base64(&bytes.into_inner()).replace('=', "\\="))
    };
    let gift = |sides: [u32; 3]| {
        sides
            .iter()
            .enumerate()
            .map(|(n, side)| {
                format!("::{n}::[html]{} {{\\=a}}{{=a ~b}}\n\n", image(*side)).replace("{\\=a}", "")
            })
            .collect::<String>()
    };
    let reading = import("a.gift", gift([8, 8, 9]).as_bytes(), &limits, &mut |_| {});
    assert_eq!((reading.items.len(), reading.failed.len()), (2, 1), "{:?}", reading.failed);
    assert!(reading.failed[0].reason.contains("more than 1"), "{}", reading.failed[0].reason);
    let limits = Limits { all_pixels: 100, ..Limits::default() };
    let reading = import("a.gift", gift([8, 9, 8]).as_bytes(), &limits, &mut |_| {});
    assert_eq!((reading.items.len(), reading.failed.len()), (2, 1), "{:?}", reading.failed);
    assert!(reading.failed[0].reason.contains("100 pixels"), "{}", reading.failed[0].reason);
}

const MARKDOWN: &str = "## a-picture\n\nSee ![it](pictures/a%20b.png)\n\n- [x] a\n- [ ] b\n";

#[test]
fn pictures_of_a_package_are_found_from_their_item() {
    let png = encoded(ImageFormat::Png);
    let reading =
        read("bank.zip", archive(&[("part/items.md", MARKDOWN.as_bytes()), ("part/pictures/a b.png", &png)]));
    assert!(only(&reading).item.question.stem.starts_with("See ![it](images/"));
    let reading = read("bank.zip", archive(&[("part/items.md", MARKDOWN.as_bytes())]));
    assert!(failure(&reading).contains("isn't in the package"));
}
