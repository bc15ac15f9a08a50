//! Score reports that their owners made public: signed once, word for word, until they are revoked.

mod facts;

pub use facts::Reportable;

use crate::signing::{exact, signing_key};
use crate::{Catalogue, Store, StoreError, secret};
use invigil_exam::Score;
use invigil_report::{About, NOTICE, PublicKey, SIGNATURE_LENGTH, Statement, VERSION, sign};
use sqlx::{PgConnection, Postgres, Transaction};
use time::OffsetDateTime;
use uuid::Uuid;

/// What a report is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOf<'a> {
    /// One attempt.
    Attempt(Uuid),
    /// A recognition, by its certification's id.
    Recognition(&'a str),
}

/// A report that is public, as its owner sees it.
#[derive(Clone, Debug)]
pub struct PublishedReport {
    /// Its id.
    pub id: Uuid,
    /// The attempt; `None` for a recognition.
    pub attempt: Option<Uuid>,
    /// The certification's id.
    pub certification: String,
    /// What its public address ends with.
    pub token: String,
    /// What was signed, word for word.
    pub statement: String,
    /// The signature.
    pub signature: [u8; SIGNATURE_LENGTH],
    /// The key that it was signed with.
    pub key: PublicKey,
    /// When it was made public.
    pub made_at: OffsetDateTime,
}

/// A public address, as anybody sees it.
#[derive(Clone, Debug)]
pub enum PublicReport {
    /// Its owner withdrew it, or it was of an attempt that was reset since.
    Withdrawn,
    /// It stands.
    Standing {
        /// What was signed.
        report: Box<PublishedReport>,
        /// The score and verdict that the attempt has now; `None` for a recognition.
        present: Option<(Score, bool)>,
    },
}

impl Store {
    /// Makes a report public, signed now from what is stored now; what is public already stays as it is. `holder` is the name that it
    /// carries, `platform` our address without a slash at the end, `catalogue` the present one. The inner error says why there is nothing to report; it is never
    /// [`Reportable::Yes`].
    ///
    /// # Errors
    /// When the database fails; nothing is public then.
    pub async fn publish_report(
        &self,
        person: Uuid,
        of: ReportOf<'_>,
        holder: Option<&str>,
        platform: &str,
        catalogue: &Catalogue,
    ) -> Result<Result<PublishedReport, Reportable>, StoreError> {
        if matches!(of, ReportOf::Attempt(_)) {
            self.close_overdue_of(person).await?;
        }
        let recognition = match of {
            ReportOf::Attempt(_) => None,
            ReportOf::Recognition(id) => Some(self.reportable_recognition(person, id, catalogue).await?),
        };
        let mut transaction = self.pool.begin().await?;
        // Also lets those who publish the same thing twice come one after the other.
        let key = signing_key(&mut transaction).await?;
        if let Some(known) = published(&mut transaction, person, of).await? {
            return Ok(Ok(known));
        }
        let reportable = match (of, recognition) {
            (ReportOf::Attempt(attempt), _) => facts::of_attempt(&mut transaction, person, attempt).await?,
            (_, recognition) => recognition.unwrap_or(Reportable::NotFound),
        };
        let Reportable::Yes(about) = reportable else { return Ok(Err(reportable)) };
        let certification = match &*about {
            About::Exam(exam) => exam.certification.clone(),
            About::Recognition(recognition) => recognition.certification.clone(),
        };
        let id = Uuid::now_v7();
        let now =
            sqlx::query_scalar!(r#"SELECT clock_timestamp() AS "now!""#).fetch_one(&mut *transaction).await?;
        let statement = Statement {
            about: *about,
            holder: holder.map(str::to_owned),
            id: id.to_string(),
            notice: NOTICE.to_owned(),
            platform: platform.to_owned(),
            signed_at: Statement::moment(now),
            version: VERSION,
        };
        let text = statement.write().map_err(|problem| StoreError::Corrupt(problem.to_string()))?;
        let attempt = match of {
            ReportOf::Attempt(attempt) => Some(attempt),
            ReportOf::Recognition(_) => None,
        };
        sqlx::query!(
            "INSERT INTO score_report (id, person_id, attempt, certification, token, statement, signature, signing_key, made_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            id,
            person,
            attempt,
            certification,
            secret::public_token(),
            text,
            &sign(&key.secret, &text),
            key.id,
            now
        )
        .execute(&mut *transaction)
        .await?;
        let made = published(&mut transaction, person, of).await?;
        transaction.commit().await?;
        made.map(Ok).ok_or_else(|| StoreError::Corrupt(format!("report {id} is gone")))
    }

    /// The public reports of a person, the newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn published_reports(&self, person: Uuid) -> Result<Vec<PublishedReport>, StoreError> {
        all_published(&mut *self.pool.acquire().await?, person).await
    }

