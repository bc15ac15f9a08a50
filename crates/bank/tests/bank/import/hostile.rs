//! Files made to harm: each is refused, or read in bounded time and memory.

use super::support::{archive, assert_accounted, forged, read, refusal};
use invigil_bank::import::{Limits, import};
use std::io::{Cursor, Write};
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const GIFT: &[u8] = b"A? {=a ~b}";

/// A file that packs to almost nothing.
fn bomb(bytes: usize, files: usize) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let zeros = vec![0; bytes];
    for number in 0..files {
        zip.start_file(format!("{number}.md"), SimpleFileOptions::default()).unwrap();
        zip.write_all(&zeros).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_archive_that_grows_is_stopped_while_it_does() {
    let limits = Limits { unpacked_bytes: 3_000_000, ..Limits::default() };
    let refused = |bytes: &[u8]| import("a.zip", bytes, &limits, &mut |_| {}).refusal.unwrap_or_default();
    assert!(refused(&bomb(2_900_000, 1)).contains("more than 200 times"));
    assert!(refused(&bomb(900_000, 4)).contains("more than 3 MB"), "{}", refused(&bomb(900_000, 4)));
    // What the headers say of the size is not what counts.
    let size = 2_900_000_u32.to_le_bytes();
    let lying = forged(bomb(2_900_000, 1), &size, &100_u32.to_le_bytes());
    assert!(!refused(&lying).is_empty());
}

#[test]
fn many_entries_are_refused_before_the_directory_is_read() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..100_000 {
        zip.start_file(
            format!("{number}.md"),
            SimpleFileOptions::default().compression_method(CompressionMethod::Stored),
        )
        .unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    let reading = read("a.zip", &bytes);
    assert!(refusal(&reading).contains("100,000 entries; at most 25,000"), "{}", refusal(&reading));
}

#[test]
fn paths_that_lead_elsewhere_are_refused() {
    for (name, reason) in [
        ("../up.md", "leads out of the archive"),
        ("a/../../up.md", "leads out of the archive"),
        ("/etc/cron.d/x.md", "begins at the root"),
        ("C:/x.md", "names a drive"),
        ("a\\..\\b.md", "has a backslash"),
        ("a//b.md", "has an empty part"),
        ("a\u{7}b.md", "has a control character"),
    ] {
        let stand_in = "z".repeat(name.len());
        let bytes = forged(archive(&[(&stand_in, GIFT)]), stand_in.as_bytes(), name.as_bytes());
        let reading = read("a.zip", &bytes);
        assert!(refusal(&reading).contains(reason), "{name}: {}", refusal(&reading));
    }
    let nul = forged(archive(&[("zzzz.md", GIFT)]), b"zzzz.md", b"a\0.md\0\0");
    assert!(refusal(&read("a.zip", &nul)).contains("control character"));
    let long = "a".repeat(600);
    assert!(refusal(&read("a.zip", archive(&[(&long, GIFT)]))).contains("longer than 500 bytes"));
}

#[test]
fn links_secrets_twins_and_archives_in_archives_are_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("link.md", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    assert!(refusal(&read("a.zip", zip.finish().unwrap().into_inner())).contains("is a link"));

    let twins = forged(archive(&[("one.md", GIFT), ("two.md", GIFT)]), b"two.md", b"one.md");
    assert!(refusal(&read("a.zip", twins)).contains("same name"));

    let inner = archive(&[("a.md", GIFT)]);
    let nested = archive(&[("inner.zip", &inner), ("x/deep.imscc", &inner)]);
    assert!(refusal(&read("a.zip", nested)).contains("holds another one, inner.zip"));

    // The flag of encryption, in the local header and in the directory.
    let mut secret = archive(&[("a.md", GIFT)]);
    let directory = secret.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    secret[6] |= 1;
    secret[directory + 8] |= 1;
    assert!(refusal(&read("a.zip", secret)).contains("encrypted"));
}

#[test]
fn broken_archives_are_refused_not_guessed() {
    let whole = archive(&[("a.md", &[b'x'; 5_000]), ("b.md", GIFT)]);
    for cut in [4, 30, whole.len() / 2, whole.len() - 1] {
        assert!(read("a.zip", &whole[..cut]).refusal.is_some(), "{cut}");
    }
    for at in (0..whole.len()).step_by(3) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        read("a.zip", &bytes);
    }
}

#[test]
fn long_lines_and_many_items_are_bounded() {
    let line = "x".repeat(5_000_000);
    read("a.gift", format!("::a::{line} {{=a ~b}}"));
    read("a.gift", format!("{{{line}"));
    read("a.gift", "{".repeat(1_000_000));
    read("a.gift", "\\".repeat(1_000_000));
    let many = read("a.gift", "a{T}\n\n".repeat(1_000_000));
    assert!(refusal(&many).contains("more than 20,000 items"));
    let lines = read("a.txt", "a\n".repeat(5_000_000));
    assert_accounted(&lines);
}

#[test]
fn what_all_html_of_a_file_costs_is_bounded() {
    // Marks that stay open are opened again in every later paragraph.
    let worst = format!("{}{}", "<b>".repeat(500), "<p>x".repeat(500));
    let item = |n: usize, html: &str| format!("::{n}::[html]{html} {{=a ~b}}\n\n");
    let file: String = (0..200).map(|n| item(n, &worst)).chain([item(200, "<p>fine</p>")]).collect();
    let reading = read("a.gift", file);
    let reason = "counts for more than 30,000,000";
    let stopped = reading.failed.iter().filter(|one| one.reason.contains(reason)).count();
    assert!((50..200).contains(&stopped), "{stopped} {:?}", reading.failed.first());
    // Marks that are closed cost nothing like it.
    let plain = "<p><b>x</b> and <i>y</i></p>".repeat(100);
    let reading = read("a.gift", (0..1_000).map(|n| item(n, &plain)).collect::<String>());
    assert_eq!((reading.items.len(), reading.failed.len()), (1_000, 0), "{:?}", reading.failed.first());
}

#[test]
fn too_large_a_file_is_refused_unread() {
    let reading = read("a.gift", vec![b'x'; 25_000_001]);
    assert!(refusal(&reading).contains("at most 25 MB"));
}

#[test]
fn xml_neither_fetches_nor_grows() {
    let bomb = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE quiz [<!ENTITY a0 \"ha\">{}]>\n<quiz><question type=\"multichoice\"><name><text>&a30;\
         </text></name><questiontext format=\"html\"><text>&a30;</text></questiontext><answer fraction=\"100\"><text>a</text>\
         </answer><answer fraction=\"0\"><text>b</text></answer></question></quiz>",
        (1..=30).map(|n| format!("<!ENTITY a{n} \"&a{};&a{};\">", n - 1, n - 1)).collect::<String>()
    );
    let external = "<?xml version=\"1.0\"?>\n<!DOCTYPE quiz [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n<quiz><question \
        type=\"multichoice\"><name><text>a</text></name><questiontext format=\"html\"><text>&x;</text></questiontext><answer \
        fraction=\"100\"><text>a</text></answer><answer fraction=\"0\"><text>b</text></answer></question></quiz>";
    for xml in [
        bomb.as_str(),
        external,
        &"<quiz>".repeat(1_000_000),
        &format!("<quiz {}", "a=\"b\" ".repeat(500_000)),
    ] {
        let reading = read("a.xml", xml);
        let json = serde_json::to_string(&reading).unwrap();
        assert!(!json.contains("root:") && !json.contains("hahahaha"), "{json:.300}");
    }
}
