//! Displays for the programs that open windows: virtual ones, each used by one program at a time.

use super::{cage::Cage, scratch::Scratch, tether::Tether, tools};
use std::{
    env,
    ffi::OsString,
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::{Semaphore, SemaphorePermit};

const PATIENCE: Duration = Duration::from_secs(20);

/// More at once would only take memory.
const MOST: usize = 4;

/// The displays of this command.
#[derive(Debug)]
pub(super) struct Displays {
    servers: Vec<Tether>,
    free: Mutex<Vec<Variables>>,
    count: Semaphore,
}

/// What tells a program its display.
type Variables = Vec<(String, OsString)>;

/// A display in use, given back when this is dropped.
pub(super) struct Display<'d> {
    displays: &'d Displays,
    variables: Option<Variables>,
    _permit: SemaphorePermit<'d>,
}

impl Displays {
    /// Starts up to `wanted` virtual displays. Where that program isn't there, the display of this session serves; on
    /// systems that know no such displays none is needed.
    ///
    /// # Errors
    /// What was wrong, in words.
    pub(super) async fn start(scratch: &Scratch, cage: &Cage, wanted: usize) -> Result<Displays, String> {
        let mut displays = Displays { servers: Vec::new(), free: Mutex::default(), count: Semaphore::new(0) };
        let Some(program) = tools::find(&["Xvfb"]).filter(|_| cfg!(not(target_os = "macos"))) else {
            let named = |name: &str| env::var_os(name).map(|value| (name.to_owned(), value));
            displays.add([named("DISPLAY"), named("XAUTHORITY")].into_iter().flatten().collect());
            return Ok(displays);
        };
        for _ in 0..wanted.clamp(1, MOST) {
            let folder = scratch.folder(cage.owner()).map_err(|error| error.to_string())?;
            let mut command = Tether::command(cage, None, &program);
            command.args(["-displayfd", "1", "-screen", "0", "1280x1024x24", "-nolisten", "tcp", "-noreset"]);
            command.env("PATH", "/usr/bin:/bin").env("HOME", &folder).current_dir(&folder);
            let log = folder.join("log");
            let server =
                Tether::start(command, log).map_err(|error| format!("Xvfb can't be run: {error}"))?;
            displays.servers.push(server);
        }
        let mut numbers = Vec::new();
        for server in &mut displays.servers {
            match server.first_line(PATIENCE).await {
                Some(number) => numbers.push(number),
                None => return Err(format!("Xvfb opens no display: {}", server.tail())),
            }
        }
        for number in numbers {
            displays.add(vec![("DISPLAY".to_owned(), format!(":{}", number.trim()).into())]);
        }
        Ok(displays)
    }

    fn add(&self, variables: Variables) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(variables);
        self.count.add_permits(1);
    }

    /// Waits for a display; none after the end.
    pub(super) async fn take(&self) -> Option<Display<'_>> {
        let permit = self.count.acquire().await.ok()?;
        let variables = self.free.lock().unwrap_or_else(PoisonError::into_inner).pop();
        Some(Display { displays: self, variables, _permit: permit })
    }

    pub(super) async fn stop(self) {
        for server in self.servers {
            server.stop().await;
        }
    }
}

impl Display<'_> {
    pub(super) fn variables(&self) -> &[(String, OsString)] {
        self.variables.as_deref().unwrap_or_default()
    }
}

impl Drop for Display<'_> {
    fn drop(&mut self) {
        let mut free = self.displays.free.lock().unwrap_or_else(PoisonError::into_inner);
        free.extend(self.variables.take());
    }
}
