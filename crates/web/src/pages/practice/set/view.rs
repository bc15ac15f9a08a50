//! What one position of a set shows: asked, solved, or held back.

use crate::layout::Layout;
use crate::markup::RenderedQuestion;
use crate::pages::own_items::OwnItemView;
use crate::pages::practice::fields::difficulty_name;
use crate::pages::result::item::{ItemView as SolvedItem, RulingView};
use crate::pages::room::view::{ItemView, clock};
use crate::state::App;
use crate::words;
use askama::Template;
use invigil_exam::{Choices, Entry, ItemMark, Key, Ruling};
use invigil_store::{Catalogue, Content, OwnRemarks, Practice, PracticeAnswer, PracticeSlot};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// What every position shows around its item.
pub(super) struct Frame {
    practice: Uuid,
    title: String,
    position: usize,
    items: usize,
    answered: usize,
    right: usize,
    /// Time left, where a clock runs.
    remaining: Option<Duration>,
    /// The next position that isn't answered, from this one on and then from the start.
    next: Option<usize>,
    over: bool,
}

/// An item that isn't answered.
#[derive(Template)]
#[template(path = "practice/asked.html")]
pub(super) struct AskedPage {
    layout: Layout,
    frame: Frame,
    item: ItemView,
    /// What must be done before it can be marked; empty when nothing was sent.
    message: String,
}

/// An item that is answered, with everything that there is to know about it.
#[derive(Template)]
#[template(path = "practice/solved.html")]
pub(super) struct SolvedPage {
    layout: Layout,
    frame: Frame,
    item: SolvedItem,
    own: OwnItemView,
    /// As it was marked when it was answered.
    mark: ItemMark,
    guessed: bool,
    /// The letters of what counts as right.
    letters: String,
    /// The time spent; empty where it isn't known.
    time: String,
    /// Whether a ruling since then would mark the answer otherwise.
    corrected: bool,
}

/// An item whose key is held back now.
#[derive(Template)]
#[template(path = "practice/held.html")]
pub(super) struct HeldPage {
    pub(super) layout: Layout,
    pub(super) frame: Frame,
}

impl Frame {
    pub(super) fn new(practice: &Practice, position: usize) -> Frame {
        let count = practice.slots.len();
        let onward = (position + 1..=count).chain(1..position);
        let open = |&position: &usize| practice.slot(position).is_some_and(|slot| slot.answer.is_none());
        let over = practice.ended_at.is_some();
        Frame {
            practice: practice.id,
            title: practice.title.clone(),
            position,
            items: count,
            answered: practice.answered(),
            right: practice.right(),
            remaining: practice
                .deadline
                .filter(|_| !over)
                .map(|deadline| (deadline - practice.now).max(Duration::ZERO)),
            next: onward.into_iter().find(open).filter(|_| !over),
            over,
        }
    }

    fn clock(&self) -> Option<String> {
        self.remaining.map(clock)
    }

    /// When a browser without scripts should look again.
    fn ends_in_seconds(&self) -> Option<i64> {
        self.remaining.map(|remaining| remaining.whole_seconds() + 1)
    }

    fn milliseconds(&self) -> Option<i64> {
        self.remaining.map(|remaining| remaining.whole_milliseconds() as i64)
    }

    /// Where Next leads.
    fn onward(&self) -> String {
        match self.next {
            Some(position) => format!("/practice/{}?item={position}", self.practice),
            None => format!("/practice/{}", self.practice),
        }
    }
}

impl AskedPage {
    pub(super) fn new(
        layout: Layout,
        frame: Frame,
        slot: &PracticeSlot,
        question: Arc<RenderedQuestion>,
        short: Option<Choices>,
    ) -> AskedPage {
        let item = ItemView {
            position: frame.position,
            choose: slot.choose,
            places: slot.order.places().collect(),
            entry: Entry { chosen: short.unwrap_or_default(), ..Entry::default() },
            question,
            spent: 0,
        };
        let message = match short {
            None => String::new(),
            Some(chosen) if chosen.is_empty() => "Choose an answer first, or press “Show me”.".to_owned(),
            Some(chosen) => format!("{} options; you chose {}.", item.asked(), chosen.len()),
        };
        AskedPage { layout, frame, item, message }
    }
}

impl SolvedPage {
    pub(super) fn new(
        layout: Layout,
        frame: Frame,
        slot: &PracticeSlot,
        answer: PracticeAnswer,
        content: &Content,
        ruling: Option<(Ruling, String)>,
        remarks: OwnRemarks,
        app: &App,
    ) -> SolvedPage {
        let catalogue = app.catalogue();
        let key = Key::new(content.solution.keys, ruling.as_ref().map(|(rule, _)| rule));
        let now = match answer.mark {
            ItemMark::Omitted => ItemMark::Omitted,
            _ => key.mark(slot.order.to_written(answer.chosen)),
        };
        let (section, topic) = place(&catalogue, slot);
        let item = SolvedItem {
            position: frame.position,
            mark: answer.mark,
            flagged: false,
            section,
            topic,
            difficulty: difficulty_name(content.solution.difficulty),
            places: slot.order.places().collect(),
            chosen: answer.chosen,
            keys: slot.order.to_shown(key.options()),
            question: app.rendered.question(slot.revision, &content.question),
            solution: app.rendered.solution(slot.revision, &content.solution),
            proven: words::listed(&content.proven_on),
            ruling: ruling.as_ref().map(|(rule, reason)| RulingView::new(rule, reason)),
            report: None,
        };
        let letters: Vec<String> = item
            .options()
            .iter()
            .filter(|option| option.key)
            .map(|option| option.letter.to_string())
            .collect();
        let time = answer.seconds.filter(|&seconds| seconds > 0);
        SolvedPage {
            layout,
            own: OwnItemView {
                item: slot.item.clone(),
                name: "this item".to_owned(),
                key: frame.position.to_string(),
                note: remarks.note,
                flagged: remarks.flagged.unwrap_or(false),
                back: format!("/practice/{}?item={}", frame.practice, frame.position),
            },
            letters: words::listed(&letters),
            mark: answer.mark,
            guessed: answer.guessed,
            time: time.map_or_else(String::new, |seconds| words::duration(Duration::seconds(seconds.into()))),
            corrected: now != answer.mark,
            frame,
            item,
        }
    }
}

/// What an item's section and topic are called. An instructor's bank has but one label.
pub(in crate::pages::practice) fn place(catalogue: &Catalogue, slot: &PracticeSlot) -> (String, String) {
    let Some(known) = catalogue.certification(&slot.certification) else {
        return (slot.section.clone(), String::new());
    };
    let section = known
        .default_edition()
        .and_then(|edition| edition.sections.get(edition.section_of(&slot.topic)?))
        .map_or_else(|| slot.section.clone(), |section| section.title.clone());
    (section, known.topic_title(&slot.topic).to_owned())
}
