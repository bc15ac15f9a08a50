//! What proofs need beyond the standard library: which interpreter has it, and what to do where one hasn't.

use super::{
    cage::Cage,
    database::Database,
    display::Displays,
    ending::Ending,
    place::{Bench, Place},
    plan::{Plan, Planned},
    verdict::tail,
};
use invigil_bank::Need;
use std::{io, time::Duration};

/// The first import of a large library, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Something that an interpreter lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lack {
    /// The interpreter, from 0.
    pub(super) python: usize,
    pub(super) need: Need,
    /// How it shows.
    pub(super) why: String,
}

/// How much is going to be run.
#[derive(Clone, Copy, Debug)]
pub(super) struct Demand {
    /// How many programs run at once.
    pub(super) jobs: usize,
    /// How many runs have a database.
    pub(super) databases: usize,
}

/// Starts what these needs ask for, and asks each interpreter for each of them once.
///
/// # Errors
/// When the machine fails.
pub(super) async fn provide(
    place: &mut Place,
    benches: &[Bench],
    cage: &Cage,
    needs: &[Need],
    demand: Demand,
) -> io::Result<Vec<Lack>> {
    let mut lacks = Vec::new();
    for &need in needs {
        let mut with_import = Vec::new();
        for (python, bench) in benches.iter().enumerate() {
            match ask(place, bench, &[], importing(need)).await? {
                None => with_import.push(python),
                Some(why) => lacks.push(Lack { python, need, why }),
            }
        }
        let started = match need {
            _ if with_import.is_empty() => continue,
            Need::Tkinter => Displays::start(&place.scratch, cage, demand.jobs)
                .await
                .map(|displays| place.displays = Some(displays)),
            Need::Mariadb => {
                let databases = demand.databases + benches.len();
                Database::start(&place.scratch, cage, databases)
                    .await
                    .map(|database| place.database = Some(database))
            }
            _ => Ok(()),
        };
        for python in with_import {
            let why = match &started {
                Err(why) => Some(why.clone()),
                Ok(()) => ask(place, &benches[python], &[need], using(need)).await?,
            };
            lacks.extend(why.map(|why| Lack { python, need, why }));
        }
    }
    Ok(lacks)
}

/// Runs a program; what it says when it fails.
async fn ask(place: &Place, bench: &Bench, needs: &[Need], source: &str) -> io::Result<Option<String>> {
    if source.is_empty() {
        return Ok(None);
    }
    let source = format!("{source}\n");
    let program = Planned { name: "main.py", source, to_its_end: false, line: 0 };
    let plan = Plan { programs: Vec::new(), files: Vec::new(), stdin: String::new(), needs: needs.to_vec() };
    let ran = place.run(bench, &plan, &program, 0, PATIENCE).await?;
    Ok(match ran.ending {
        Ending::AtItsEnd => None,
        Ending::TooLong => Some(format!("`{}` takes too long", program.source.trim())),
        _ => Some(tail(&ran.stderr).lines().last().unwrap_or("it can't be imported").to_owned()),
    })
}

fn importing(need: Need) -> &'static str {
    match need {
        Need::Numpy => "import numpy",
        // All of it below: it wants the folder of its fonts.
        Need::Matplotlib => "",
        Need::Tkinter => "import tkinter",
        Need::Mariadb => "import mysql.connector",
        Need::Packaging => "import packaging",
        Need::Setuptools => "import setuptools",
    }
}

fn using(need: Need) -> &'static str {
    match need {
        Need::Matplotlib => "import matplotlib.pyplot",
        Need::Tkinter => "import tkinter; tkinter.Tk().destroy()",
        Need::Mariadb => "import proofdb; proofdb.connect().close()",
        Need::Numpy | Need::Packaging | Need::Setuptools => "",
    }
}

/// What to install.
pub(super) fn advice(need: Need, executable: &str) -> String {
    match need {
        Need::Tkinter => {
            format!("give {executable} its tkinter (package python3-tk or tkinter), and install xvfb")
        }
        Need::Mariadb => {
            format!("install mariadb-server, and {executable} -m pip install mysql-connector-python")
        }
        Need::Numpy | Need::Matplotlib | Need::Packaging | Need::Setuptools => {
            format!("{executable} -m pip install {}", need.name())
        }
    }
}
