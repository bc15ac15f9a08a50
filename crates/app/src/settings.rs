//! Every setting: one flag, one environment variable, one line of explanation, one check.

use clap::{Args, CommandFactory};
use std::{
    env,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    num::NonZeroUsize,
    path::PathBuf,
    thread,
};

/// What holds of what a certification asks for first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prerequisites {
    /// Pages say what is usually passed first, and everybody may start.
    Advisory,
    /// Who hasn't passed mocks of it can't start.
    Enforced,
}

/// The settings of a server and of the commands that need its database.
///
/// A flag wins over the environment. This is also the text of `--help` and of the table in the README.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings")]
pub struct Settings {
    /// Address and port to listen on.
    #[arg(long, env = "INVIGIL_LISTEN", global = true, value_name = "ADDRESS", default_value = "127.0.0.1:8080",
          value_parser = listen)]
    pub listen: SocketAddr,

    /// Where people reach the platform, as in links and for cookies [default: http:// and the address of INVIGIL_LISTEN]
    #[arg(long, env = "INVIGIL_PUBLIC_URL", global = true, value_name = "URL", value_parser = public_url)]
    pub public_url: Option<String>,

    /// Folder of the private PostgreSQL [default: /var/lib/invigil as root, else $XDG_DATA_HOME/invigil or ~/.local/share/invigil]
    #[arg(long, env = "INVIGIL_DATA", global = true, value_name = "FOLDER", value_parser = path("INVIGIL_DATA"))]
    pub data: Option<PathBuf>,

    /// PostgreSQL to use, as postgres://user:password@host/database [default: a private one, started in INVIGIL_DATA]
    #[arg(long, env = "DATABASE_URL", global = true, value_name = "URL", hide_env_values = true)]
    pub database_url: Option<String>,

    /// Folder of PostgreSQL's programs for the private one [default: the system's, else fetched once]
    #[arg(long, env = "INVIGIL_POSTGRES_BIN", global = true, value_name = "FOLDER",
          value_parser = path("INVIGIL_POSTGRES_BIN"))]
    pub postgres_bin: Option<PathBuf>,

    /// Folder of the question bank [default: question-bank in this folder or above the program, else installed beside it]
    #[arg(long, env = "INVIGIL_BANK", global = true, value_name = "FOLDER", value_parser = path("INVIGIL_BANK"))]
    pub bank: Option<PathBuf>,

    /// Folder of Python for browsers, in which candidates run code [default: python/fetched in this folder or above the program, else installed beside it; without it nobody is offered to]
    #[arg(long, env = "INVIGIL_PYTHON", global = true, value_name = "FOLDER", value_parser = path("INVIGIL_PYTHON"))]
    pub python_folder: Option<PathBuf>,

    /// What is logged: error, warn, info, debug, trace, also by module as in info,invigil_store=debug
    #[arg(long, env = "INVIGIL_LOG", global = true, value_name = "FILTER", default_value = "info", value_parser = log)]
    pub log: String,

    /// Connections to the database, 2 to 200
    #[arg(long, env = "INVIGIL_DATABASE_CONNECTIONS", global = true, value_name = "NUMBER", default_value = "10",
          value_parser = number("INVIGIL_DATABASE_CONNECTIONS", 2, 200))]
    pub database_connections: u32,

    /// Whether passing a mock of what a certification asks for first is advisory or enforced
    #[arg(long, env = "INVIGIL_PREREQUISITES", global = true, value_name = "RULE", default_value = "advisory",
          value_parser = prerequisites)]
    pub prerequisites: Prerequisites,

    /// Passwords hashed at the same time, 1 to 64 [default: the number of processor cores]
    #[arg(long, env = "INVIGIL_HASHING_THREADS", global = true, value_name = "NUMBER",
          value_parser = number("INVIGIL_HASHING_THREADS", 1, 64))]
    pub hashing_threads: Option<u32>,
}

impl Settings {
    /// Where people reach a server that listens on this address; no slash at the end. One that listens everywhere is also
    /// here.
    pub fn public_url(&self, listening: SocketAddr) -> String {
        let mut here = listening;
        if here.ip().is_unspecified() {
            here.set_ip(if here.is_ipv4() { Ipv4Addr::LOCALHOST.into() } else { Ipv6Addr::LOCALHOST.into() });
        }
        self.public_url.clone().unwrap_or_else(|| format!("http://{here}"))
    }

    /// The folder of the private PostgreSQL, or why there is none.
    ///
    /// # Errors
    /// When neither the setting nor the home of this user is known.
    pub fn data(&self) -> anyhow::Result<PathBuf> {
        if let Some(data) = &self.data {
            return Ok(std::path::absolute(data)?);
        }
        if rustix::process::geteuid().is_root() {
            return Ok("/var/lib/invigil".into());
        }
        let named = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let home = env::home_dir().filter(|home| home.is_absolute()).map(|home| home.join(".local/share"));
        let base = named.or(home).ok_or_else(|| {
            anyhow::anyhow!(
                "This user has no home folder to keep the data in. Name a folder in INVIGIL_DATA."
            )
        })?;
        Ok(base.join("invigil"))
    }

