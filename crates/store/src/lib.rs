//! All SQL of the platform, its migrations and the batching writer.
//!
//! One module per aggregate, plain methods on [`Store`]. What a candidate may see is asked for with the candidate's id (or session)
//! in the query, so that another's attempt looks the same as none.

mod assignment_rows;
mod assignments;
mod attempt_row;
mod attempts;
mod audit;
mod bank;
mod bank_access;
mod bank_revisions;
mod bank_shares;
mod banks;
mod cards;
mod catalogue;
mod class_results;
mod classes;
mod closing;
mod deletion;
mod drawing;
mod error;
mod evidence;
mod exams;
mod handing_over;
mod held;
mod history;
mod home;
mod images;
mod imports;
mod item_history;
mod item_reports;
mod item_statistics;
mod item_writing;
mod items;
mod joining;
mod keys_out;
mod latest_scores;
mod links;
mod marks;
mod members;
mod opening;
mod own_data;
mod own_items;
mod own_results;
mod passes;
mod people;
mod plans;
mod practice;
mod practice_pool;
mod practice_weeks;
mod presence;
mod quotas;
mod regrade;
mod revision_rows;
mod rulings;
mod saving;
mod score_reports;
pub mod secret;
mod sessions;
mod signing;
mod sitting_assignments;
mod starting_assignments;
mod supply;

pub use assignment_rows::{SatAttempt, Sitter};
pub use assignments::{Assignment, AssignmentPlan, Change, Released};
pub use audit::{AuditEntry, Subject};
pub use bank::Loaded;
pub use bank_access::{BankAccess, SHIPPED_BANK};
pub use bank_shares::{BankShare, MAX_SHARES, Sharing};
pub use banks::{BankDeletion, BankSummary, ItemRow, ItemSearch, MAX_BANK_NAME, MAX_BANKS};
pub use cards::{Due, Queue, ReviewItem};
pub use catalogue::{Catalogue, Content, KnownEdition};
pub use class_results::SitterResults;
pub use classes::Class;
pub use closing::Closing;
pub use deletion::{AttemptDeletion, InTheWay};
pub use error::StoreError;

pub use evidence::GivenAnswer;
pub use exams::{ExamPlan, ExamSaved, ExamUse, OwnExam, PastEdition};
pub use handing_over::HandedOver;
pub use history::{AttemptAssignment, AttemptSummary, Outcome, Spent};
pub use home::{Home, Teaching, UnseenAnswer};
pub use imports::{Applied, AppliedCounts, DAYS_WAITING, Fate, Import, ImportPlan, ImportState, MAX_WAITING};
pub use item_history::{ItemChange, Revision};
pub use item_reports::{ItemReport, OwnReport, ReportAnswer, Reported};
pub use item_writing::ChangeKind;
pub use items::{Edited, ItemSheet, Written};
pub use latest_scores::LatestScore;
pub use links::LinkTarget;
pub use members::{Enrolment, JoinOffer, Member, RosterLine};
pub use opening::{Start, Started};
pub use own_data::{MOST_OWN, OwnCounts, OwnData};
pub use own_items::{MAX_NOTE, OwnRemarks, Remark};
pub use own_results::{OtherAnswer, OwnItem, OwnResult, ResultOf};
pub use passes::Pass;
pub use people::{Credentials, EmailTaken, Person, Role, RoleChange};
pub use plans::{NewPlan, NewWeek, Practised, StudyPlan, WrittenWeek};
pub use practice::{
    Answered, MAX_PRACTICE_ITEMS, NewPractice, Practice, PracticeAnswer, PracticeItem, PracticeReply,
    PracticeSlot, PracticeSummary,
};
pub use practice_pool::MissedInAttempt;
pub use practice_weeks::PracticeWeek;
pub use presence::{Live, LiveAttempt, LiveMember};
pub use quotas::{MAX_ITEMS, MAX_PICTURE_BYTES, OverQuota};
pub use regrade::{AppliedRuling, Regrade, ScoreChange};
pub use rulings::{Future, ItemPlace, KnownRuling};
pub use saving::{SaveError, SaveReceipt};
pub use score_reports::{PublicReport, PublishedReport, ReportOf, Reportable};
pub use sessions::Session;
pub use sitting_assignments::{Assigned, OwnAttempt};
pub use starting_assignments::{AssignedStart, Reset};
pub use supply::{Pick, Shelf, Supply};

use saving::Saver;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use std::str::FromStr;
use std::time::Duration;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations");

/// How PostgreSQL plans for the writers. Planning the one statement that saves takes longer than running it, so it is planned
/// once a connection, before anything is known about batches. The costs say what is always true of it: looking a row up by its
/// key is cheap, going through rows is not, however small or unknown the tables are at that moment. Without them, the plan
/// made for a nearly empty database compares every save with every attempt, and is kept.
const SAVING: [(&str, &str); 7] = [
    ("plan_cache_mode", "force_generic_plan"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("random_page_cost", "0.01"),
    ("cpu_tuple_cost", "1"),
    ("cpu_index_tuple_cost", "0.001"),
    ("cpu_operator_cost", "0.001"),
];

/// How many connections to the database a process may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// For pages and everything else but saves; at least 1.
    pub connections: u32,
    /// For saves alone, one a writer, so that nothing else can hold an answer up; at least 1.
    pub writers: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { connections: 10, writers: 2 }
    }
}

/// The database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pool: PgPool,
    saver: Saver,
}

impl Store {
    /// Connects to the database at `url` and starts the writers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it can't be reached, [`StoreError::Address`] when `url` makes no sense.
    pub async fn connect(url: &str, limits: Limits) -> Result<Store, StoreError> {
        let options = PgConnectOptions::from_str(url)
            .map_err(|problem| StoreError::Address(problem.to_string()))?
            .application_name("invigil");
        // A connection that waits longer than this for a busy pool is refused, so that a candidate is told instead of kept
        // waiting.
        let pool = PgPoolOptions::new()
            .max_connections(limits.connections)
            .acquire_timeout(Duration::from_secs(5))
            .connect_with(options.clone())
            .await?;
        let writing = PgPoolOptions::new()
            .max_connections(limits.writers)
            .min_connections(limits.writers)
            .acquire_timeout(Duration::from_secs(3))
            // A save is sent twice anyway when its connection turns out to be dead.
            .test_before_acquire(false)
            .connect_with(options.options(SAVING))
            .await?;
        Ok(Store { saver: Saver::start(writing, pool.clone(), limits.writers), pool })
    }

    /// Brings the schema up to date. Several processes may do so at once.
    ///
    /// # Errors
    /// When a migration fails, or the database was migrated by a newer version.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        MIGRATIONS.run(&self.pool).await.map_err(StoreError::Migration)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it doesn't.
    pub async fn ready(&self) -> Result<(), StoreError> {
        sqlx::query!(r#"SELECT 1 AS "one!""#).fetch_one(&self.pool).await?;
        Ok(())
    }

    /// The database's clock, for pages that need it before anybody has a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn now(&self) -> Result<time::OffsetDateTime, StoreError> {
        Ok(sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(&self.pool).await?)
    }

    /// Finishes the saves under way, then closes every connection.
    pub async fn close(&self) {
        self.saver.close().await;
        self.pool.close().await;
    }
}
