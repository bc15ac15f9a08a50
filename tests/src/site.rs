//! The whole platform on a database of its own.

use crate::{Database, Visitor, database, project, sum};
use axum::Router;
use invigil_store::secret::Token;
use invigil_store::{KnownEdition, Limits, Role, RoleChange, Start, Store};
use invigil_web::{App, Python, Settings};
use sqlx::PgPool;
use std::sync::Arc;
use uuid::Uuid;

/// The platform, without a socket unless asked.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its store.
    pub store: Store,
    /// The database behind it, for looking and for moving time.
    pub db: PgPool,
    /// The address of the database.
    pub database: Database,
    /// The web server's state.
    pub app: Arc<App>,
    pub(crate) router: Router,
}

/// Somebody with a session and an open attempt, at the level of the store.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The session's token.
    pub token: Token,
    /// The person.
    pub person: Uuid,
    /// The attempt.
    pub attempt: Uuid,
}

impl Site {
    /// A fresh one.
    pub async fn new() -> Site {
        Site::on(database().await).await
    }

    /// One on a database that exists.
    pub async fn on(database: Database) -> Site {
        Site::made(database, |_| {}).await
    }

    /// A fresh one on which mocks must be passed in the order of the pathway.
    pub async fn enforcing() -> Site {
        Site::made(database().await, |settings| settings.enforce_prerequisites = true).await
    }

    /// A fresh one that has Python for browsers.
    ///
    /// # Panics
    /// If it wasn't fetched: `scripts/fetch-python` does it, and `./test` calls that.
    pub async fn with_python() -> Site {
        let python = Python::open(&project().join("python/fetched"));
        let python = python
            .unwrap_or_else(|problem| panic!("there is no Python for browsers to test with: {problem}"));
        Site::made(database().await, |settings| settings.python = Some(Arc::new(python))).await
    }

    async fn made(database: Database, change: impl FnOnce(&mut Settings)) -> Site {
        let store =
            Store::connect(&database.url, Limits { connections: 8, writers: 2 }).await.expect("connects");
        let mut settings = Settings {
            public_url: "http://127.0.0.1".into(),
            hashing_threads: 1,
            enforce_prerequisites: false,
            python: None,
        };
        change(&mut settings);
        let app = App::new(store.clone(), settings).await.expect("the catalogue is read");
        let db = PgPool::connect(&database.url).await.expect("connects");
        Site { store, db, database, router: invigil_web::router(app.clone()), app }
    }

    /// Somebody new with an empty cookie jar.
    pub fn visitor(&self) -> Visitor {
        Visitor::new(self.router.clone())
    }

    /// Serves on a free port of this machine; returns the address, without a slash at the end.
    pub async fn serve(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it is bound");
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }

    /// The current edition of an exam.
    pub async fn edition(&self, certification: &str, name: &str) -> Arc<KnownEdition> {
        let catalogue = self.store.catalogue().await.expect("the catalogue is read");
        catalogue.current_edition(certification, name).expect("the edition exists").clone()
    }

    /// A guest who has started a PCAP exam.
    pub async fn candidate(&self) -> Candidate {
        let (token, person) = self.store.open_guest_session().await.expect("a guest session");
        let attempt = self.start(person).await;
        Candidate { token, person, attempt }
    }

    /// Starts a PCAP exam for a person.
    pub async fn start(&self, person: Uuid) -> Uuid {
        let edition = self.edition("pcap", "pathway").await;
        match self.store.start(person, &edition).await.expect("the database answers") {
            Start::Open(started) => started.attempt,
            other => panic!("no attempt: {other:?}"),
        }
    }

    /// Hands an attempt in whose first items are programs of these stems, in Markdown.
    pub async fn handed_in_with(&self, person: Uuid, attempt: Uuid, stems: &[&str]) {
        self.signed_in("author@example.org", Role::Instructor).await;
        let author = self.person("author@example.org").await;
        let bank = self.bank_of(author).await;
        for (position, stem) in (1..).zip(stems) {
            let mut item = sum(&format!("program-{position}"));
            (*stem).clone_into(&mut item.question.stem);
            let item = self.written(author, bank, &item).await;
            self.pin(attempt, position, &item).await;
        }
        self.store.submit(person, attempt).await.expect("it is handed in");
    }

    /// Moves an attempt so that its deadline is `seconds` from now (in the past, if negative).
    pub async fn set_remaining(&self, attempt: Uuid, seconds: f64) {
        let moved = sqlx::query(
            "UPDATE attempt SET started_at = started_at - (deadline - clock_timestamp()) + make_interval(secs => $2),
                                deadline = clock_timestamp() + make_interval(secs => $2) WHERE id = $1",
        )
        .bind(attempt)
        .bind(seconds)
        .execute(&self.db)
        .await
        .expect("the attempt is moved");
        assert_eq!(moved.rows_affected(), 1, "no such attempt");
    }

    /// Signs a new account in as a visitor with this role; the password is `correct horse battery`.
    pub async fn signed_in(&self, email: &str, role: Role) -> Visitor {
        let mut visitor = self.visitor();
        visitor
            .post(
                "/sign-up",
                &[("name", "Somebody"), ("email", email), ("password", "correct horse battery")],
            )
            .await
            .expect_redirect("/");
        if role != Role::Candidate {
            let person =
                self.store.credentials(email).await.expect("answers").expect("the account exists").person;
            assert_eq!(self.store.set_role(person, role).await.expect("answers"), RoleChange::Done);
        }
        visitor
    }

    /// The key of an attempt's position, as shown on its page: places from 0.
    pub async fn keys(&self, attempt: Uuid, position: usize) -> Vec<usize> {
        let (revision, order): (i32, i64) =
            sqlx::query_as("SELECT revisions[$2], orders[$2] FROM attempt WHERE id = $1")
                .bind(attempt)
                .bind(position as i32)
                .fetch_one(&self.db)
                .await
                .expect("the attempt exists");
        let content = self.store.contents(&[revision]).await.expect("answers").remove(0);
        let order = invigil_exam::OptionOrder::unpack(order).expect("a stored order");
        order.to_shown(content.solution.keys).indices().collect()
    }
}
