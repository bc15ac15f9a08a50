//! HTML and Markdown of any origin, brought to the Markdown of an item.
#![no_main]

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
            let stem = one.item.question.stem.to_ascii_lowercase();
            assert!(!stem.contains("](javascript:") && !stem.contains("](data:"), "{stem}");
        }
    }
});
