//! What a proof's program runs in: no network but loopback, another user where root proves, bounds, and no survivors.
//!
//! Items are code from files. Where the system offers it, each program gets a network of its own with nothing but loopback,
//! and a process tree of its own that ends with it. How that is put together is in [`super::chain`].

use super::tools::Tools;
use rustix::process::geteuid;
use std::{ffi::OsStr, fs, process::Stdio, time::Duration};

/// How far a program is kept from everything else, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Walls {
    /// Network and process tree of its own, made by root.
    Namespaces,
    /// The same, made in a user namespace.
    UserNamespace,
    /// Only a session of its own.
    Session,
    /// Only a process group of its own.
    Bare,
}

/// Who a program runs as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum User {
    /// Whoever this is; root without its powers.
    Own,
    /// `nobody`.
    Nobody,
    /// `nobody` with the right to read every file: the interpreter lies in root's own folder.
    NobodyWhoReads,
}

/// Which network a program is put into, where it can be chosen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Network {
    /// Loopback of its own.
    Own,
    /// That of another process.
    Of(u32),
}

/// What a program runs in.
#[derive(Clone, Debug)]
pub(super) struct Cage {
    pub(super) walls: Walls,
    pub(super) user: User,
    pub(super) tools: Tools,
}

impl Cage {
    /// The best that works on this machine.
    pub(super) async fn find(tools: Tools) -> Cage {
        let mut candidates = Vec::new();
        if geteuid().is_root() {
            candidates.push((Walls::Namespaces, User::Nobody));
            candidates.push((Walls::UserNamespace, User::Nobody));
            candidates.push((Walls::Session, User::Nobody));
        }
        candidates.push((Walls::UserNamespace, User::Own));
        candidates.push((Walls::Session, User::Own));
        for (walls, user) in candidates {
            let cage = Cage { walls, user, tools: tools.clone() };
            if cage.works().await {
                return cage;
            }
        }
        Cage::bare(tools)
    }

    /// No walls.
    pub(super) fn bare(tools: Tools) -> Cage {
        Cage { walls: Walls::Bare, user: User::Own, tools }
    }

    /// The same walls with each user that can be had, best first.
    pub(super) fn with_each_user(&self) -> Vec<Cage> {
        let users: &[User] = match (self.user, self.walls) {
            (User::Own, _) => &[User::Own],
            // Powers outside of a user namespace are lost in it.
            (_, Walls::UserNamespace) => &[User::Nobody, User::Own],
            _ => &[User::Nobody, User::NobodyWhoReads, User::Own],
        };
        users.iter().map(|user| Cage { user: *user, ..self.clone() }).collect()
    }

    /// Whether programs reach nothing but loopback, and nothing that they started outlives them.
    pub(super) fn is_closed(&self) -> bool {
        matches!(self.walls, Walls::Namespaces | Walls::UserNamespace)
    }

    /// The user and group to whom a program's files must belong, where they aren't this process's own.
    pub(super) fn owner(&self) -> Option<(u32, u32)> {
        (self.user != User::Own).then(nobody)
    }

    async fn works(&self) -> bool {
        let Tools { setsid, setpriv, unshare, .. } = &self.tools;
        if setsid.is_none() || setpriv.is_none() || (self.is_closed() && unshare.is_none()) {
            return false;
        }
        let mut command = self.command(Network::Own, OsStr::new("/bin/sh"));
        command.args(["-c", "exit 0"]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.kill_on_drop(true);
        let ended = tokio::time::timeout(Duration::from_secs(10), command.status()).await;
        matches!(ended, Ok(Ok(status)) if status.success())
    }
}

/// The numbers of `nobody` and its group.
pub(super) fn nobody() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let found = users.lines().find_map(|line| {
        let mut fields = line.strip_prefix("nobody:")?.split(':').skip(1);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    found.unwrap_or((65_534, 65_534))
}
