//! What a program needs that Python in a browser doesn't have, by the names that it imports and uses.

use std::collections::HashSet;

/// Modules that can't work there, with what they stand for where that says it better.
const MODULES: [(&str, &str); 42] = [
    ("_thread", "threads"),
    ("aiohttp", "aiohttp"),
    ("curses", "curses"),
    ("dbm", "dbm"),
    ("django", "django"),
    ("ensurepip", "ensurepip"),
    ("flask", "flask"),
    ("ftplib", "the network"),
    ("grp", "grp"),
    ("http.client", "the network"),
    ("http.server", "the network"),
    ("imaplib", "the network"),
    ("mariadb", "mariadb"),
    ("matplotlib", "matplotlib"),
    ("msvcrt", "msvcrt"),
    ("multiprocessing", "other processes"),
    ("mysql", "mysql.connector"),
    ("numpy", "numpy"),
    ("packaging", "packaging"),
    ("pandas", "pandas"),
    ("PIL", "PIL"),
    ("pip", "pip"),
    ("poplib", "the network"),
    ("psycopg2", "psycopg2"),
    ("pty", "other processes"),
    ("pwd", "pwd"),
    ("pymysql", "pymysql"),
    ("pytest", "pytest"),
    ("readline", "readline"),
    ("requests", "requests"),
    ("resource", "resource"),
    ("scipy", "scipy"),
    ("select", "the network"),
    ("selectors", "the network"),
    ("setuptools", "setuptools"),
    ("smtplib", "the network"),
    ("socket", "the network"),
    ("socketserver", "the network"),
    ("sqlalchemy", "sqlalchemy"),
    ("subprocess", "other processes"),
    ("tkinter", "tkinter"),
    ("turtle", "turtle"),
];

/// More of them, by longer names or because of one thing in a module that otherwise works.
const NAMES: [(&str, &str, &str); 13] = [
    ("asyncio", "create_subprocess_exec", "other processes"),
    ("asyncio", "open_connection", "the network"),
    ("asyncio", "start_server", "the network"),
    ("asyncio", "to_thread", "threads"),
    ("concurrent.futures", "ProcessPoolExecutor", "other processes"),
    ("concurrent.futures", "ThreadPoolExecutor", "threads"),
    ("os", "fork", "other processes"),
    ("os", "popen", "other processes"),
    ("os", "system", "other processes"),
    ("threading", "Thread", "threads"),
    ("threading", "Timer", "threads"),
    ("urllib.request", "urlopen", "the network"),
    ("urllib.request", "urlretrieve", "the network"),
];

/// What a program needs and doesn't get in a browser, in the order of its imports, each once. `files` are the names of the files beside
/// it, which are imported before any module of that name.
pub(super) fn lacking<'f>(program: &str, files: impl Iterator<Item = &'f str> + Clone) -> Vec<&'static str> {
    let words = words(program);
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for module in imports(&words) {
        if seen.contains(&module) {
            continue;
        }
        seen.insert(module.clone());
        let top = module.split('.').next().unwrap_or_default();
        if files.clone().any(|file| file.split(['/', '.']).any(|part| part == top)) {
            continue;
        }
        let inside = |name: &str| {
            module.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let whole = MODULES.iter().filter(|(name, _)| inside(name)).map(|&(_, what)| what);
        let partly = NAMES
            .iter()
            .filter(|(name, used, _)| inside(name) && uses(&words, &module, name, used))
            .map(|&(_, _, what)| what);
        for what in whole.chain(partly) {
            if !found.contains(&what) {
                found.push(what);
            }
        }
    }
    found
}

/// Whether an import of `module` takes `used` out of `name`, or the program says `name.used` somewhere.
fn uses(words: &[Word<'_>], module: &str, name: &str, used: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or_default();
    module.strip_prefix(name).is_some_and(|rest| rest.strip_prefix('.') == Some(used))
        || words.windows(3).any(|three| *three == [Word::Name(last), Word::Sign('.'), Word::Name(used)])
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word<'p> {
    Name(&'p str),
    /// Any other character; the end of a line is `;`, which means the same.
    Sign(char),
    /// A string or a number: anything that can't be part of a name.
    Other,
}

/// The dotted names of the modules that a program imports, anywhere in it. `import` is a keyword, so outside of strings and comments
/// it's always an import.
fn imports(words: &[Word<'_>]) -> Vec<String> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word {
            Word::Name("from") => {
                let (module, after) = dotted(&words[at + 1..]);
                if !module.is_empty() && after.first() == Some(&Word::Name("import")) {
                    // `from concurrent import futures`
                    let names = after[1..].iter().take_while(|word| !matches!(word, Word::Sign(';')));
                    found.extend(names.map_while(|word| match word {
                        Word::Name("import" | "from") | Word::Other => None,
                        Word::Name(name) => Some(format!("{module}.{name}")),
                        Word::Sign('(' | ')' | ',' | '*') => Some(module.clone()),
                        Word::Sign(_) => None,
                    }));
                }
            }
            Word::Name("import") if !follows_from(&words[..at]) => {
                let mut rest = &words[at + 1..];
                loop {
                    let (module, after) = dotted(rest);
                    if !module.is_empty() {
                        found.push(module);
                    }
                    rest = match after {
                        [Word::Name("as"), _, Word::Sign(','), after @ ..] => after,
                        [Word::Sign(','), after @ ..] => after,
                        _ => break,
                    };
                }
            }
            _ => {}
        }
    }
    found
}

/// Whether what stands before an `import` is `from x.y`.
fn follows_from(before: &[Word<'_>]) -> bool {
    let mut before = before.iter().rev();
    let mut name_is_next = true;
    before.find_map(|word| match word {
        Word::Sign('.') => {
            name_is_next = true;
            None
        }
        Word::Name("from") => Some(true),
        Word::Name(_) if name_is_next => {
            name_is_next = false;
            None
        }
        _ => Some(false),
    }) == Some(true)
}

/// The dotted name that the words begin with, without spaces, and what comes after it. One that begins with a dot is a neighbour in
/// the same package, and empty here.
fn dotted<'w, 'p>(words: &'w [Word<'p>]) -> (String, &'w [Word<'p>]) {
    let mut name = String::new();
    let mut rest = words;
    while let [Word::Name(part), after @ ..] = rest
        && *part != "import"
    {
        name.push_str(part);
        rest = after;
        let [Word::Sign('.'), after @ ..] = rest else { break };
        name.push('.');
        rest = after;
    }
    (name, rest)
}