    /// Withdraws a person's public report of this: its address says so from now on, and nothing else. Whether there was one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_report(&self, person: Uuid, of: ReportOf<'_>) -> Result<bool, StoreError> {
        let (attempt, certification) = match of {
            ReportOf::Attempt(attempt) => (Some(attempt), None),
            ReportOf::Recognition(certification) => (None, Some(certification)),
        };
        let done = sqlx::query!(
            "UPDATE score_report SET revoked_at = clock_timestamp()
             WHERE person_id = $1 AND revoked_at IS NULL AND (attempt = $2 OR attempt IS NULL AND certification = $3)",
            person,
            attempt,
            certification
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// What a public address leads to; `None` for none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn public_report(&self, token: &str) -> Result<Option<PublicReport>, StoreError> {
        let row = sqlx::query!(
            r#"SELECT r.id, r.attempt, r.certification, r.token, r.statement, r.signature, r.made_at, k.public,
                      r.revoked_at IS NOT NULL OR a.voided_at IS NOT NULL AS "withdrawn!",
                      a.points AS "points?", a.max_points AS "max?", a.passed AS "passed?"
               FROM score_report r JOIN signing_key k ON k.id = r.signing_key LEFT JOIN attempt a ON a.id = r.attempt
               WHERE r.token = $1"#,
            token
        )
        .fetch_optional(&self.pool)
        .await?;
        let Some(row) = row else { return Ok(None) };
        if row.withdrawn {
            return Ok(Some(PublicReport::Withdrawn));
        }
        let present = match (row.points, row.max, row.passed) {
            (Some(points), Some(max), Some(passed)) => Some((Score { points, max }, passed)),
            _ => None,
        };
        let report = Box::new(PublishedReport {
            id: row.id,
            attempt: row.attempt,
            certification: row.certification,
            token: row.token,
            statement: row.statement,
            signature: exact("a signature", &row.signature)?,
            key: PublicKey(exact("a public key", &row.public)?),
            made_at: row.made_at,
        });
        Ok(Some(PublicReport::Standing { report, present }))
    }
}

async fn published(
    transaction: &mut Transaction<'_, Postgres>,
    person: Uuid,
    of: ReportOf<'_>,
) -> Result<Option<PublishedReport>, StoreError> {
    let all = all_published(transaction, person).await?;
    Ok(all.into_iter().find(|report| report.is_of(of)))
}

impl PublishedReport {
    /// Whether it is the report of this.
    pub fn is_of(&self, of: ReportOf<'_>) -> bool {
        match of {
            ReportOf::Attempt(attempt) => self.attempt == Some(attempt),
            ReportOf::Recognition(certification) => {
                self.attempt.is_none() && self.certification == certification
            }
        }
    }
}

async fn all_published(
    connection: &mut PgConnection,
    person: Uuid,
) -> Result<Vec<PublishedReport>, StoreError> {
    let rows = sqlx::query!(
        "SELECT r.id, r.attempt, r.certification, r.token, r.statement, r.signature, r.made_at, k.public
         FROM score_report r JOIN signing_key k ON k.id = r.signing_key
         WHERE r.person_id = $1 AND r.revoked_at IS NULL ORDER BY r.made_at DESC, r.id DESC",
        person
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(PublishedReport {
                id: row.id,
                attempt: row.attempt,
                certification: row.certification,
                token: row.token,
                statement: row.statement,
                signature: exact("a signature", &row.signature)?,
                key: PublicKey(exact("a public key", &row.public)?),
                made_at: row.made_at,
            })
        })
        .collect()
}
