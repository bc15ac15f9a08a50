//! What a score report states, read from what is stored.

use crate::bank_revisions::drawn_from;
use crate::catalogue::stored;
use crate::sitting_assignments::standings;
use crate::{Catalogue, Store, StoreError};
use invigil_exam::{Certification, CertificationKind, Edition, Score, SectionMark, Visible};
use invigil_report::{About, EditionName, Exam, Pass, Recognition, SectionResult, Statement, Tally};
use sqlx::PgConnection;
use uuid::Uuid;

/// The most attempts that are looked through for those that a recognition follows from.
const MOST: u16 = 1000;

/// What can be reported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reportable {
    /// This.
    Yes(Box<About>),
    /// Nothing yet: the clock runs.
    Open,
    /// Nothing yet: an assignment holds the result back.
    HeldBack,
    /// Nothing: the instructor reset the attempt, so that it doesn't count.
    Reset,
    /// Nothing: what the recognition asks for isn't passed yet.
    NotReached,
    /// There is no such thing, or it is another's.
    NotFound,
}

/// What one attempt of a person states.
pub(super) async fn of_attempt(
    connection: &mut PgConnection,
    person: Uuid,
    attempt: Uuid,
) -> Result<Reportable, StoreError> {
    let row = sqlx::query!(
        r#"SELECT a.certification, a.edition_id, a.started_at, a.deadline, a.closed_at, a.points, a.max_points, a.passed,
                  a.section_marks, a.assignment, a.voided_at IS NOT NULL AS "voided!", e.definition AS edition,
                  c.definition AS "of!", c.owner
           FROM attempt a JOIN edition e ON e.id = a.edition_id JOIN certification c ON c.id = a.certification
           WHERE a.id = $1 AND a.person_id = $2"#,
        attempt,
        person
    )
    .fetch_optional(&mut *connection)
    .await?;
    let Some(row) = row else { return Ok(Reportable::NotFound) };
    if row.voided {
        return Ok(Reportable::Reset);
    }
    let (Some(closed_at), Some(points), Some(max), Some(passed), Some(marks)) =
        (row.closed_at, row.points, row.max_points, row.passed, row.section_marks)
    else {
        return Ok(Reportable::Open);
    };
    if let Some(assignment) = row.assignment {
        let standing = standings(&mut *connection, person, &[assignment]).await?.remove(&assignment);
        // What isn't known to be out is held back.
        if standing.is_none_or(|standing| standing.visible() < Visible::Score) {
            return Ok(Reportable::HeldBack);
        }
    }
    let edition: Edition = stored("an edition", row.edition)?;
    let certification: Certification = stored("a certification", row.of)?;
    let marks: Vec<SectionMark> = stored("section marks", marks)?;
    let (name, full_name) = match row.owner {
        None => (certification.short, certification.name),
        // An instructor's exam has the name that it had then.
        Some(_) => (edition.title.clone(), edition.title.clone()),
    };
    let sections: Vec<SectionResult> = marks
        .into_iter()
        .map(|mark| {
            let title = edition.sections.iter().find(|section| section.id == mark.section);
            SectionResult {
                items: mark.items,
                right: mark.right,
                title: title.map_or(mark.section, |section| section.title.clone()),
            }
        })
        .collect();
    Ok(Reportable::Yes(Box::new(About::Exam(Exam {
        bank: drawn_from(connection, attempt).await?,
        certification: row.certification,
        closed_at: Statement::moment(closed_at),
        full_name,
        items: sections.iter().map(|section| section.items).sum(),
        minutes: u16::try_from((row.deadline - row.started_at).whole_minutes()).unwrap_or(u16::MAX),
        name,
        pass_percent: edition.pass_percent,
        passed,
        right: sections.iter().map(|section| section.right).sum(),
        score: Score { points, max }.into(),
        seconds_used: u32::try_from((closed_at - row.started_at).whole_seconds()).unwrap_or_default(),
        sections,
        edition: EditionName { id: edition.id, revision: row.edition_id, title: edition.title },
    }))))
}

impl Store {
    /// What an attempt of a person states, in a score report. An overdue one is closed and marked before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reportable_attempt(&self, person: Uuid, attempt: Uuid) -> Result<Reportable, StoreError> {
        let found = of_attempt(&mut *self.pool.acquire().await?, person, attempt).await?;
        if matches!(found, Reportable::Open) && self.close_overdue_of(person).await? > 0 {
            return of_attempt(&mut *self.pool.acquire().await?, person, attempt).await;
        }
        Ok(found)
    }

    /// What a recognition of a person states: of each certification that it requires the first mock exam that was passed. Results that an assignment holds back and attempts that were reset don't count.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn reportable_recognition(
        &self,
        person: Uuid,
        certification: &str,
        catalogue: &Catalogue,
    ) -> Result<Reportable, StoreError> {
        let known = catalogue.certification(certification);
        let Some(known) = known.filter(|known| known.kind == CertificationKind::Recognition) else {
            return Ok(Reportable::NotFound);
        };
        let attempts = self.history(person, MOST).await?;
        let mut passes = Vec::new();
        for required in &known.requires {
            let first = attempts
                .iter()
                .filter(|attempt| attempt.certification == *required && attempt.counts_as_passed())
                .filter_map(|attempt| Some((attempt.outcome.as_ref()?, catalogue.edition(attempt.edition)?)))
                .min_by_key(|(outcome, _)| outcome.closed_at);
            let Some((outcome, edition)) = first else { return Ok(Reportable::NotReached) };
            passes.push(Pass {
                certification: required.clone(),
                closed_at: Statement::moment(outcome.closed_at),
                edition: edition.edition.title.clone(),
                name: catalogue.exam_name(required, edition.id).to_owned(),
                pass_percent: edition.edition.pass_percent,
                score: Tally::from(outcome.score),
            });
        }
        if passes.is_empty() {
            return Ok(Reportable::NotReached);
        }
        Ok(Reportable::Yes(Box::new(About::Recognition(Recognition {
            certification: known.id.clone(),
            full_name: known.name.clone(),
            name: known.short.clone(),
            passes,
        }))))
    }
}
