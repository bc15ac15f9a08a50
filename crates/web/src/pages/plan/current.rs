//! A plan as it stands now: the weeks that were written down, and those to come, worked out from what is known today.

use crate::error::Error;
use crate::state::App;
use crate::zone::Zone;
use invigil_exam::{Certification, CertificationKind, Edition};
use invigil_store::{NewWeek, StudyPlan, WrittenWeek};
use invigil_study::AreaEstimate;
use invigil_study::plan::{Done, Plan, Standing, Terms, Week, What, Work, done, plan};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

/// An exam that can be planned for, by its default edition.
#[derive(Clone, Debug)]
pub(super) struct Exam {
    pub(super) id: String,
    pub(super) short: String,
    pub(super) edition: Edition,
}

/// What an address of a plan is about.
#[derive(Clone, Debug)]
pub(super) enum Subject {
    Exam(Box<Exam>),
    /// It is got without an exam: its short name.
    Recognition(String),
}

impl Subject {
    /// What this certification of the shipped bank is to a plan.
    pub(super) fn of(certification: &Certification) -> Option<Subject> {
        match (certification.kind, certification.default_edition()) {
            (CertificationKind::Recognition, _) => Some(Subject::Recognition(certification.short.clone())),
            (CertificationKind::Exam, Some(edition)) => Some(Subject::Exam(Box::new(Exam {
                id: certification.id.clone(),
                short: certification.short.clone(),
                edition: edition.clone(),
            }))),
            (CertificationKind::Exam, None) => None,
        }
    }

    /// Looks a certification up.
    ///
    /// # Errors
    /// [`Error::NotFound`] where the shipped bank has none of this id.
    pub(super) fn find(app: &App, certification: &str) -> Result<Subject, Error> {
        app.catalogue().certification(certification).and_then(Subject::of).ok_or(Error::NotFound)
    }
}

impl Exam {
    /// The exam of an address.
    ///
    /// # Errors
    /// [`Error::NotFound`] where there is none, a recognition included.
    pub(super) fn find(app: &App, certification: &str) -> Result<Exam, Error> {
        match Subject::find(app, certification)? {
            Subject::Exam(exam) => Ok(*exam),
            Subject::Recognition(_) => Err(Error::NotFound),
        }
    }

    /// The title of a section, or its id where the edition doesn't have it any more.
    pub(super) fn area<'a>(&'a self, id: &'a str) -> &'a str {
        let section = self.edition.sections.iter().find(|section| section.id == id);
        section.map_or(id, |section| section.title.as_str())
    }

    /// Where the mock exam is begun.
    pub(super) fn address(&self) -> String {
        format!("/exams/{}/{}", self.id, self.edition.id)
    }

    /// What is known of somebody in each section.
    pub(super) async fn areas(
        &self,
        app: &App,
        person: Uuid,
        now: OffsetDateTime,
    ) -> Result<Vec<AreaEstimate>, Error> {
        let answers = app.store.evidence(person, Some(&self.id)).await?;
        Ok(invigil_study::sections(&self.edition, &answers, now))
    }

    /// A plan from a day on.
    pub(super) fn plan(
        &self,
        terms: &Terms,
        from: Date,
        areas: &[AreaEstimate],
        last_exam: Option<Date>,
        before: &[Vec<String>],
    ) -> Plan {
        let standing = Standing {
            today: from,
            areas,
            pass_percent: self.edition.pass_percent,
            exam_items: u32::try_from(self.edition.items()).unwrap_or(u32::MAX),
            exam_minutes: self.edition.minutes,
            last_exam,
            before,
        };
        plan(terms, &standing)
    }

    /// A week that was written down, with what was done of it; without tasks for sections that are gone.
    pub(super) fn written(&self, written: &WrittenWeek) -> Written {
        let mut week = written.week.clone();
        let known = |id: &str| self.edition.sections.iter().any(|section| section.id == id);
        week.tasks.retain(|task| match &task.what {
            What::Practice { area, .. } => known(area),
            What::Review | What::Mock { .. } => true,
        });
        week.focus.retain(|focus| known(&focus.area));
        let mut work = Work { exams: written.exams, ..Work::default() };
        for practised in &written.practised {
            if practised.review {
                if let Some(day) = work.reviewed.get_mut(practised.day) {
                    *day = true;
                }
            } else if let Some(section) = self.edition.section_of(&practised.topic) {
                let id = &self.edition.sections[section].id;
                *work.practised.entry(id.clone()).or_default() += practised.items;
            }
        }
        Written {
            done: done(&week, &work),
            practised: work.practised.values().sum(),
            exams: work.exams,
            week,
        }
    }
}

/// A week that began.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) week: Week,
    pub(super) done: Done,
    /// Items practised, planned or not.
    pub(super) practised: u32,
    /// Mock exams handed in.
    pub(super) exams: u32,
}

