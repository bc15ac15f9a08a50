//! Study plans: what somebody asked for, the weeks as they were written down when they began, and what was done in them.

use crate::catalogue::stored;
use crate::{Store, StoreError};
use invigil_study::plan::{Terms, Week};
use serde::Deserialize;
use serde_json::Value;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

/// A plan as it was asked for.
#[derive(Clone, Debug)]
pub struct StudyPlan {
    /// The certification's id.
    pub certification: String,
    /// Date, days and minutes.
    pub terms: Terms,
    /// An IANA name, in whose days it is planned.
    pub time_zone: String,
    /// When it was made.
    pub made_at: OffsetDateTime,
    /// The weeks that were written down, the oldest first.
    pub weeks: Vec<WrittenWeek>,
    /// When the person handed in the last exam of this certification, if ever.
    pub last_exam: Option<OffsetDateTime>,
    /// How many missed items have come back by now.
    pub due: usize,
    /// The database's clock.
    pub now: OffsetDateTime,
}

/// A week that began.
#[derive(Clone, Debug)]
pub struct WrittenWeek {
    /// What was planned, as it was then.
    pub week: Week,
    /// Where its days begin, and where the last one ends; eight moments.
    pub midnights: Vec<OffsetDateTime>,
    /// What was done, by day and topic.
    pub practised: Vec<Practised>,
    /// Exams of the certification that were handed in.
    pub exams: u32,
}

/// Answers in practice to items of one topic on one day.
#[derive(Clone, Debug, Deserialize)]
pub struct Practised {
    /// The day of the week: 0 is Monday.
    pub day: usize,
    /// The topic.
    pub topic: String,
    /// Whether the set was of items that came back.
    pub review: bool,
    /// How many items.
    pub items: u32,
}

/// A week to be written down.
#[derive(Clone, Debug)]
pub struct NewWeek {
    /// What is planned.
    pub week: Week,
    /// Where its days begin in the plan's time zone, and where the last one ends; eight moments.
    pub midnights: [OffsetDateTime; 8],
}

/// What a plan is made or changed to.
#[derive(Clone, Copy, Debug)]
pub struct NewPlan<'a> {
    /// The certification's id.
    pub certification: &'a str,
    /// Date, days and minutes.
    pub terms: Terms,
    /// An IANA name.
    pub time_zone: &'a str,
}

/// A row of a plan and one of its weeks; a plan without weeks has one row.
struct Row {
    certification: String,
    exam_on: Date,
    weekdays: i16,
    minutes_a_day: i16,
    time_zone: String,
    made_at: OffsetDateTime,
    last_exam: Option<OffsetDateTime>,
    due: i64,
    now: OffsetDateTime,
    week: Option<Value>,
    midnights: Option<Vec<OffsetDateTime>>,
    practised: Option<Value>,
    exams: Option<i64>,
}

