//! Pictures: found where a text names them, checked, and made anew.
//!
//! What is stored is what our own encoders wrote from decoded pixels, so nothing else that a file may carry (scripts, positions,
//! a second file behind the first) comes along.

use super::base64;
use super::jpeg;
use super::limits::{Limits, grouped, size};
use super::naming::hex;
use super::package::Package;
use super::reading::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageFormat, ImageReader};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io::Cursor;

/// Of pictures that stay JPEG, of 100.
const QUALITY: u8 = 90;
/// Where Canvas keeps the files of a course in its packages.
const CANVAS: (&str, &str) = ("$IMS-CC-FILEBASE$/", "web_resources/");

/// The pictures of a file so far.
pub(crate) struct Pictures<'a> {
    limits: &'a Limits,
    package: Option<&'a Package>,
    /// What became of each picture, by the SHA-256 of what was uploaded.
    done: HashMap<[u8; 32], Result<String, String>>,
    made: BTreeMap<String, Picture>,
    pixels: u64,
    bytes: usize,
}

/// The pictures that one item may name.
pub(crate) struct Album<'i> {
    /// By the address that the item's texts give them.
    pub(crate) embedded: &'i BTreeMap<String, Vec<u8>>,
    /// The folder of the item's file in its package.
    pub(crate) folder: &'i str,
}

impl<'a> Pictures<'a> {
    pub(crate) fn new(limits: &'a Limits, package: Option<&'a Package>) -> Pictures<'a> {
        Pictures { limits, package, done: HashMap::new(), made: BTreeMap::new(), pixels: 0, bytes: 0 }
    }

    pub(crate) fn into_made(self) -> BTreeMap<String, Picture> {
        self.made
    }

    /// The name under which the picture at this address is stored.
    ///
    /// # Errors
    /// Why there is none, with the address.
    pub(crate) fn name(&mut self, address: &str, album: &Album<'_>) -> Result<String, String> {
        let shown: String = address.chars().take(120).collect();
        if starts_with(address, "data:") {
            let bytes = data(address).ok_or(
                "A picture inside of the text isn't written in base64, so it can't be read.".to_owned(),
            )?;
            return self.take(&bytes, "inside of the text");
        }
        if ["http:", "https:", "//", "ftp:"].iter().any(|scheme| starts_with(address, scheme)) {
            return Err(format!(
                "It shows a picture of another server ({shown}), and pictures are never fetched. Put the picture into the file."
            ));
        }
        if address.trim().is_empty() {
            return Err("It shows a picture without an address.".into());
        }
        let plain = unescaped(address);
        let bare = |text: &str| text.split(['?', '#']).next().unwrap_or("").to_owned();
        let candidates = [address.to_owned(), plain.clone(), bare(&plain)];
        if let Some(bytes) = candidates.iter().find_map(|candidate| album.embedded.get(candidate)) {
            return self.take(bytes, &shown);
        }
        let package = self.package;
        let found = package.and_then(|package| {
            let paths =
                candidates.iter().flat_map(|candidate| paths(album.folder, candidate)).collect::<Vec<_>>();
            paths.iter().find_map(|path| package.get(path)).or_else(|| only_ending(package, &bare(&plain)))
        });
        match found {
            Some(bytes) => self.take(bytes, &shown),
            None if package.is_some() => {
                Err(format!("It shows the picture {shown}, which isn't in the package."))
            }
            None => Err(format!("It shows the picture {shown}, which isn't in the file.")),
        }
    }

    fn take(&mut self, bytes: &[u8], shown: &str) -> Result<String, String> {
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        if let Some(done) = self.done.get(&digest) {
            return done.clone();
        }
        let done = self.make(bytes).map_err(|reason| format!("The picture {shown} {reason}"));
        self.done.insert(digest, done.clone());
        done
    }

    /// Decodes a picture and writes it anew; an error goes on after its name.
    fn make(&mut self, bytes: &[u8]) -> Result<String, String> {
        let limits = self.limits;
        if bytes.len() > limits.picture_bytes {
            return Err(format!(
                "has {}; at most {} are read.",
                size(bytes.len()),
                size(limits.picture_bytes)
            ));
        }
        if self.done.len() >= limits.pictures {
            return Err(format!(
                "is one of more than {}, which is the most for a file.",
                grouped(limits.pictures)
            ));
        }
        let format = kind(bytes)?;
        let (picture, width, height) = self.decode(bytes, format)?;
        let keep = format == ImageFormat::Jpeg && jpeg::is_plain(bytes);
        let written = if keep { bytes.to_vec() } else { encode(&picture, format)? };
        if written.len() > limits.picture_bytes {
            return Err(format!(
                "has {} as it would be stored; at most {} are. Make it smaller, or save it as JPEG.",
                size(written.len()),
                size(limits.picture_bytes)
            ));
        }
        let ending = if format == ImageFormat::Jpeg { "jpg" } else { "png" };
        let name = format!("{}.{ending}", hex(&Sha256::digest(&written)[..16]));
        if !self.made.contains_key(&name) {
            self.bytes += written.len();
            if self.bytes > limits.all_picture_bytes {
                return Err(format!(
                    "is too much: all pictures of a file together may have {}. Split the file.",
                    size(limits.all_picture_bytes)
                ));
            }
            self.made.insert(name.clone(), Picture { bytes: written, width, height });
        }
        Ok(name)
    }

    fn decode(&mut self, bytes: &[u8], format: ImageFormat) -> Result<(DynamicImage, u32, u32), String> {
        let limits = self.limits;
        let broken = |error: image::ImageError| match error {
            image::ImageError::Limits(_) => {
                format!("has far more pixels than the {} that are read.", grouped(limits.picture_pixels))
            }
            error => format!("is broken ({error})."),
        };
        let (width, height) =
            ImageReader::with_format(Cursor::new(bytes), format).into_dimensions().map_err(broken)?;
        let pixels = u64::from(width) * u64::from(height);
        if width > limits.picture_side || height > limits.picture_side || pixels > limits.picture_pixels {
            return Err(format!(
                "has {width} × {height} pixels; at most {side} × {side} and {} in all are read. Make it smaller.",
                grouped(limits.picture_pixels),
                side = limits.picture_side
            ));
        }
        self.pixels += pixels;
        if self.pixels > limits.all_pixels {
            return Err(format!(
                "is too much: all pictures of a file together may have {} pixels. Split the file.",
                grouped(limits.all_pixels)
            ));
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut bounds = image::Limits::default();
        bounds.max_image_width = Some(limits.picture_side);
        bounds.max_image_height = Some(limits.picture_side);
        bounds.max_alloc = Some(limits.picture_pixels * 12 + 1_000_000);
        reader.limits(bounds);
        let mut decoder = reader.into_decoder().map_err(broken)?;
        let orientation = decoder.orientation().map_err(broken)?;
        let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
        // Which side is up is said beside the pixels, where it won't be any more.
        picture.apply_orientation(orientation);
        let (width, height) = (picture.width(), picture.height());
        Ok((picture, width, height))
    }
}

