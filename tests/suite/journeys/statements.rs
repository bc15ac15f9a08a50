//! Counting what the store asks the database, as sqlx reports it.

use std::cell::RefCell;
use std::fmt::Debug;
use std::sync::Once;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

thread_local! {
    /// The statements that ran on this thread. A test and everything that it asks for run on one.
    static STATEMENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Statements;

/// A statement's text: the long one where it is given, else its first words, which are all of it then.
#[derive(Default)]
struct Text {
    summary: String,
    statement: String,
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.trim().clone_into(&mut self.statement),
            _ => {}
        }
    }
}

impl<S: tracing::Subscriber> Layer<S> for Statements {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut text = Text::default();
            event.record(&mut text);
            let told = if text.statement.is_empty() { text.summary } else { text.statement };
            STATEMENTS.with_borrow_mut(|all| all.push(told));
        }
    }
}

/// Listens from now on; to be called before the first query of a test.
pub(super) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let listening = tracing_subscriber::registry().with(Statements);
        tracing::subscriber::set_global_default(listening).expect("nothing else listens to the log");
    });
}

/// The statements since the last time.
pub(super) fn taken() -> Vec<String> {
    STATEMENTS.with_borrow_mut(std::mem::take)
}
