//! Choosing the items of a practice set, and keeping fresh ones back for exams.

use invigil_exam::{Difficulty, Edition, Random};
use std::collections::{BTreeMap, BTreeSet};
use time::{Date, OffsetDateTime};

/// An item as choosing sees it.
#[derive(Clone, Debug)]
pub struct Practisable {
    /// Its stable id.
    pub item: String,
    /// The revision that would be asked.
    pub revision: i32,
    /// Its certification; empty for an item of an instructor's bank.
    pub certification: String,
    /// Its section in the edition that is offered first; what it is filed under where it belongs to none.
    pub section: String,
    /// Its topic; empty in an instructor's bank.
    pub topic: String,
    /// How hard its author expects it to be.
    pub difficulty: Difficulty,
    /// When it last stood in an exam of this person's, whether or not its result is out.
    pub last_seen: Option<OffsetDateTime>,
    /// When it was last answered in practice.
    pub last_practised: Option<OffsetDateTime>,
    /// Whether the latest answer to it wasn't right, or was guessed.
    pub missed: bool,
    /// Whether it is flagged.
    pub flagged: bool,
    /// Whether it is to come back now.
    pub due: bool,
    /// Whether its key is held back from this person now.
    pub held: bool,
}

/// Which items of what fits otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// Every one.
    #[default]
    All,
    /// Those met in no exam and in no practice.
    Unseen,
    /// Those whose latest answer wasn't right, or was guessed.
    Missed,
    /// Those that are flagged.
    Flagged,
    /// Those that are to come back now.
    Due,
}

/// What a set is to be made of.
#[derive(Clone, Debug, Default)]
pub struct Criteria {
    /// The certification; of all where none is named.
    pub certification: Option<String>,
    /// The sections; all where neither a section nor a topic is named.
    pub sections: BTreeSet<String>,
    /// Topics. They narrow their own section, named or not.
    pub topics: BTreeSet<String>,
    /// Only those of this difficulty.
    pub difficulty: Option<Difficulty>,
    /// Which of them.
    pub which: Which,
    /// Only these items, if any are named.
    pub only: Option<BTreeSet<String>>,
    /// How many items.
    pub count: usize,
}

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Revisions, in the order in which they are to be asked.
    pub revisions: Vec<i32>,
    /// How many items fit, those beyond the count included.
    pub fits: usize,
    /// How many more would fit but are kept for exams.
    pub reserved: usize,
    /// How many more would fit but are held back.
    pub held: usize,
}

/// What a bank keeps back from practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reserve {
    /// The items that are kept for exams.
    pub items: BTreeSet<String>,
    /// The sections (their ids) of which nothing is kept, because the bank is too small for it.
    pub small: BTreeSet<String>,
}

impl Practisable {
    /// Whether it was met neither in an exam nor in practice.
    pub fn is_fresh(&self) -> bool {
        self.last_seen.is_none() && self.last_practised.is_none()
    }

    fn last_met(&self) -> Option<OffsetDateTime> {
        self.last_seen.max(self.last_practised)
    }
}

impl Which {
    /// All of them.
    pub const EVERY: [Which; 5] = [Which::All, Which::Unseen, Which::Missed, Which::Flagged, Which::Due];