/// The format of a picture by its content, whatever its name says.
fn kind(bytes: &[u8]) -> Result<ImageFormat, String> {
    match image::guess_format(bytes) {
        Ok(format @ (ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP)) => {
            Ok(format)
        }
        _ if is_svg(bytes) => Err("is an SVG, which can carry scripts. Export it as PNG.".into()),
        Ok(other) => Err(format!("is of the kind {other:?}. Save it as PNG or JPEG.")),
        Err(_) => Err("is of no known kind. Save it as PNG or JPEG.".into()),
    }
}

fn is_svg(bytes: &[u8]) -> bool {
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)]).to_ascii_lowercase();
    start.contains("<svg") || bytes.starts_with(&[0x1F, 0x8B])
}

fn encode(picture: &DynamicImage, format: ImageFormat) -> Result<Vec<u8>, String> {
    let failed = |error: image::ImageError| format!("can't be written anew ({error}).");
    let mut bytes = Vec::new();
    if format == ImageFormat::Jpeg {
        let pixels = picture.to_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY)
            .write_image(&pixels, pixels.width(), pixels.height(), image::ExtendedColorType::Rgb8)
            .map_err(failed)?;
        return Ok(bytes);
    }
    // Eight bits a channel are all that a page shows.
    let plain = match (picture.color().has_color(), picture.color().has_alpha()) {
        (true, true) => DynamicImage::from(picture.to_rgba8()),
        (true, false) => picture.to_rgb8().into(),
        (false, true) => picture.to_luma_alpha8().into(),
        (false, false) => picture.to_luma8().into(),
    };
    plain.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(failed)?;
    Ok(bytes)
}

/// The bytes of `data:image/png;base64,...`.
fn data(address: &str) -> Option<Vec<u8>> {
    let (head, body) = address.split_once(',')?;
    if !head.to_ascii_lowercase().trim_end().ends_with(";base64") {
        return None;
    }
    base64::decode(&if body.contains('%') { unescaped(body) } else { body.to_owned() })
}

/// Where in a package an address may lead: below its item's folder, or else from the top.
fn paths(folder: &str, address: &str) -> Vec<String> {
    let mut paths = Vec::new();
    if let Some(rest) = address.strip_prefix(CANVAS.0) {
        paths.extend(joined("", &format!("{}{rest}", CANVAS.1)));
    }
    paths.extend(joined(folder, address));
    paths.extend(joined("", address.trim_start_matches('/')));
    paths
}

/// The one file of a package whose path ends with this address: Respondus leaves out the folder that all pictures are in.
fn only_ending<'p>(package: &'p Package, address: &str) -> Option<&'p [u8]> {
    let ending = format!("/{}", address.trim_start_matches('/'));
    let mut found = package.names().filter(|name| address.contains('/') && name.ends_with(&ending));
    match (found.next(), found.next()) {
        (Some(only), None) => package.get(only),
        _ => None,
    }
}

/// A relative address against a folder; none where it leads out of the package.
fn joined(folder: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// An address with its percent signs resolved, where that gives text.
fn unescaped(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = address.get(at + 1..at + 3).filter(|_| byte == b'%');
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(code) => {
                plain.push(code);
                at += 3;
            }
            None => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(plain).unwrap_or_else(|_| address.to_owned())
}

fn starts_with(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

#[cfg(test)]
mod tests {
    use super::{joined, paths, unescaped};

    #[test]
    fn addresses_stay_in_the_package() {
        assert_eq!(joined("items/a", "../images/x.png").as_deref(), Some("items/images/x.png"));
        assert_eq!(joined("items", "../../x.png"), None);
        assert_eq!(joined("", "./a//b.png").as_deref(), Some("a/b.png"));
        assert_eq!(unescaped("a%20b%2Fc%zz%C3%A4%"), "a b/c%zzä%");
        assert_eq!(unescaped("%FF"), "%FF");
        assert_eq!(paths("q", "$IMS-CC-FILEBASE$/Uploaded/x.png")[0], "web_resources/Uploaded/x.png");
    }
}