impl Store {
    /// A person's plans with the weeks that were written down and what was done in them; of one certification, if given. With
    /// `running`, only weeks that aren't over. One query.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn study_plans(
        &self,
        person: Uuid,
        certification: Option<&str>,
        running: bool,
    ) -> Result<Vec<StudyPlan>, StoreError> {
        let rows = sqlx::query_as!(
            Row,
            r#"SELECT p.certification, p.exam_on, p.weekdays, p.minutes_a_day, p.time_zone, p.made_at,
                      (SELECT max(a.closed_at) FROM attempt a
                       WHERE a.person_id = p.person_id AND a.certification = p.certification AND a.voided_at IS NULL) AS last_exam,
                      (SELECT count(*) FROM review_card c JOIN item i ON i.id = c.item
                       WHERE c.person_id = p.person_id AND i.certification = p.certification AND i.revision IS NOT NULL
                         AND c.suspended_at IS NULL AND c.due_at <= clock_timestamp()) AS "due!",
                      clock_timestamp() AS "now!",
                      w.plan AS "week?", w.midnights AS "midnights?", d.practised,
                      (SELECT count(*) FROM attempt a
                       WHERE a.person_id = p.person_id AND a.certification = p.certification AND a.voided_at IS NULL
                         AND a.closed_at >= w.since AND a.closed_at < w.midnights[8]) AS exams
               FROM study_plan p
               LEFT JOIN study_week w ON w.person_id = p.person_id AND w.certification = p.certification
                    AND (NOT $3 OR w.midnights[8] > clock_timestamp())
               LEFT JOIN LATERAL (
                   SELECT jsonb_agg(to_jsonb(of_day)) AS practised FROM (
                       SELECT greatest(width_bucket(k.at, w.midnights) - 1, 0) AS day, r.topic,
                              coalesce(s.criteria ->> 'which' = 'due', false) AS review, count(*) AS items
                       FROM practice_answer k
                       JOIN practice s ON s.id = k.practice
                       JOIN item_revision r ON r.id = k.revision
                       JOIN item i ON i.id = k.item
                       WHERE k.person_id = p.person_id AND i.certification = p.certification
                         AND k.at >= w.since AND k.at < w.midnights[8]
                       GROUP BY 1, 2, 3
                   ) of_day
               ) d ON true
               WHERE p.person_id = $1 AND ($2::text IS NULL OR p.certification = $2)
               ORDER BY p.exam_on, p.certification, w.monday"#,
            person,
            certification,
            running
        )
        .fetch_all(&self.pool)
        .await?;
        let mut plans: Vec<StudyPlan> = Vec::new();
        for row in rows {
            if plans.last().is_none_or(|plan| plan.certification != row.certification) {
                plans.push(row.plan());
            }
            if let (Some(plan), Some(week)) = (plans.last_mut(), row.into_week()?) {
                plan.weeks.push(week);
            }
        }
        Ok(plans)
    }

    /// When a person handed in the last exam of a certification; `None` before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn last_exam(
        &self,
        person: Uuid,
        certification: &str,
    ) -> Result<Option<OffsetDateTime>, StoreError> {
        Ok(sqlx::query_scalar!(
            "SELECT max(closed_at) FROM attempt
             WHERE person_id = $1 AND certification = $2 AND voided_at IS NULL",
            person,
            certification
        )
        .fetch_one(&self.pool)
        .await?)
    }

    /// Makes a person's plan for a certification, or changes the one that there is. `week` is the present one as it is planned
    /// from now on; it takes the place of what was written down for it. What was done in that week before a change goes on
    /// counting; for a new plan what is done from now on counts.
    ///
    /// # Errors
    /// When the database fails; nothing is changed then.
    pub async fn set_study_plan(
        &self,
        person: Uuid,
        plan: &NewPlan<'_>,
        week: &NewWeek,
    ) -> Result<(), StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query!(
            "INSERT INTO study_plan (person_id, certification, exam_on, weekdays, minutes_a_day, time_zone)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person_id, certification) DO UPDATE
             SET exam_on = $3, weekdays = $4, minutes_a_day = $5, time_zone = $6, changed_at = clock_timestamp()",
            person,
            plan.certification,
            plan.terms.exam_on,
            i16::from(plan.terms.weekdays),
            plan.terms.minutes as i16,
            plan.time_zone
        )
        .execute(&mut *transaction)
        .await?;
        sqlx::query!(
            "INSERT INTO study_week (person_id, certification, monday, plan, midnights) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (person_id, certification, monday) DO UPDATE SET plan = $4, midnights = $5",
            person,
            plan.certification,
            week.week.monday,
            json(&week.week)?,
            &week.midnights
        )
        .execute(&mut *transaction)
        .await?;
        // Where a zone further east was left on a Monday, its week hasn't begun any more.
        sqlx::query!(
            "DELETE FROM study_week WHERE person_id = $1 AND certification = $2 AND monday > $3",
            person,
            plan.certification,
            week.week.monday
        )
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Writes a week of a plan down as it begins, unless it is written down already or the plan is gone. What was done since its
    /// first midnight counts. Returns the week as it stands, which is another's who was faster; `None` without a plan.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_study_week(
        &self,
        person: Uuid,
        certification: &str,
        week: &NewWeek,
    ) -> Result<Option<Week>, StoreError> {
        // The update that changes nothing makes the row of who was faster come back.
        let written = sqlx::query_scalar!(
            "INSERT INTO study_week (person_id, certification, monday, plan, since, midnights)
             SELECT person_id, certification, $3, $4, greatest($5, made_at), $6 FROM study_plan
             WHERE person_id = $1 AND certification = $2
             ON CONFLICT (person_id, certification, monday) DO UPDATE SET plan = study_week.plan
             RETURNING plan",
            person,
            certification,
            week.week.monday,
            json(&week.week)?,
            week.midnights[0],
            &week.midnights
        )
        .fetch_optional(&self.pool)
        .await?;
        written.map(|week| stored("a week of a plan", week)).transpose()
    }

    /// Deletes a person's plan with its weeks; whether there was one. What was practised stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_study_plan(&self, person: Uuid, certification: &str) -> Result<bool, StoreError> {
        let done = sqlx::query!(
            "DELETE FROM study_plan WHERE person_id = $1 AND certification = $2",
            person,
            certification
        )
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn json(week: &Week) -> Result<Value, StoreError> {
    serde_json::to_value(week).map_err(|problem| StoreError::Corrupt(format!("a week of a plan: {problem}")))
}

impl Row {
    fn plan(&self) -> StudyPlan {
        StudyPlan {
            certification: self.certification.clone(),
            terms: Terms {
                exam_on: self.exam_on,
                weekdays: self.weekdays as u8,
                minutes: self.minutes_a_day as u16,
            },
            time_zone: self.time_zone.clone(),
            made_at: self.made_at,
            weeks: Vec::new(),
            last_exam: self.last_exam,
            due: self.due as usize,
            now: self.now,
        }
    }

    fn into_week(self) -> Result<Option<WrittenWeek>, StoreError> {
        let (Some(week), Some(midnights)) = (self.week, self.midnights) else {
            return Ok(None);
        };
        let practised =
            self.practised.map(|practised| stored("what was practised", practised)).transpose()?;
        Ok(Some(WrittenWeek {
            week: stored("a week of a plan", week)?,
            midnights,
            practised: practised.unwrap_or_default(),
            exams: self.exams.and_then(|exams| u32::try_from(exams).ok()).unwrap_or(0),
        }))
    }
}
