//! How a cage is put together: without `unsafe`, by a chain of the system's programs, each of which becomes the next.
//!
//! `setsid` makes a session, `setpriv` ties it to the life of this process, `unshare` makes the network and the process tree,
//! `sh` sets the bounds, `setpriv` or `unshare` changes the user; then comes the program.

use super::cage::{Cage, Network, User, Walls, nobody};
use rustix::process::{getegid, geteuid};
use std::{
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
};
use tokio::process::Command;

/// Address space of one process, in KiB. A library reserves more than it uses, so this isn't what the machine must have.
const MEMORY_KIB: u64 = 2 << 20;
/// Longest file, in blocks of 512 bytes: 64 MiB.
const FILE_BLOCKS: u64 = 64 << 11;
/// Processes and threads of the user that runs the proofs, all programs together.
const PROCESSES: u64 = 2048;

/// Switches loopback on, sets the bounds and runs the rest of the line. Not by `exec`: in a process tree of its own the first
/// process is spared many signals, which would change what a program does. What can't be bounded here isn't.
const SCRIPT: &str = r#"
[ "$1" = - ] || "$1" link set lo up || exit 125
{ ulimit -c 0; ulimit -v "$2"; ulimit -f "$3"; } 2>/dev/null
[ "$4" = - ] || ulimit -u "$4" 2>/dev/null || ulimit -p "$4" 2>/dev/null
shift 4
"$@"
exit $?
"#;

impl Cage {
    /// A command that runs a program in here, with nothing in its environment. The process that is spawned leads a group
    /// with everything that the program starts.
    pub(super) fn command(&self, network: Network, program: &OsStr) -> Command {
        let mut line = self.session();
        line.extend(self.tree(network));
        line.extend(words(&["/bin/sh", "-c", SCRIPT, "sh"]));
        let fresh = self.is_closed() && matches!(network, Network::Own);
        line.push(if fresh { self.tools.ip.clone().into() } else { "-".into() });
        line.push(MEMORY_KIB.to_string().into());
        line.push(FILE_BLOCKS.to_string().into());
        // Those of an ordinary user's other programs would count as well.
        let counted = self.user != User::Own || self.walls == Walls::UserNamespace;
        line.push(if counted { PROCESSES.to_string().into() } else { "-".into() });
        line.extend(match (self.walls, self.user) {
            (Walls::Bare, _) => Vec::new(),
            (Walls::UserNamespace, _) => self.map_back(),
            (_, User::Own) if geteuid().is_root() => {
                setpriv(self, &["--no-new-privs", "--inh-caps=-all", "--bounding-set=-all"])
            }
            (_, User::Own) => Vec::new(),
            _ => self.become_nobody(&[]),
        });
        line.push(program.to_owned());
        let mut command = command_of(&line);
        if self.walls == Walls::Bare {
            command.process_group(0);
        }
        command
    }

    /// A command that runs a server beside the programs: as their user, without bounds, in the network of another process if
    /// need be. The launcher comes first; the process that is spawned becomes the server.
    pub(super) fn server(&self, network: Option<u32>, launcher: &[&str], program: &Path) -> Command {
        let mut line = words(launcher);
        match (self.walls, network) {
            (Walls::UserNamespace, Some(holder)) => {
                if self.user != User::Own {
                    line.extend(self.become_nobody(&[]));
                }
                line.extend(self.enter(holder));
                line.extend(self.map_back());
            }
            (_, network) => {
                line.extend(network.map(|holder| self.enter(holder)).unwrap_or_default());
                if self.user != User::Own {
                    line.extend(self.become_nobody(&[]));
                }
            }
        }
        line.push(program.as_os_str().to_owned());
        command_of(&line)
    }

