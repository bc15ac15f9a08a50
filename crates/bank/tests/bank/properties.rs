//! What holds for every file, right or wrong.

use crate::support::{CERTIFICATION, ITEMS, bank_of};
use invigil_bank::{Bank, Checked, Place, content_hash, duplicates, figures, report};
use proptest::prelude::*;

/// A file with something of everything.
fn rich() -> String {
    let second = r#"
## abc-three

- objective: Know é
- topic: lists
- difficulty: medium
- proof: claims
- shuffle: no
- needs: numpy

Which statements hold for `x`? Select two.

| a | b |
|---|---|
| 1 | é |

```python file=helpers.py
y = 2
```

```python
x = 1
```

1. nested

   ```text
   deep
   ```

- [x]
  ```python
  x
    == 1
  ```
  > Yes,
  > it *is*.
- [ ] `x` is 2
  > No.
- [x] é “ü”
  goes on
  > Yes.

### Explanation

First.

Second `é`.

### Reference

PEP 8

### Proof

```python
{{stem}}
```

```python
assert False
```

```python
{{stem}}
```

```text file=data.txt
x
```
"#;
    format!("{}{second}", ITEMS.replace("harder", "hard"))
}

fn items(bank: &Bank) -> Vec<(invigil_exam::Item, invigil_bank::Proof, usize, usize)> {
    let place = |place: &Place| (place.line, place.column);
    bank.items
        .iter()
        .map(|entry| (entry.item.clone(), entry.proof.clone(), place(&entry.place).0, place(&entry.place).1))
        .collect()
}

/// Reads the text as an items file and as a certification file, and holds what must always hold.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let bank = bank_of(text);
    let lines = text.replace("\r\n", "\n").replace('\r', "\n").split('\n').count();
    for problem in &bank.problems {
        prop_assert!((1..=lines).contains(&problem.place.line), "{problem:?}");
        prop_assert!(problem.place.column >= 1 && !problem.help.is_empty());
        if let Some(excerpt) = &problem.excerpt {
            prop_assert!(!excerpt.text.chars().any(char::is_control));
        }
    }
    for entry in &bank.items {
        let (question, solution) = (&entry.item.question, &entry.item.solution);
        prop_assert!((2..=6).contains(&question.options.len()));
        prop_assert_eq!(question.options.len(), solution.reasons.len());
        prop_assert_eq!(usize::from(question.choose), solution.keys.len());
        prop_assert!(solution.keys.within(question.options.len()) && !solution.keys.is_empty());
        prop_assert!(solution.keys.len() < question.options.len());
        content_hash(&entry.item);
    }
    duplicates::near_duplicates(&bank);
    let figures = figures::of(&bank, true);
    let checked = Checked { bank, figures };
    report::checked_to_text(&checked);
    report::checked_to_json(&checked);
    let folder = crate::support::Folder::with(&[("certification.toml", text.as_bytes())]);
    report::to_text(&folder.read());
    Ok(())
}

/// Pieces that matter to the format.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "---\n",
        "## abc-x\n",
        "### Explanation\n",
        "### Proof\n",
        "- [ ] ",
        "- [x] ",
        "- ",
        "  ",
        "    ",
        "\t",
        "> ",
        "  > ",
        "```python\n",
        "```\n",
        "~~~\n",
        "<b>",
        "<!--",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\u{FEFF}",
        "\0",
        "é",
        "`",
        "[",
        "](",
        "|",
        "|---|\n",
        "1. ",
        "===\n",
        "{{option}}",
        "topic: loops\n",
        "Select two",
        "*",
        "\\",
        "&",
        "[[",
        "\"\"\"",
        "= ",
        "certification: abc\n",
    ]);
    prop_oneof![4 => known.prop_map(str::to_owned), 1 => any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        survives(&text)?;
    }

    #[test]
    fn any_pieces_are_read_without_a_panic(pieces in prop::collection::vec(piece(), 0..60), front in any::<bool>()) {
        let front = if front { "---\ncertification: abc\nsection: first\n---\n\n## abc-a\n" } else { "" };
        survives(&format!("{front}{}", pieces.concat()))?;
    }

    #[test]
    fn a_file_changed_anywhere_is_read_without_a_panic(
        changes in prop::collection::vec((any::<prop::sample::Index>(), 0usize..30, piece()), 1..6),
        certification in any::<bool>(),
    ) {
        let mut text: Vec<char> = if certification { CERTIFICATION.chars().collect() } else { rich().chars().collect() };
        for (index, length, piece) in changes {
            let at = index.index(text.len() + 1);
            let end = (at + length).min(text.len());
            text.splice(at..end, piece.chars());
        }
        survives(&text.into_iter().collect::<String>())?;
    }

    #[test]
    fn lines_left_out_or_moved_are_read_without_a_panic(
        lines in prop::collection::vec(any::<prop::sample::Index>(), 0..120),
    ) {
        let rich = rich();
        let all: Vec<&str> = rich.lines().collect();
        let mixed: Vec<&str> = lines.iter().map(|index| all[index.index(all.len())]).collect();
        survives(&mixed.join("\n"))?;
    }
}

#[test]
fn what_is_read_stands_verbatim_in_the_source() {
    let rich = rich();
    let bank = bank_of(&rich);
    assert_eq!(bank.problems, []);
    assert_eq!(bank.items.len(), 3);
    for entry in &bank.items {
        let (question, solution) = (&entry.item.question, &entry.item.solution);
        for text in [&question.stem, &solution.explanation, &solution.reference, &solution.objective] {
            assert!(!text.is_empty() && rich.contains(text.as_str()), "{text}");
        }
        // Under a bullet each line keeps its text and loses only its indentation and mark.
        for line in question.options.iter().chain(&solution.reasons).flat_map(|text| text.lines()) {
            assert!(rich.contains(line), "{line}");
        }
    }
    let third = &bank.items[2].item;
    assert_eq!(third.question.options, ["```python\nx\n  == 1\n```", "`x` is 2", "é “ü”\ngoes on"]);
    assert_eq!(third.solution.reasons, ["Yes,\nit *is*.", "No.", "Yes."]);
    assert_eq!(third.solution.explanation, "First.\n\nSecond `é`.");
    assert!(!third.question.shuffle);
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let rich = rich();
    let plain = items(&bank_of(&rich));
    assert_eq!(plain.len(), 3);
    for other in [
        rich.replace('\n', "\r\n"),
        rich.replace('\n', "\r"),
        format!("\u{FEFF}{rich}"),
        format!("\u{FEFF}{}", rich.replace('\n', "\r\n")),
        rich.trim_end().to_owned(),
    ] {
        assert_eq!(items(&bank_of(&other)), plain);
    }
    let wrong = rich.replace("é “ü”", "é <b>");
    let at = |text: &str| {
        bank_of(text).problems.iter().map(|p| (p.place.line, p.place.column)).collect::<Vec<_>>()
    };
    assert!(!at(&wrong).is_empty());
    assert_eq!(at(&wrong), at(&wrong.replace('\n', "\r\n")));
}