    /// How many passwords are hashed at the same time.
    pub fn hashing_threads(&self) -> usize {
        let cores = || thread::available_parallelism().map_or(1, NonZeroUsize::get).min(64);
        self.hashing_threads.map_or_else(cores, |threads| threads as usize)
    }
}

/// The settings as a Markdown table, as the README shows them.
pub fn table() -> String {
    let mut table = String::from("| environment | flag | default | meaning |\n|---|---|---|---|\n");
    for argument in crate::cli::Cli::command().get_arguments() {
        let (Some(variable), Some(flag)) = (argument.get_env(), argument.get_long()) else { continue };
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let (meaning, told) = match help.split_once(" [default: ") {
            Some((meaning, default)) => (meaning, default.trim_end_matches(']').to_owned()),
            None => (help.as_str(), String::new()),
        };
        let fixed: Vec<String> = argument
            .get_default_values()
            .iter()
            .map(|value| format!("`{}`", value.to_string_lossy()))
            .collect();
        let default = if fixed.is_empty() { told } else { fixed.join(" ") };
        let variable = variable.to_string_lossy();
        table += &format!("| `{variable}` | `--{flag}` | {default} | {} |\n", meaning.trim_end_matches('.'));
    }
    table
}

fn listen(text: &str) -> Result<SocketAddr, String> {
    let local = text.strip_prefix("localhost:").map(|port| format!("127.0.0.1:{port}"));
    local.as_deref().unwrap_or(text).parse().map_err(|_| {
        "INVIGIL_LISTEN is an IP address and a port, as 127.0.0.1:8080, 0.0.0.0:8080 or [::1]:8080".to_owned()
    })
}

fn public_url(text: &str) -> Result<String, String> {
    let wrong = || {
        "INVIGIL_PUBLIC_URL is http:// or https:// with a host and perhaps a port, and no path, as https://exams.example.org"
            .to_owned()
    };
    let trimmed = text.strip_suffix('/').unwrap_or(text);
    let host =
        trimmed.strip_prefix("http://").or_else(|| trimmed.strip_prefix("https://")).ok_or_else(wrong)?;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    // Browsers send hosts in lower case, and what they send is compared with this.
    if host.is_empty() || host.starts_with(':') || !host.chars().all(plain) {
        return Err(wrong());
    }
    Ok(trimmed.to_ascii_lowercase())
}

fn log(text: &str) -> Result<String, String> {
    match tracing_subscriber::EnvFilter::try_new(text) {
        Ok(_) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(
            "INVIGIL_LOG is error, warn, info, debug or trace, also by module as in info,invigil_store=debug"
                .to_owned(),
        ),
    }
}

fn prerequisites(text: &str) -> Result<Prerequisites, String> {
    match text {
        "advisory" => Ok(Prerequisites::Advisory),
        "enforced" => Ok(Prerequisites::Enforced),
        _ => Err("INVIGIL_PREREQUISITES is advisory or enforced".to_owned()),
    }
}

fn path(setting: &'static str) -> impl Fn(&str) -> Result<PathBuf, String> + Clone {
    move |text| match text {
        "" => Err(format!("{setting} is the path of a folder; leave it out for the default")),
        text => Ok(text.into()),
    }
}

fn number(setting: &'static str, least: u32, most: u32) -> impl Fn(&str) -> Result<u32, String> + Clone {
    move |text| match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("{setting} is a whole number from {least} to {most}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_a_scheme_and_a_host() {
        assert_eq!(public_url("https://Exams.example.org/"), Ok("https://exams.example.org".to_owned()));
        assert_eq!(public_url("http://[::1]:8080"), Ok("http://[::1]:8080".to_owned()));
        for wrong in [
            "",
            "example.org",
            "ftp://example.org",
            "https://",
            "https://:80",
            "https://a/b",
            "https://u@a",
            "https://a b",
        ] {
            assert!(public_url(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_server_that_listens_everywhere_is_reached_here() {
        let settings =
            <crate::cli::Cli as clap::Parser>::parse_from(["invigil", "--public-url", "https://a.org"])
                .settings;
        let everywhere: SocketAddr = ([0, 0, 0, 0], 8080).into();
        assert_eq!(settings.public_url(everywhere), "https://a.org");
        let settings = Settings { public_url: None, ..settings };
        assert_eq!(settings.public_url(everywhere), "http://127.0.0.1:8080");
    }

    #[test]
    fn prerequisites_are_advisory_unless_they_are_enforced() {
        assert_eq!(prerequisites("enforced"), Ok(Prerequisites::Enforced));
        assert_eq!(prerequisites("advisory"), Ok(Prerequisites::Advisory));
        assert!(prerequisites("").is_err() && prerequisites("Enforced").is_err());
    }

    #[test]
    fn every_setting_is_in_the_table() {
        let table = table();
        assert_eq!(table.lines().count(), 2 + 11, "{table}");
        assert!(table.contains("| `INVIGIL_LISTEN` | `--listen` | `127.0.0.1:8080` |"), "{table}");
        assert!(
            table.contains(
                "| `INVIGIL_HASHING_THREADS` | `--hashing-threads` | the number of processor cores |"
            ),
            "{table}"
        );
    }
}
