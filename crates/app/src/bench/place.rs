//! Where a benchmark runs: a private PostgreSQL, the whole web server on loopback, and candidates with open attempts.

use crate::private_postgres::{Holder, Options, PrivatePostgres, Search};
use anyhow::{Context, bail};
use invigil_bank::{Bank, BankItem, Place as BankPlace, Proof};
use invigil_exam::{
    About, Certification, CertificationKind, Choices, Difficulty, Edition, Item, Level, Question, Scoring,
    Section, Solution,
};
use invigil_store::{Limits, Start, Store};
use invigil_web::App;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;
use uuid::Uuid;

/// How many items a form has; as many as an associate exam.
pub(super) const POSITIONS: u32 = 40;

/// Connections to PostgreSQL beside those of pgbench.
const OWN_CONNECTIONS: u32 = 40;

/// A candidate with an open attempt.
pub(super) struct Candidate {
    /// The value of the session's cookie.
    pub(super) token: String,
    pub(super) attempt: Uuid,
}

/// Everything that a benchmark needs.
pub(super) struct Place {
    pub(super) server: SocketAddr,
    pub(super) candidates: Vec<Candidate>,
    pub(super) postgres: PrivatePostgres,
    pub(super) folder: PathBuf,
    store: Store,
}

impl Place {
    /// Prepares as many candidates as there will be connections.
    pub(super) async fn prepare(
        most: u32,
        writers: u32,
        postgres_bin: Option<PathBuf>,
    ) -> anyhow::Result<Place> {
        let folder = std::env::temp_dir().join(format!("invigil-bench-{}", std::process::id()));
        let options = Options {
            data: folder.clone(),
            holder: Holder::Server,
            search: Search::of_this_machine(postgres_bin),
            settings: vec![("max_connections".into(), (most + OWN_CONNECTIONS).to_string())],
        };
        let postgres = PrivatePostgres::start(&options, |_| ()).await?;
        let store = Store::connect(postgres.url(), Limits { connections: 16, writers }).await?;
        store.migrate().await?;
        store.load_bank(&bank()).await?;

        let edition = store.catalogue().await?;
        let edition =
            edition.current_edition("bench", "bench").context("the benchmark's own exam is gone")?;
        let mut candidates = Vec::new();
        for _ in 0..most {
            let (token, person) = store.open_guest_session().await?;
            let Start::Open(started) = store.start(person, edition).await? else {
                bail!("the benchmark's own exam can't be filled")
            };
            candidates.push(Candidate { token: token.reveal(), attempt: started.attempt });
        }

        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let server = listener.local_addr()?;
        let settings = invigil_web::Settings {
            public_url: format!("http://{server}"),
            hashing_threads: 1,
            enforce_prerequisites: false,
            python: None,
        };
        let router = invigil_web::router(App::new(store.clone(), settings).await?);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Place { server, candidates, postgres, folder, store })
    }

    /// Stops everything and removes the folder.
    pub(super) async fn remove(self) {
        self.store.close().await;
        self.postgres.stop().await;
        if let Err(error) = std::fs::remove_dir_all(&self.folder) {
            eprintln!("{} couldn't be removed: {error}", self.folder.display());
        }
    }
}

/// A bank that fills one form of [`POSITIONS`] items, so that the figures don't depend on the project's own bank.
fn bank() -> Bank {
    let section = Section {
        id: "bench".into(),
        title: "Bench".into(),
        items: POSITIONS as u16,
        points: None,
        summary: String::new(),
        topics: vec!["bench".into()],
    };
    let edition = Edition {
        id: "bench".into(),
        title: "Bench".into(),
        default: true,
        minutes: 600,
        agreement_minutes: 0,
        pass_percent: 70,
        scoring: Scoring::AllOrNothing,
        note: String::new(),
        sections: vec![section],
    };
    let certification = Certification {
        id: "bench".into(),
        kind: CertificationKind::Exam,
        short: "Bench".into(),
        name: "Bench".into(),
        level: Level::Entry,
        pathway: "bench".into(),
        order: 1,
        requires: Vec::new(),
        natural_before: Vec::new(),
        next: Vec::new(),
        fee_usd: None,
        about: About::default(),
        topics: BTreeMap::from([("bench".into(), "Bench".into())]),
        editions: vec![edition],
    };
    let items = (0..POSITIONS).map(|number| BankItem {
        item: Item {
            id: format!("bench-{number}"),
            certification: "bench".into(),
            section: "bench".into(),
            topic: "bench".into(),
            question: Question {
                stem: format!("Item {number}"),
                options: vec!["One".into(), "Two".into(), "Three".into(), "Four".into()],
                choose: 1,
                shuffle: true,
            },
            solution: Solution {
                keys: Choices::of([0]),
                reasons: vec![String::new(); 4],
                explanation: String::new(),
                reference: String::new(),
                objective: String::new(),
                difficulty: Difficulty::Medium,
            },
        },
        proof: Proof::Cited { because: "nobody sees it".into() },
        place: BankPlace { file: String::new(), line: 1, column: 1 },
        proven_on: Vec::new(),
    });
    Bank { certifications: vec![certification], items: items.collect(), problems: Vec::new() }
}