/// Cuts a program into words. What isn't Python goes through as well.
fn words(program: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = program;
    let mut depth = 0usize;
    while let Some(first) = rest.chars().next() {
        let length = if first == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(length) = string(rest) {
            found.push(Word::Other);
            length
        } else if first.is_alphabetic() || first == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len());
            found.push(Word::Name(&rest[..end]));
            end
        } else if first.is_ascii_digit() {
            found.push(Word::Other);
            rest.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(rest.len())
        } else if rest.starts_with("\\\n") {
            2
        } else {
            match first {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            match first {
                '\n' if depth == 0 => found.push(Word::Sign(';')),
                _ if first.is_whitespace() => {}
                _ => found.push(Word::Sign(first)),
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

/// How long the string is that the text begins with, its prefix included; one that isn't closed ends with its line, or with the program.
fn string(text: &str) -> Option<usize> {
    // No further than a prefix goes, so that a long program takes time in proportion.
    let prefix = text.char_indices().take(3).find(|(_, c)| matches!(c, '\'' | '"'))?.0;
    if !text[..prefix].chars().all(|c| "rRbBfFuUtT".contains(c)) {
        return None;
    }
    let quote = text[prefix..].chars().next()?;
    let triple = text[prefix..].chars().take(3).filter(|&c| c == quote).count() == 3;
    let mark = if triple { 3 } else { 1 };
    let mut escaped = false;
    for (at, c) in text[prefix + mark..].char_indices() {
        let here = prefix + mark + at;
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' if !triple => return Some(here),
            _ if c == quote
                && (!triple || text[here..].chars().take(3).filter(|&c| c == quote).count() == 3) =>
            {
                return Some(here + mark);
            }
            _ => {}
        }
    }
    Some(text.len())
}

#[cfg(test)]
mod tests {
    use super::lacking;

    fn lacks(program: &str) -> String {
        lacking(program, std::iter::empty()).join(", ")
    }

    #[test]
    fn imports_are_found_wherever_they_stand() {
        for (program, lacks_what) in [
            ("import tkinter as tk\nroot = tk.Tk()", "tkinter"),
            ("import json, numpy as np, os", "numpy"),
            ("import math; import turtle", "turtle"),
            ("from tkinter import ttk", "tkinter"),
            ("import matplotlib.pyplot as plt\nimport numpy as np", "matplotlib, numpy"),
            ("def late():\n    from mysql.connector import connect\n    return connect()", "mysql.connector"),
            ("try:\n    import requests\nexcept ImportError: pass", "requests"),
            ("if True: import socket", "the network"),
            ("from http \\\n    import server", "the network"),
            ("from multiprocessing import (\n    Pool,\n    Queue,\n)", "other processes"),
            ("import subprocess\nfrom multiprocessing import Pool", "other processes"),
        ] {
            assert_eq!(lacks(program), lacks_what, "{program}");
        }
    }

    #[test]
    fn strings_and_comments_are_no_imports() {
        for program in [
            "# import tkinter",
            "print('import tkinter')",
            "text = '''\nimport tkinter\n'''",
            "text = \"\"\"a \\\"\"\" b\nimport numpy\n\"\"\"",
            "x = f'{1} import numpy'\ny = rb'import numpy'",
            "s = 'it\\'s'; t = \"import numpy\"",
            "note = 1  # then import numpy",
            "yield_from = 1\nraise ValueError from numpy",
        ] {
            assert_eq!(lacks(program), "", "{program}");
        }
        assert_eq!(lacks("s = 'not closed\nimport numpy"), "numpy");
    }

    #[test]
    fn what_works_in_a_browser_lacks_nothing() {
        for program in [
            "import sqlite3, json, pathlib, asyncio, csv",
            "import threading\nlock = threading.Lock()",
            "from urllib.parse import quote\nfrom http import HTTPStatus",
            "import os\nprint(os.getcwd())",
            "class Thread: pass\nThread()",
            "import numpyish",
            "import os, platform\nprint(platform.system())",
            "from http import HTTPStatus\nserver = HTTPStatus.OK",
            "from . import numpy",
            "from .tkinter import x",
            "",
            "don't → “é” 'x",
        ] {
            assert_eq!(lacks(program), "", "{program}");
        }
    }

    #[test]
    fn a_module_may_lack_only_a_part() {
        assert_eq!(lacks("import threading\nt = threading.Thread(target=print)"), "threads");
        assert_eq!(lacks("from threading import Timer"), "threads");
        assert_eq!(lacks("from concurrent import futures\nfutures.ThreadPoolExecutor()"), "threads");
        assert_eq!(lacks("import os\nos.system('ls')"), "other processes");
        assert_eq!(lacks("from urllib import request\nrequest.urlopen('x')"), "the network");
    }

    #[test]
    fn a_file_beside_the_program_is_imported_first() {
        let files = ["requests.py", "tkinter/__init__.py"];
        assert!(lacking("import requests, tkinter", files.into_iter()).is_empty());
    }
}
