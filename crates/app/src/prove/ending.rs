//! How a program ended, told from its exit code and from what the interpreter wrote.

use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// Without an exception, at its end.
    AtItsEnd,
    /// Without an error, but before its end (`sys.exit()`, say).
    Early,
    /// By an exception of this type, without its module.
    Raised(String),
    /// By a signal of this number.
    Killed(i32),
    /// Not in time; it was ended.
    TooLong,
    /// It wrote too much and was ended.
    TooMuch,
}

impl Ending {
    /// From the exit code of the shell that ran the program.
    pub(super) fn of(status: ExitStatus, stderr: &str) -> Ending {
        match (status.code(), status.signal()) {
            (Some(0), _) => Ending::AtItsEnd,
            // The shell's way to say by which signal. A program that exits with such a number itself is a rare one.
            (Some(code @ 129..=192), _) if last_exception(stderr).is_none() => Ending::Killed(code - 128),
            (Some(_), _) => Ending::Raised(last_exception(stderr).unwrap_or_else(|| "SystemExit".to_owned())),
            (None, signal) => Ending::Killed(signal.unwrap_or(0)),
        }
    }
}

/// What stands before the traceback of an exception that didn't end the program.
const ELSEWHERE: [&str; 8] = [
    "Exception ignored",
    "Exception in ",
    "Error in ",
    "Task exception",
    "Future exception",
    "future: ",
    "Process ",
    "--- Logging error",
];

/// The type of the exception in the last traceback; none if there is no traceback. An exception that isn't named is `?`.
fn last_exception(stderr: &str) -> Option<String> {
    let lines: Vec<&str> = stderr.lines().collect();
    let is_head = |line: &str| {
        line.starts_with("Traceback (most recent call last)")
            || line.starts_with("  + Exception Group Traceback (most recent call last)")
    };
    let heads: Vec<usize> = (0..lines.len()).filter(|&index| is_head(lines[index])).collect();
    let own = heads
        .iter()
        .rev()
        .find(|&&index| index == 0 || !ELSEWHERE.iter().any(|words| lines[index - 1].starts_with(words)));
    let start = match own {
        Some(&index) => index + 1,
        // A program that can't be compiled has no traceback, only a place.
        None if heads.is_empty() => lines.iter().position(|line| line.starts_with("  File \""))?,
        None => return None,
    };
    let group = start > 0 && lines[start - 1].starts_with("  + ");
    let named = lines[start..].iter().find_map(|line| {
        let line = if group { line.strip_prefix("  | ")? } else { line };
        name(line)
    });
    Some(named.unwrap_or("?").to_owned())
}

/// The type that a traceback's last line names: `json.decoder.JSONDecodeError: text` is `JSONDecodeError`.
fn name(line: &str) -> Option<&str> {
    let whole = line.split_once(':').map_or(line, |(before, _)| before);
    let allowed = |character: char| character.is_alphanumeric() || "_.<>".contains(character);
    if whole.is_empty() || whole.starts_with(|first: char| first.is_numeric()) || !whole.chars().all(allowed)
    {
        return None;
    }
    whole.rsplit('.').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exit(code: i32) -> ExitStatus {
        ExitStatus::from_raw(code << 8)
    }

    fn raised(name: &str) -> Ending {
        Ending::Raised(name.to_owned())
    }

    #[test]
    fn the_last_exception_of_a_chain_counts() {
        let stderr = "Traceback (most recent call last):\n  File \"main.py\", line 2, in <module>\n    int(\"x\")\n\
                      ValueError: invalid literal\n\nDuring handling of the above exception, another exception occurred:\n\n\
                      Traceback (most recent call last):\n  File \"main.py\", line 4, in <module>\n    {}[1]\n    ~~^^^\n\
                      KeyError: 1\n";
        assert_eq!(Ending::of(exit(1), stderr), raised("KeyError"));
    }

    #[test]
    fn a_module_is_left_out_and_a_message_may_have_lines() {
        let stderr = "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\n\
                      shop.till.<locals>.Empty: first\nSecond: line\n";
        assert_eq!(Ending::of(exit(1), stderr), raised("Empty"));
        let stderr = "Traceback (most recent call last):\n  File \"main.py\", line 1, in <module>\nKeyboardInterrupt\n";
        assert_eq!(Ending::of(exit(130), stderr), raised("KeyboardInterrupt"));
    }

    #[test]
    fn a_program_that_does_not_compile_has_no_traceback() {
        let stderr = "  File \"/tmp/main.py\", line 1\n    if\n      ^\nSyntaxError: invalid syntax\n";
        assert_eq!(Ending::of(exit(1), stderr), raised("SyntaxError"));
    }

    #[test]
    fn a_group_of_exceptions_is_one() {
        let stderr = "  + Exception Group Traceback (most recent call last):\n  |   File \"main.py\", line 1, in <module>\n  \
                      | ExceptionGroup: two (2 sub-exceptions)\n  +-+---------------- 1 ----------------\n    | ValueError: 1\n";
        assert_eq!(Ending::of(exit(1), stderr), raised("ExceptionGroup"));
    }

    #[test]
    fn the_exception_of_a_thread_or_child_is_not_that_of_the_program() {
        for first in
            ["Exception in thread Thread-1 (work):", "Process Process-1:", "Exception ignored in: <x>"]
        {
            let stderr = format!(
                "{first}\nTraceback (most recent call last):\n  File \"main.py\", line 3, in work\nValueError: x\n"
            );
            assert_eq!(Ending::of(exit(0), &stderr), Ending::AtItsEnd);
            assert_eq!(Ending::of(exit(3), &stderr), raised("SystemExit"));
        }
    }

    #[test]
    fn exit_codes_without_an_exception() {
        assert_eq!(Ending::of(exit(0), ""), Ending::AtItsEnd);
        assert_eq!(Ending::of(exit(2), "wrong\n"), raised("SystemExit"));
        assert_eq!(Ending::of(exit(139), "Segmentation fault\n"), Ending::Killed(11));
        assert_eq!(Ending::of(ExitStatus::from_raw(9), ""), Ending::Killed(9));
        assert_eq!(Ending::of(exit(255), ""), raised("SystemExit"));
    }
}