    /// A command for a process that holds a network with nothing but loopback: it says `up`, then waits for the end of its
    /// input. None where a network can't be had.
    pub(super) fn holder(&self) -> Option<Command> {
        if !self.is_closed() {
            return None;
        }
        let mut line = Vec::new();
        if self.walls == Walls::UserNamespace && self.user != User::Own {
            line.extend(self.become_nobody(&[]));
        }
        line.extend(unshare(self, self.fresh_network()));
        line.extend(words(&["/bin/sh", "-c", r#""$0" link set lo up && echo up && read -r line"#]));
        line.push(self.tools.ip.clone().into());
        Some(command_of(&line))
    }

    /// A session of its own, which ends when the thread that started it does.
    fn session(&self) -> Vec<OsString> {
        let Some(setsid) = self.tools.setsid.clone().filter(|_| self.walls != Walls::Bare) else {
            return Vec::new();
        };
        let mut line = vec![setsid.into()];
        line.extend(match (self.walls, self.user) {
            (Walls::UserNamespace, User::Nobody) => self.become_nobody(&["--pdeathsig=KILL"]),
            _ => setpriv(self, &["--pdeathsig=KILL"]),
        });
        line
    }

    /// A network and a process tree of its own.
    fn tree(&self, network: Network) -> Vec<OsString> {
        let own_tree = ["--pid", "--fork", "--kill-child"];
        match network {
            _ if !self.is_closed() => Vec::new(),
            Network::Own => unshare(self, &[self.fresh_network(), &own_tree].concat()),
            Network::Of(holder) => {
                let mut line = self.enter(holder);
                line.extend(unshare(self, &own_tree));
                line
            }
        }
    }

    fn fresh_network(&self) -> &'static [&'static str] {
        if self.walls == Walls::UserNamespace { &["--user", "--map-root-user", "--net"] } else { &["--net"] }
    }

    /// Into the network of another process.
    fn enter(&self, holder: u32) -> Vec<OsString> {
        let target = format!("--target={holder}");
        let mut options = vec![target.as_str(), "--net"];
        if self.walls == Walls::UserNamespace {
            options.extend(["--user", "--preserve-credentials"]);
        }
        tool(Some(&self.tools.nsenter), &options)
    }

    fn become_nobody(&self, more: &[&str]) -> Vec<OsString> {
        let (uid, gid) = nobody();
        let (uid, gid) = (format!("--reuid={uid}"), format!("--regid={gid}"));
        let powers: &[&str] = match self.user {
            User::NobodyWhoReads => &[
                "--inh-caps=-all,+dac_read_search",
                "--ambient-caps=+dac_read_search",
                "--bounding-set=-all,+dac_read_search",
            ],
            User::Own | User::Nobody => &["--inh-caps=-all", "--bounding-set=-all"],
        };
        setpriv(self, &[more, &[&uid, &gid, "--clear-groups", "--no-new-privs"], powers].concat())
    }

    /// From root's number in a user namespace back to the user's own.
    fn map_back(&self) -> Vec<OsString> {
        let (uid, gid) = match self.user {
            User::Own => (geteuid().as_raw(), getegid().as_raw()),
            User::Nobody | User::NobodyWhoReads => nobody(),
        };
        let (uid, gid) = (format!("--map-user={uid}"), format!("--map-group={gid}"));
        unshare(self, &["--user", &uid, &gid])
    }
}

fn setpriv(cage: &Cage, options: &[&str]) -> Vec<OsString> {
    tool(cage.tools.setpriv.as_ref(), options)
}

fn unshare(cage: &Cage, options: &[&str]) -> Vec<OsString> {
    tool(cage.tools.unshare.as_ref(), options)
}

/// A program that becomes another with these options; nothing where it isn't there, which `Cage::works` has seen to.
fn tool(program: Option<&PathBuf>, options: &[&str]) -> Vec<OsString> {
    let Some(program) = program else { return Vec::new() };
    let mut line = vec![program.clone().into_os_string()];
    line.extend(words(options));
    line.push("--".into());
    line
}

fn words(words: &[&str]) -> Vec<OsString> {
    words.iter().map(OsString::from).collect()
}

fn command_of(line: &[OsString]) -> Command {
    let mut line = line.iter();
    let mut command = Command::new(line.next().map_or(OsStr::new("/bin/sh"), OsString::as_os_str));
    command.args(line).env_clear();
    command
}
