//! The identity of an item's revision.

use invigil_exam::{Difficulty, Item, Question, Solution};
use sha2::{Digest, Sha256};

/// What a hash begins with; another number when the serialisation below changes, which makes every item a new revision.
const VERSION: &[u8] = b"invigil item 1\n";

/// SHA-256 of everything about an item that makes a revision: section, topic, question and solution. Its id and its
/// certification aren't part of it.
///
/// Every text is preceded by its length and every list by its count, so that no two items serialise alike.
pub fn content_hash(item: &Item) -> [u8; 32] {
    // Taken apart by name, so that a new field can't be forgotten here.
    let Item { id: _, certification: _, section, topic, question, solution } = item;
    let Question { stem, options, choose, shuffle } = question;
    let Solution { keys, reasons, explanation, reference, objective, difficulty } = solution;

    let mut hash = Sha256::new();
    hash.update(VERSION);
    for text in [section, topic, stem, explanation, reference, objective] {
        add_text(&mut hash, text);
    }
    for list in [options, reasons] {
        hash.update((list.len() as u64).to_be_bytes());
        for text in list {
            add_text(&mut hash, text);
        }
    }
    hash.update(keys.0.to_be_bytes());
    let difficulty = match difficulty {
        Difficulty::Easy => 0,
        Difficulty::Medium => 1,
        Difficulty::Hard => 2,
    };
    hash.update([*choose, u8::from(*shuffle), difficulty]);
    hash.finalize().into()
}

fn add_text(hash: &mut Sha256, text: &str) {
    hash.update((text.len() as u64).to_be_bytes());
    hash.update(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::content_hash;
    use invigil_exam::{Choices, Difficulty, Item, Question, Solution};
    use std::collections::BTreeSet;

    fn item() -> Item {
        Item {
            id: "pcap-a".into(),
            certification: "pcap".into(),
            section: "s".into(),
            topic: "t".into(),
            question: Question {
                stem: "What?".into(),
                options: vec!["a".into(), "b".into()],
                choose: 1,
                shuffle: true,
            },
            solution: Solution {
                keys: Choices(1),
                reasons: vec!["c".into(), "d".into()],
                explanation: "e".into(),
                reference: "f".into(),
                objective: "g".into(),
                difficulty: Difficulty::Easy,
            },
        }
    }

    #[test]
    fn every_part_of_the_content_counts_and_the_id_does_not() {
        let changes: [fn(&mut Item); 14] = [
            |_| {},
            |item| item.section.push('x'),
            |item| item.topic.push('x'),
            |item| item.question.stem.push('x'),
            |item| item.question.options[0].push('x'),
            |item| item.question.options = vec!["ab".into(), "".into()],
            |item| item.question.choose = 2,
            |item| item.question.shuffle = false,
            |item| item.solution.keys = Choices(2),
            |item| item.solution.reasons[1].push('x'),
            |item| item.solution.explanation.push('x'),
            |item| item.solution.reference.push('x'),
            |item| item.solution.objective.push('x'),
            |item| item.solution.difficulty = Difficulty::Hard,
        ];
        let hashes: BTreeSet<[u8; 32]> = changes
            .iter()
            .map(|change| {
                let mut changed = item();
                change(&mut changed);
                content_hash(&changed)
            })
            .collect();
        assert_eq!(hashes.len(), changes.len());

        let mut renamed = item();
        renamed.id = "pcap-b".into();
        assert_eq!(content_hash(&renamed), content_hash(&item()));
    }

    #[test]
    fn the_hash_of_an_item_stays_the_same_from_release_to_release() {
        let hash: String = content_hash(&item()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hash, "2f7fe8c25b95e3c32ac64f1aeaf7506f0aa98295b3cf6ab579841b98f785c976");
    }
}
