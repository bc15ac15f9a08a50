//! What must be passed first, what is held, what comes next.

use invigil_exam::{Certification, CertificationKind, Holdings};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn certification(id: &str, kind: CertificationKind, requires: &[&str]) -> Certification {
    Certification {
        kind,
        pathway: "python".into(),
        requires: requires.iter().map(|&id| id.to_owned()).collect(),
        ..Certification::of_instructor(id, id, "", Default::default())
    }
}

/// The pathway as the shipped bank has it.
fn python() -> Vec<Certification> {
    use CertificationKind::{Exam, Recognition};
    vec![
        certification("pcep", Exam, &[]),
        certification("pcap", Exam, &[]),
        certification("pcpp-32-1", Exam, &["pcap"]),
        certification("pcpp-32-2", Exam, &["pcap", "pcpp-32-1"]),
        certification("cepp", Recognition, &["pcap", "pcpp-32-1", "pcpp-32-2"]),
    ]
}

fn ids(certifications: Vec<&Certification>) -> Vec<&str> {
    certifications.into_iter().map(|known| known.id.as_str()).collect()
}

fn next(passed: &[&str]) -> Option<String> {
    let all = python();
    Holdings::new(&all, passed.iter().copied()).next("python").map(|known| known.id.clone())
}

#[test]
fn what_is_missing_comes_in_the_order_in_which_it_can_be_passed() {
    let all = python();
    let missing = |id, passed: &[&'static str]| ids(Holdings::new(&all, passed.iter().copied()).missing(id));
    assert!(missing("pcep", &[]).is_empty() && missing("pcap", &[]).is_empty());
    assert_eq!(missing("pcpp-32-1", &[]), ["pcap"]);
    assert_eq!(missing("pcpp-32-1", &["pcep"]), ["pcap"]);
    assert_eq!(missing("pcpp-32-2", &[]), ["pcap", "pcpp-32-1"]);
    assert_eq!(missing("pcpp-32-2", &["pcpp-32-1"]), ["pcap"]);
    assert_eq!(missing("cepp", &["pcpp-32-1"]), ["pcap", "pcpp-32-2"]);
    assert!(missing("cepp", &["pcap", "pcpp-32-1", "pcpp-32-2"]).is_empty());
    assert!(missing("unknown", &[]).is_empty());
}

#[test]
fn a_requirement_of_a_requirement_is_missing_too() {
    let exam = CertificationKind::Exam;
    let all =
        [certification("c", exam, &["b"]), certification("b", exam, &["a"]), certification("a", exam, &[])];
    assert_eq!(ids(Holdings::new(&all, []).missing("c")), ["a", "b"]);
    assert!(Holdings::new(&all, ["b"]).missing("c").is_empty(), "who passed b needs nothing of b's any more");
}

#[test]
fn a_recognition_is_reached_by_passing_all_that_it_asks_for_and_by_nothing_else() {
    let all = python();
    let reached = |passed: &[&'static str]| Holdings::new(&all, passed.iter().copied()).holds("cepp");
    assert!(!reached(&[]) && !reached(&["cepp"]) && !reached(&["pcep", "pcap", "pcpp-32-1"]));
    assert!(reached(&["pcap", "pcpp-32-1", "pcpp-32-2"]));
    let of_nothing = [certification("r", CertificationKind::Recognition, &[])];
    assert!(!Holdings::new(&of_nothing, []).holds("r"), "what asks for nothing is reached by nobody");
}

#[test]
fn the_next_step_follows_the_furthest_and_is_always_an_exam_that_may_be_sat() {
    assert_eq!(next(&[]).as_deref(), Some("pcep"));
    assert_eq!(next(&["pcep"]).as_deref(), Some("pcap"));
    assert_eq!(next(&["pcap"]).as_deref(), Some("pcpp-32-1"));
    assert_eq!(next(&["pcpp-32-1"]).as_deref(), Some("pcap"), "PCPP 32-2 asks for it");
    assert_eq!(next(&["pcpp-32-2"]).as_deref(), Some("pcap"), "the recognition asks for it");
    assert_eq!(next(&["pcap", "pcpp-32-1", "pcpp-32-2"]).as_deref(), Some("pcep"), "it was passed over");
    assert_eq!(next(&["pcep", "pcap", "pcpp-32-1", "pcpp-32-2"]), None);
}

#[test]
fn what_lies_ahead_leaves_out_what_was_passed_over() {
    let all = python();
    let ahead = |passed: &[&'static str]| ids(Holdings::new(&all, passed.iter().copied()).ahead("python"));
    assert_eq!(ahead(&[]), ["pcep", "pcap", "pcpp-32-1", "pcpp-32-2"]);
    assert_eq!(ahead(&["pcap"]), ["pcpp-32-1", "pcpp-32-2"]);
    assert_eq!(ahead(&["pcpp-32-1"]), ["pcap", "pcpp-32-2"]);
    assert!(ahead(&["pcep", "pcap", "pcpp-32-1", "pcpp-32-2"]).is_empty());
}

/// Up to eight certifications that require one another anyhow, in circles too, and which of them were passed.
fn anyhow() -> impl Strategy<Value = (Vec<Certification>, BTreeSet<String>)> {
    let one = (any::<bool>(), proptest::collection::vec(0usize..9, 0..4), any::<bool>());
    proptest::collection::vec(one, 1..=8).prop_map(|drawn| {
        let mut passed = BTreeSet::new();
        let all = drawn.into_iter().enumerate().map(|(index, (exam, requires, sat))| {
            let kind = if exam { CertificationKind::Exam } else { CertificationKind::Recognition };
            let requires: Vec<String> = requires.iter().map(|other| format!("c{other}")).collect();
            let requires: Vec<&str> = requires.iter().map(String::as_str).collect();
            if sat {
                passed.insert(format!("c{index}"));
            }
            certification(&format!("c{index}"), kind, &requires)
        });
        (all.collect(), passed)
    })
}

fn holdings<'a>(all: &'a [Certification], passed: &'a BTreeSet<String>) -> Holdings<'a> {
    Holdings::new(all, passed.iter().map(String::as_str))
}

proptest! {
    #[test]
    fn what_is_missing_is_exams_that_are_not_held_each_once_and_never_the_thing_itself((all, passed) in anyhow()) {
        let held = holdings(&all, &passed);
        for known in &all {
            let missing = held.missing(&known.id);
            let different: BTreeSet<&str> = missing.iter().map(|other| other.id.as_str()).collect();
            prop_assert_eq!(different.len(), missing.len());
            prop_assert!(!different.contains(known.id.as_str()));
            for other in missing {
                prop_assert!(other.kind == CertificationKind::Exam && !held.holds(&other.id));
            }
        }
    }

    #[test]
    fn who_passes_what_is_missing_in_its_order_misses_nothing((all, passed) in anyhow()) {
        for known in &all {
            let mut passed = passed.clone();
            let order: Vec<String> = holdings(&all, &passed).missing(&known.id).iter().map(|one| one.id.clone()).collect();
            for id in order {
                passed.insert(id);
            }
            prop_assert!(holdings(&all, &passed).missing(&known.id).is_empty());
        }
    }

    #[test]
    fn passing_more_takes_nothing_away((all, passed) in anyhow(), more in 0usize..8) {
        let mut later = passed.clone();
        later.insert(format!("c{more}"));
        let (before, after) = (holdings(&all, &passed), holdings(&all, &later));
        for known in &all {
            prop_assert!(after.holds(&known.id) || !before.holds(&known.id));
            let left = ids(before.missing(&known.id));
            prop_assert!(ids(after.missing(&known.id)).iter().all(|id| left.contains(id)));
        }
    }

    #[test]
    fn what_is_next_is_not_held_and_lies_ahead((all, passed) in anyhow()) {
        let held = holdings(&all, &passed);
        if let Some(next) = held.next("python") {
            prop_assert!(!held.holds(&next.id) && next.kind == CertificationKind::Exam);
            prop_assert_eq!(&held.ahead("python")[0].id, &next.id);
        }
    }
}
