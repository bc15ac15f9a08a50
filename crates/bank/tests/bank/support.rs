//! A small valid bank in a folder of its own, and problems as text.

use invigil_bank::{Bank, read};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

pub(crate) const CERTIFICATION: &str = r#"id = "abc"
kind = "exam"
short = "ABC"
name = "A basic certification"
level = "entry"
pathway = "letters"
order = 1
where_taken = "at home"
real_exam = "None."
unofficial = "Practice material."
summary = "Letters."
audience = "For all."
covers = "Letters."

[topics]
loops = "Loops"
lists = "Lists"
files = "Files"

[[editions]]
id = "plain"
title = "Plain outline"
default = true
minutes = 30
pass_percent = 70
scoring = "all-or-nothing"

  [[editions.sections]]
  id = "first"
  title = "First"
  items = 1
  topics = ["loops", "lists"]

  [[editions.sections]]
  id = "second"
  title = "Second"
  items = 1
  topics = ["files"]
"#;

/// The last item has an error of its own, so that every test sees whether reading went on to the end.
pub(crate) const ITEMS: &str = r#"---
certification: abc
section: first
---

# For readers

## abc-one

- objective: Know what a sum prints
- topic: loops
- difficulty: easy
- proof: output

What does this program print?

```python
print(1 + 1)
```

- [x] `2`
  > The numbers are added.
- [ ] `11`
  > Joins the digits as if they were text.
- [ ] Nothing is printed
  > Overlooks the call of `print()`.

### Explanation

`+` adds numbers.

### Reference

Library Reference, “Numeric Types”

## abc-two

- objective: Know which claims hold
- topic: lists
- difficulty: harder
- proof: cited because nothing can be run

Which statements are true? Select two.

- [x] First.
  > It is.
- [x] Second.
  > It is too.
- [ ] Third.
  > It isn't.

### Explanation

Some are.

### Reference

PEP 20
"#;

/// What [`ITEMS`] has as it stands.
pub(crate) const OWN_ERROR: &str = "40:15 error: `harder` isn't a difficulty";

/// A folder that goes away with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bank-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("the folder of the tests can be written");
        Folder(path)
    }

    /// With these files; missing folders are made.
    pub(crate) fn with(files: &[(&str, &[u8])]) -> Folder {
        let folder = Folder::new();
        for (name, bytes) in files {
            let path = folder.0.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&folder.0)).expect("the folder can be made");
            fs::write(path, bytes).expect("the file can be written");
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn read(&self) -> Bank {
        read(&self.0)
    }

    /// The problems of the whole folder, a line each, with the paths below it.
    pub(crate) fn problems(&self) -> String {
        let root = format!("{}/", self.0.display());
        lines(&self.read(), |file| format!("{}:", file.strip_prefix(&root).unwrap_or(file)))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn lines(bank: &Bank, file: impl Fn(&str) -> String) -> String {
    let line = |problem: &invigil_bank::Problem| {
        assert!(!problem.help.is_empty(), "no help for: {}", problem.message);
        let place = &problem.place;
        let (severity, message) = (problem.severity.name(), &problem.message);
        format!("{}{}:{} {severity}: {message}", file(&place.file), place.line, place.column)
    };
    bank.problems.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A bank of one certification with one items file.
pub(crate) fn bank_of(items: &str) -> Bank {
    folder_of(items).read()
}

/// An items file of the section `first` with these items.
pub(crate) fn items_file(items: &[String]) -> String {
    format!("---\ncertification: abc\nsection: first\n---\n\n{}", items.join("\n"))
}

/// An easy item whose key is cited; the options that begin with `*` are keys.
pub(crate) fn item(id: &str, stem: &str, options: &[&str]) -> String {
    let options = options.iter().map(|option| match option.strip_prefix('*') {
        Some(key) => format!("- [x] {key}\n  > Right.\n"),
        None => format!("- [ ] {option}\n  > Wrong.\n"),
    });
    format!(
        "## {id}\n\n- objective: Know it\n- topic: loops\n- difficulty: easy\n- proof: cited because of it\n\n{stem}\n\n\
         {}\n### Explanation\n\nSo it is.\n\n### Reference\n\nPEP 20\n",
        options.collect::<String>()
    )
}

/// A folder with one certification and one items file.
pub(crate) fn folder_of(items: &str) -> Folder {
    Folder::with(&[("abc/certification.toml", CERTIFICATION.as_bytes()), ("abc/items.md", items.as_bytes())])
}

/// The problems of an items file: “line:column severity: message”, a line each.
pub(crate) fn problems(items: &str) -> String {
    lines(&bank_of(items), |_| String::new())
}

/// [`ITEMS`] with one thing changed.
pub(crate) fn edit(from: &str, to: &str) -> String {
    assert_eq!(ITEMS.matches(from).count(), 1, "`{from}` must stand once in the text");
    ITEMS.replace(from, to)
}

/// Asserts which problems [`ITEMS`] has after a change, and that its own error is found all the same. `{own}` stands
/// for that error, wherever the change moved it.
#[track_caller]
pub(crate) fn after(from: &str, to: &str, expected: &str) {
    let text = edit(from, to);
    let line = 1 + text[..text.find("harder").unwrap_or(0)].matches('\n').count();
    let own = OWN_ERROR.replacen("40", &line.to_string(), 1);
    same(&problems(&text).replace(&own, "{own}"), expected);
}

/// Compares line by line; the expected lines may be indented.
#[track_caller]
pub(crate) fn same(found: &str, expected: &str) {
    let expected =
        expected.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
    assert_eq!(found, expected, "\nfound:\n{found}\n");
}
