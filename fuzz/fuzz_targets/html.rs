//! HTML and Markdown of any origin, brought to the Markdown of an item.
#![no_main]

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use invigil_bank::import::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let escaped: String = text
        .chars()
        .flat_map(|character| match character {
            '\n' => vec!['\\', 'n'],
            '\\' | '~' | '=' | '#' | '{' | '}' | ':' => vec!['\\', character],
            other => vec![other],
        })
        .collect();
    for format in ["html", "markdown", "plain"] {
        let file = format!("::a::[{format}]a {escaped} {{=[{format}]{escaped} ~b}}");
        let reading = invigil_fuzz::read(Some(Format::Gift), "a.gift", file.as_bytes());
        for one in &reading.items {
            let arena = Arena::new();
            // As text, any address may stand there; links and pictures alone lead somewhere.
            for node in parse_document(&arena, &one.item.question.stem, &Options::default()).descendants() {
                if let NodeValue::Link(link) | NodeValue::Image(link) = &node.data().value {
                    let url = link.url.to_ascii_lowercase();
                    assert!(!url.starts_with("javascript:") && !url.starts_with("data:"), "{url}");
                }
            }
        }
    }
});