    /// Its name, as forms and links send it.
    pub fn name(self) -> &'static str {
        match self {
            Which::All => "all",
            Which::Unseen => "unseen",
            Which::Missed => "missed",
            Which::Flagged => "flagged",
            Which::Due => "due",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Which> {
        Which::EVERY.into_iter().find(|which| which.name() == name)
    }

    fn takes(self, item: &Practisable) -> bool {
        match self {
            Which::All => true,
            Which::Unseen => item.is_fresh(),
            Which::Missed => item.missed,
            Which::Flagged => item.flagged,
            Which::Due => item.due,
        }
    }
}

/// How many times the items of a form a section must hold before some of them are kept for exams.
const ROOMY: usize = 3;

/// The items that practice leaves alone, so that a fresh exam still asks what was met nowhere.
///
/// Per section of `edition`: where its bank holds at least three times as many items as a form takes of it, as many fresh items
/// (met neither in an exam nor in practice) as a form takes, or all that are left where there are fewer. So practice always
/// has twice a form to use, and while it uses that up, the next form stays fresh; an exam takes what was kept. Where the bank is
/// smaller, nothing is kept.
///
/// Which ones are kept follows from `seed`, which is to be a person's own, and doesn't change while others are practised: topics
/// take turns, and within a topic each item has its fixed place. The order of `pool` doesn't matter.
pub fn reserve(pool: &[Practisable], edition: &Edition, seed: i64) -> Reserve {
    let mut reserve = Reserve::default();
    for section in &edition.sections {
        let own: Vec<&Practisable> =
            pool.iter().filter(|item| section.topics.contains(&item.topic)).collect();
        let needed = usize::from(section.items);
        if own.len() < ROOMY * needed {
            reserve.small.insert(section.id.clone());
            continue;
        }
        let mut fresh: Vec<(u64, &Practisable)> = own
            .into_iter()
            .filter(|item| item.is_fresh())
            .map(|item| (place_of(&item.item, seed), item))
            .collect();
        fresh.sort_unstable_by_key(|(place, item)| (*place, item.item.as_str()));
        let ranked = in_turns(fresh.into_iter().map(|(_, item)| ((), item)));
        reserve.items.extend(ranked.into_iter().take(needed).map(|item| item.item.clone()));
    }
    reserve
}

/// A number of an item's own under a seed (FNV-1a over its id, then one step of the seeded stream).
fn place_of(item: &str, seed: i64) -> u64 {
    let hash = item.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Random::from_seed(hash.cast_signed() ^ seed).number()
}

/// Chooses the items of a set: no item twice, never one that is held back, never one of `reserved`.
///
/// Missed items come first, then those that were never met, then those met longest ago (by the day). Among equals, topics take
/// turns, and what is still equal stands in random order. The same pool (in any order), criteria and seed choose the same.
pub fn select(
    pool: &[Practisable],
    criteria: &Criteria,
    reserved: &BTreeSet<String>,
    seed: i64,
) -> Selection {
    let narrowed: BTreeSet<&str> = pool
        .iter()
        .filter(|item| criteria.topics.contains(&item.topic))
        .map(|item| item.section.as_str())
        .collect();
    let mut selection = Selection::default();
    let mut seen = BTreeSet::new();
    let mut items = Vec::new();
    for item in pool.iter().filter(|item| criteria.fits(item, &narrowed)) {
        if !seen.insert(item.item.as_str()) {
            continue;
        }
        match () {
            () if item.held => selection.held += 1,
            () if reserved.contains(&item.item) => selection.reserved += 1,
            () => items.push(item),
        }
    }
    selection.fits = items.len();
    // The pool's own order must not matter.
    items.sort_unstable_by(|a, b| a.item.cmp(&b.item));
    Random::from_seed(seed).shuffle(&mut items);
    let ranked = in_turns(items.into_iter().map(|item| {
        let day: Option<Date> = item.last_met().map(OffsetDateTime::date);
        ((!item.missed, day), item)
    }));
    selection.revisions = ranked.into_iter().take(criteria.count).map(|item| item.revision).collect();
    selection
}

impl Criteria {
    /// `narrowed` are the sections of which topics are named.
    fn fits(&self, item: &Practisable, narrowed: &BTreeSet<&str>) -> bool {
        let anywhere = self.sections.is_empty() && self.topics.is_empty();
        let whole_section =
            self.sections.contains(&item.section) && !narrowed.contains(item.section.as_str());
        self.certification.as_ref().is_none_or(|own| *own == item.certification)
            && (anywhere || whole_section || self.topics.contains(&item.topic))
            && self.difficulty.is_none_or(|difficulty| difficulty == item.difficulty)
            && self.only.as_ref().is_none_or(|only| only.contains(&item.item))
            && self.which.takes(item)
    }
}

/// Items by rank, and among those of one rank one of each topic in turn; else they stay as they came.
fn in_turns<'a, R: Ord + Copy>(items: impl Iterator<Item = (R, &'a Practisable)>) -> Vec<&'a Practisable> {
    let mut turns: BTreeMap<(R, &str, &str), usize> = BTreeMap::new();
    let mut ranked: Vec<((R, usize), &Practisable)> = items
        .map(|(rank, item)| {
            let turn = turns.entry((rank, item.certification.as_str(), item.topic.as_str())).or_default();
            *turn += 1;
            ((rank, *turn), item)
        })
        .collect();
    ranked.sort_by_key(|&(rank, _)| rank);
    ranked.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use invigil_exam::{Scoring, Section};
    use proptest::prelude::*;
    use time::{Duration, macros::datetime};

    const NOON: OffsetDateTime = datetime!(2026-03-29 12:00 UTC);

    /// Two sections of two topics each; a form takes `items` of each section.
    fn edition(items: u16) -> Edition {
        let section = |id: &str| Section {
            id: id.into(),
            title: id.into(),
            items,
            points: None,
            summary: String::new(),
            topics: vec![format!("{id}-one"), format!("{id}-two")],
        };
        Edition {
            id: "outline".into(),
            title: "Outline".into(),
            default: true,
            minutes: 65,
            agreement_minutes: 0,
            pass_percent: 70,
            scoring: Scoring::AllOrNothing,
            note: String::new(),
            sections: vec![section("a"), section("b")],
        }
    }

    fn practisable() -> impl Strategy<Value = Practisable> {
        let day = || proptest::option::weighted(0.4, 0i64..6);
        (0usize..4, 0usize..3, day(), day(), any::<[bool; 3]>(), prop::bool::weighted(0.1)).prop_map(
            |(topic, difficulty, seen, practised, [missed, flagged, due], held)| {
                let section = ["a", "b"][topic / 2];
                let met = seen.is_some() || practised.is_some();
                Practisable {
                    item: String::new(),
                    revision: 0,
                    certification: "pcap".into(),
                    section: section.into(),
                    topic: format!("{section}-{}", ["one", "two"][topic % 2]),
                    difficulty: [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard][difficulty],
                    last_seen: seen.map(|days| NOON - Duration::days(days)),
                    last_practised: practised.map(|days| NOON - Duration::days(days)),
                    missed: missed && met,
                    flagged: flagged && met,
                    due: due && met,
                    held,
                }
            },
        )
    }

    fn pools() -> impl Strategy<Value = Vec<Practisable>> {
        proptest::collection::vec(practisable(), 0..80).prop_map(|mut pool| {
            for (index, item) in pool.iter_mut().enumerate() {
                item.item = format!("item-{index:03}");
                item.revision = index as i32;
            }
            pool
        })
    }

    fn criteria() -> impl Strategy<Value = Criteria> {
        let sections = proptest::sample::subsequence(vec!["a", "b"], 0..=2);
        let topics = proptest::sample::subsequence(vec!["a-one", "a-two", "b-one"], 0..=3);
        let difficulty =
            proptest::option::of(proptest::sample::select(vec![Difficulty::Easy, Difficulty::Hard]));
        (sections, topics, difficulty, proptest::sample::select(Which::EVERY.to_vec()), 0usize..40).prop_map(
            |(sections, topics, difficulty, which, count)| Criteria {
                sections: sections.into_iter().map(str::to_owned).collect(),
                topics: topics.into_iter().map(str::to_owned).collect(),
                difficulty,
                which,
                count,
                ..Criteria::default()
            },
        )
    }

    fn chosen<'a>(pool: &'a [Practisable], selection: &Selection) -> Vec<&'a Practisable> {
        let find = |revision: &i32| pool.iter().find(|item| item.revision == *revision).unwrap();
        selection.revisions.iter().map(find).collect()
    }

    proptest! {
        #[test]
        fn a_set_is_as_large_as_asked_or_as_there_is_and_repeats_nothing(
            pool in pools(), criteria in criteria(), items in 1u16..8, seed: i64,
        ) {
            let reserve = reserve(&pool, &edition(items), 7);
            let selection = select(&pool, &criteria, &reserve.items, seed);
            prop_assert_eq!(selection.revisions.len(), criteria.count.min(selection.fits));
            let distinct: BTreeSet<i32> = selection.revisions.iter().copied().collect();
            prop_assert_eq!(distinct.len(), selection.revisions.len());
        }

        #[test]
        fn a_set_holds_what_was_asked_for_and_nothing_kept_back(
            pool in pools(), criteria in criteria(), items in 1u16..8, seed: i64,
        ) {
            let reserve = reserve(&pool, &edition(items), 7);
            for item in chosen(&pool, &select(&pool, &criteria, &reserve.items, seed)) {
                prop_assert!(!item.held && !reserve.items.contains(&item.item));
                prop_assert!(criteria.difficulty.is_none_or(|difficulty| difficulty == item.difficulty));
                prop_assert!(
                    criteria.sections.is_empty() && criteria.topics.is_empty()
                        || criteria.sections.contains(&item.section) || criteria.topics.contains(&item.topic)
                );
                match criteria.which {
                    Which::All => {}
                    Which::Unseen => prop_assert!(item.is_fresh()),
                    Which::Missed => prop_assert!(item.missed),
                    Which::Flagged => prop_assert!(item.flagged),
                    Which::Due => prop_assert!(item.due),
                }
            }
        }

        #[test]
        fn missed_items_come_first_and_then_what_was_met_longest_ago(
            pool in pools(), criteria in criteria(), seed: i64,
        ) {
            let rank = |item: &Practisable| (!item.missed, item.last_met().map(OffsetDateTime::date));
            let selection = select(&pool, &criteria, &BTreeSet::new(), seed);
            let taken = chosen(&pool, &selection);
            prop_assert!(taken.iter().map(|item| rank(item)).is_sorted());
            let everything = Criteria { count: usize::MAX, ..criteria };
            let all = select(&pool, &everything, &BTreeSet::new(), seed);
            prop_assert_eq!(&all.revisions[..taken.len()], &selection.revisions);
        }

        #[test]
        fn the_order_of_the_pool_does_not_matter(
            (pool, shuffled) in pools().prop_flat_map(|pool| (Just(pool.clone()), Just(pool).prop_shuffle())),
            criteria in criteria(), seed: i64,
        ) {
            prop_assert_eq!(reserve(&pool, &edition(4), seed), reserve(&shuffled, &edition(4), seed));
            let none = BTreeSet::new();
            prop_assert_eq!(select(&pool, &criteria, &none, seed), select(&shuffled, &criteria, &none, seed));
        }

        #[test]
        fn a_roomy_section_keeps_a_form_of_fresh_items_and_a_small_one_nothing(pool in pools(), items in 1u16..10, seed: i64) {
            let reserve = reserve(&pool, &edition(items), seed);
            for section in ["a", "b"] {
                let own: Vec<&Practisable> = pool.iter().filter(|item| item.section == section).collect();
                let fresh = own.iter().filter(|item| item.is_fresh()).count();
                let kept = own.iter().filter(|item| reserve.items.contains(&item.item));
                prop_assert!(kept.clone().all(|item| item.is_fresh()));
                let roomy = own.len() >= 3 * usize::from(items);
                prop_assert_eq!(reserve.small.contains(section), !roomy);
                prop_assert_eq!(kept.count(), if roomy { fresh.min(items.into()) } else { 0 });
            }
        }

        #[test]
        fn practising_everything_that_may_be_practised_leaves_the_same_items_kept(
            mut pool in pools(), items in 1u16..6, seed: i64,
        ) {
            let before = reserve(&pool, &edition(items), seed);
            for item in &mut pool {
                if !before.items.contains(&item.item) {
                    item.last_practised = Some(NOON);
                }
            }
            prop_assert_eq!(reserve(&pool, &edition(items), seed), before);
        }
    }

    /// Twelve fresh items of section a, of which three have the topic `a-two`.
    fn twelve() -> Vec<Practisable> {
        (0..12)
            .map(|index| Practisable {
                item: format!("item-{index:03}"),
                revision: index,
                certification: "pcap".into(),
                section: "a".into(),
                topic: if index < 9 { "a-one" } else { "a-two" }.into(),
                difficulty: Difficulty::Medium,
                last_seen: None,
                last_practised: None,
                missed: false,
                flagged: false,
                due: false,
                held: false,
            })
            .collect()
    }

    #[test]
    fn topics_take_turns() {
        let pool = twelve();
        for seed in 0..50 {
            let criteria = Criteria { count: 6, ..Criteria::default() };
            let selection = select(&pool, &criteria, &BTreeSet::new(), seed);
            let two = chosen(&pool, &selection).iter().filter(|item| item.topic == "a-two").count();
            assert_eq!(two, 3);
        }
    }

    #[test]
    fn a_topic_narrows_its_own_section_only() {
        let mut pool = twelve();
        pool[0].section = "b".into();
        pool[0].topic = "b-one".into();
        let both = ["a", "b"].map(str::to_owned).into();
        let topics = BTreeSet::from(["a-two".to_owned()]);
        let criteria = Criteria { sections: both, topics, count: 12, ..Criteria::default() };
        assert_eq!(select(&pool, &criteria, &BTreeSet::new(), 1).fits, 3 + 1);
    }

    #[test]
    fn what_is_kept_or_held_is_counted() {
        let mut pool = twelve();
        pool[11].held = true;
        let kept = BTreeSet::from(["item-000".to_owned(), "item-001".to_owned()]);
        let selection = select(&pool, &Criteria { count: 20, ..Criteria::default() }, &kept, 1);
        assert_eq!((selection.fits, selection.reserved, selection.held), (9, 2, 1));
    }

    #[test]
    fn the_reserve_is_a_persons_own() {
        let kept = |seed| reserve(&twelve(), &edition(3), seed).items;
        assert!((1..20).any(|seed| kept(seed) != kept(0)));
        assert_eq!(kept(0).len(), 3);
    }
}
