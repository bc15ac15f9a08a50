//! What a program can't do: run on, take all memory, write without end, reach the network, leave something behind.

use super::{Bank, Item};
use std::{
    fs,
    time::{Duration, Instant},
};

/// An item whose program must print `done`.
fn done(stem: &str) -> Bank {
    Bank::one(Item { stem, options: &[(true, "`done`"), (false, "`other`")], ..Item::default() })
}

#[test]
fn a_program_that_runs_on_is_stopped() {
    let started = Instant::now();
    done("What does it print?\n\n```python\nprint(\"done\", flush=True)\nwhile True:\n    pass\n```")
        .fails(&["seen:     no end within 10 s"]);
    assert!(started.elapsed() < Duration::from_secs(40));
}

#[test]
#[cfg(target_os = "linux")]
fn a_program_that_takes_all_memory_is_refused() {
    done(
        "What does it print?\n\n```python\ntry:\n    hog = [bytearray(1 << 30) for _ in range(4)]\nexcept MemoryError:\n    \
         print(\"done\")\n```",
    )
    .is_proven();
}

#[test]
fn running_out_of_memory_refutes_nothing() {
    Bank::one(Item {
        proof: "options",
        stem: "Which one has 3 items?",
        options: &[(true, "`3`"), (false, "`1 << 62`")],
        blocks: "```python\nassert len(bytearray({{option}})) == 3\n```",
        ..Item::default()
    })
    .fails(&["seen:     MemoryError"]);
}

#[test]
fn a_program_that_writes_without_end_is_stopped() {
    done("What does it print?\n\n```python\nwhile True:\n    print(\"x\" * 1000)\n```")
        .fails(&["seen:     more than 1024 KiB written"]);
}

#[test]
fn a_program_reaches_loopback_and_nothing_else() {
    // Naming the other end of a datagram socket sends nothing, it only asks for a way.
    let program = r#"What does it print?

```python
import errno
import socket

near = socket.create_server(("127.0.0.1", 0))
socket.create_connection(near.getsockname()).close()
far = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
try:
    far.connect(("192.0.2.1", 9))
except OSError as error:
    print("done" if error.errno == errno.ENETUNREACH else error)
```"#;
    let told = done(program).prove(&[]);
    assert!(told.code == Some(0) || told.is_open(), "{}", told.report);
}

#[test]
fn what_a_program_started_ends_with_it() {
    let mark = format!("left-by-{}", std::process::id());
    let program = format!(
        r#"What does it print?

```python
import subprocess
import sys

subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "{mark}"], start_new_session=True)
print("done")
```"#
    );
    let told = done(&program).prove(&[]);
    if told.is_open() {
        return;
    }
    assert_eq!(told.code, Some(0), "{}", told.report);
    let processes = fs::read_dir("/proc").unwrap().flatten();
    let line = |entry: fs::DirEntry| fs::read(entry.path().join("cmdline")).unwrap_or_default();
    assert!(!processes.map(line).any(|line| String::from_utf8_lossy(&line).contains(&mark)));
}

#[test]
fn a_program_runs_with_a_clean_environment_and_without_powers() {
    let program = r#"What does it print?

```python
import os

assert os.environ.get("SECRET") is None
assert os.environ["HOME"] != os.getcwd()
try:
    open("/etc/invigil-was-here", "w")
except OSError:
    print("done")
```"#;
    let bank = done(program);
    let status = bank.command(&[]).env("SECRET", "1").output().unwrap().status;
    assert!(status.success());
}