/// A plan as it stands.
#[derive(Clone, Debug)]
pub(super) struct Current {
    pub(super) plan: StudyPlan,
    pub(super) zone: Zone,
    pub(super) today: Date,
    /// The week that runs; `None` once the exam's day has come.
    pub(super) this_week: Option<Written>,
    /// Those to come, as things stand.
    pub(super) coming: Vec<Week>,
    /// Those that are over, the newest first.
    pub(super) past: Vec<Written>,
    /// Items of practice that are still planned.
    pub(super) items_left: u32,
    /// Whether that is less than a form of the exam.
    pub(super) short: bool,
    /// The titles of areas that never come up.
    pub(super) left_out: Vec<String>,
}

/// The Monday of a day's week.
pub(super) fn monday_of(day: Date) -> Date {
    day.saturating_sub(Duration::days(day.weekday().number_days_from_monday().into()))
}

/// A week to be written down, with its midnights in a zone.
pub(super) fn to_write(zone: &Zone, week: Week) -> NewWeek {
    let midnight = |day: i64| zone.midnight(week.monday.saturating_add(Duration::days(day)));
    let midnights = [0, 1, 2, 3, 4, 5, 6, 7].map(midnight);
    NewWeek { week, midnights }
}

/// The week of `monday` in a plan; empty where nothing is planned in it.
pub(super) fn week_of(plan: Plan, monday: Date) -> Week {
    let found = plan.weeks.into_iter().find(|week| week.monday == monday);
    found.unwrap_or(Week { monday, focus: Vec::new(), tasks: Vec::new() })
}

/// The focus areas of the two weeks that were written down last before `monday`.
pub(super) fn focus_before(weeks: &[WrittenWeek], monday: Date) -> Vec<Vec<String>> {
    let earlier = weeks.iter().filter(|written| written.week.monday < monday).map(|written| &written.week);
    let focus: Vec<Vec<String>> = earlier.map(focus_of).collect();
    focus[focus.len().saturating_sub(2)..].to_vec()
}

fn focus_of(week: &Week) -> Vec<String> {
    week.focus.iter().map(|focus| focus.area.clone()).collect()
}

impl Current {
    /// Works out how a plan stands, and writes its week down if it wasn't yet.
    pub(super) async fn of(app: &App, person: Uuid, exam: &Exam, plan: StudyPlan) -> Result<Current, Error> {
        let zone = Zone::stored(&plan.time_zone);
        let today = zone.day(plan.now);
        let monday = monday_of(today);
        let over = today >= plan.terms.exam_on;
        let areas = if over { Vec::new() } else { exam.areas(app, person, plan.now).await? };
        let last_exam = plan.last_exam.map(|at| zone.day(at));
        let before = focus_before(&plan.weeks, monday);
        let mut this_week = plan.weeks.iter().find(|written| written.week.monday == monday).cloned();
        if this_week.is_none() && !over {
            let new = week_of(exam.plan(&plan.terms, today, &areas, last_exam, &before), monday);
            let new = to_write(&zone, new);
            let written = app.store.begin_study_week(person, &exam.id, &new).await?;
            // What was done in it before it was written down is counted from the next look on.
            this_week = Some(WrittenWeek {
                week: written.ok_or(Error::NotFound)?,
                midnights: new.midnights.to_vec(),
                practised: Vec::new(),
                exams: 0,
            });
        }
        let this_week = this_week.filter(|_| !over).map(|written| exam.written(&written));
        let past = plan.weeks.iter().rev().filter(|written| over || written.week.monday < monday);
        let past: Vec<Written> = past.map(|written| exam.written(written)).collect();
        let mut current = Current {
            plan,
            zone,
            today,
            this_week,
            coming: Vec::new(),
            past,
            items_left: 0,
            short: false,
            left_out: Vec::new(),
        };
        if !over {
            current.look_ahead(exam, &areas, last_exam, before);
        }
        Ok(current)
    }

    /// Plans the weeks after this one, as if this one were done as it stands.
    fn look_ahead(
        &mut self,
        exam: &Exam,
        areas: &[AreaEstimate],
        last_exam: Option<Date>,
        before: Vec<Vec<String>>,
    ) {
        let Some(this_week) = &self.this_week else { return };
        let next = this_week.week.monday.saturating_add(Duration::WEEK);
        let tasks = || this_week.week.tasks.iter().zip(&this_week.done.tasks);
        let mocks = tasks().filter(|(task, _)| matches!(task.what, What::Mock { .. }));
        let last_exam = mocks.map(|(task, _)| task.on).chain(last_exam).max();
        let mut before = before;
        before.push(focus_of(&this_week.week));
        let before = &before[before.len().saturating_sub(2)..];
        let ahead = exam.plan(&self.plan.terms, next, areas, last_exam, before);
        let open: u32 = tasks().map(|(task, done)| task.items() - done.items).sum();
        self.items_left = ahead.items + open;
        self.short = usize::try_from(self.items_left).unwrap_or(usize::MAX) < exam.edition.items();
        let had: Vec<String> = this_week
            .week
            .focus
            .iter()
            .chain(self.past.iter().flat_map(|written| &written.week.focus))
            .map(|focus| focus.area.clone())
            .collect();
        let left_out = ahead.left_out.iter().filter(|area| !had.contains(area));
        self.left_out = left_out.map(|area| exam.area(area).to_owned()).collect();
        self.coming = ahead.weeks;
    }
}
