//! All proofs of all items under all interpreters.

use super::{
    needs::{Demand, Lack, provide},
    options::Wanted,
    outcome::{Found, Proved, Results},
    place::{Bench, Place},
    plan::Plan,
    progress::Tally,
    runner::TIME,
    scratch::Scratch,
    verdict::{Failure, judge},
};
use crate::{progress::Progress, signals::Signals};
use anyhow::{Context, bail};
use invigil_bank::{BankItem, Need};
use std::{sync::Arc, time::Instant};
use tokio::{sync::Semaphore, task::JoinSet};

/// Each program runs with each of these, so that the order of a set can't decide a key.
const HASH_SEEDS: [u32; 2] = [0, 1];

/// An item that can be run.
struct Case {
    /// Its number among all items.
    index: usize,
    item: BankItem,
    plan: Plan,
}

/// Everything that the proofs share.
struct Work {
    cases: Vec<Case>,
    benches: Vec<Bench>,
    place: Place,
    running: Semaphore,
}

/// Runs everything.
///
/// # Errors
/// When the machine fails, or when the person at the terminal stops it.
pub(super) async fn prove(
    items: Vec<BankItem>,
    wanted: Wanted,
    signals: &mut Signals,
) -> anyhow::Result<Results> {
    let started = Instant::now();
    let mut place = Place { scratch: Scratch::new()?, displays: None, database: None };
    let cases: Vec<Case> = items
        .iter()
        .enumerate()
        .filter_map(|(index, item)| Some(Case { index, plan: Plan::of(item)?, item: item.clone() }))
        .collect();
    let mut benches = Vec::new();
    for python in wanted.pythons {
        let fonts = place.scratch.folder(python.cage.owner()).context("A folder can't be made")?;
        benches.push(Bench { python, fonts });
    }
    let jobs = wanted.jobs;
    let lacks = {
        let used = |need: &Need| cases.iter().any(|case| case.plan.needs(*need));
        let needs: Vec<Need> = Need::ALL.into_iter().filter(used).collect();
        let programs = cases.iter().filter(|case| case.plan.needs(Need::Mariadb));
        let programs: usize = programs.map(|case| case.plan.programs.len()).sum();
        let demand = Demand { jobs, databases: programs * HASH_SEEDS.len() * benches.len() };
        let progress = Progress::new();
        if !needs.is_empty() {
            let names: Vec<&str> = needs.iter().map(|need| need.name()).collect();
            progress.step(format_args!("Looking for {}", names.join(", ")));
        }
        tokio::select! {
            lacks = provide(&mut place, &benches, &wanted.cage, &needs, demand) => {
                lacks.context("Programs can't be run")?
            }
            () = signals.next() => bail!("Stopped; nothing was proven."),
        }
    };
    let work = Arc::new(Work { cases, benches, place, running: Semaphore::new(jobs) });
    let found = all(&work, &lacks, signals).await;
    // No task is left that holds it.
    let Some(Work { cases, benches, place, .. }) = Arc::into_inner(work) else {
        bail!("Proofs are still running; this is an error in Invigil, please report it.");
    };
    place.stop().await;
    let mut proved: Vec<Proved> = items.into_iter().map(|item| Proved { item, found: Vec::new() }).collect();
    for (case, found) in cases.iter().zip(found?) {
        proved[case.index].found = found;
    }
    Ok(Results {
        benches,
        certifications: Vec::new(),
        items: proved,
        lacks,
        errors: 0,
        jobs,
        elapsed: started.elapsed(),
    })
}

/// What came of each case under each interpreter.
async fn all(work: &Arc<Work>, lacks: &[Lack], signals: &mut Signals) -> anyhow::Result<Vec<Vec<Found>>> {
    let mut found: Vec<Vec<Found>> = Vec::new();
    let mut tasks = JoinSet::new();
    for (index, case) in work.cases.iter().enumerate() {
        let mut row = Vec::new();
        for python in 0..work.benches.len() {
            let lacking = case.plan.needs.iter().copied();
            let lacking: Vec<Need> = lacking
                .filter(|need| lacks.iter().any(|lack| (lack.python, lack.need) == (python, *need)))
                .collect();
            if lacking.is_empty() {
                let work = Arc::clone(work);
                tasks.spawn(async move { (index, python, one(&work, index, python).await) });
            }
            row.push(Found::Lacking(lacking));
        }
        found.push(row);
    }
    let mut tally = Tally::new(tasks.len());
    loop {
        let joined = tokio::select! {
            joined = tasks.join_next() => joined,
            () = signals.next() => {
                tasks.shutdown().await;
                bail!("Stopped; nothing was recorded.");
            }
        };
        let Some(joined) = joined else { return Ok(found) };
        let failures = match joined.context("A proof broke off").and_then(|(case, python, failures)| {
            Ok((case, python, failures.context("A program can't be run")?))
        }) {
            Ok((case, python, failures)) => {
                let failed = !failures.is_empty();
                found[case][python] = if failed { Found::Failed(failures) } else { Found::Proven };
                failed
            }
            Err(error) => {
                tasks.shutdown().await;
                return Err(error);
            }
        };
        tally.count(failures);
    }
}

/// The failures of one case under one interpreter.
async fn one(work: &Work, case: usize, python: usize) -> anyhow::Result<Vec<Failure>> {
    let (Case { item, plan, .. }, bench) = (&work.cases[case], &work.benches[python]);
    // For the whole case, so that cases end one after the other and not all at the end.
    let _permit = work.running.acquire().await?;
    for hash_seed in HASH_SEEDS {
        let mut runs = Vec::new();
        for program in &plan.programs {
            runs.push(work.place.run(bench, plan, program, hash_seed, TIME).await?);
        }
        let mut failures = judge(item, plan, &runs);
        if hash_seed != HASH_SEEDS[0] {
            for failure in &mut failures {
                failure.seen +=
                    &format!("\n(only with PYTHONHASHSEED={hash_seed}: the order of a set decides)");
            }
        }
        if !failures.is_empty() {
            return Ok(failures);
        }
    }
    Ok(Vec::new())
}
