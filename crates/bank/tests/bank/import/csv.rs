//! CSV: columns by loosely written names, exact lines, keys in any writing.

use super::{accounted, failed, keys, plain, read};
use invigil_bank::import::{Format, Limits, Reading, import_as};
use invigil_exam::Difficulty;
use proptest::prelude::*;

fn csv(text: &str) -> Reading {
    let reading = import_as(Format::Csv, "bank.csv", text.as_bytes(), &Limits::default(), &mut |_| {});
    accounted(&reading);
    reading
}

#[test]
fn delimiters_quotes_and_names_of_columns_are_found_out() {
    for text in [
        "Question,Option A,Option B,Correct Answer,Category,Points\n\"What, then?\",one,two,B,Basics,5\n",
        "sep=;\r\nquestionText;answer1;answer2;key;topic;Points\r\n\"What, then?\";one;two;2;Basics;5\r\n",
        "stem\toption_1\toption_2\tcorrect\tsection\tPoints\n\"What, then?\"\tone\ttwo\ttwo\tBasics\t5",
        "\u{FEFF}Text;Choices;Answer;Section;Points\nWhat, then?;one|two;B;Basics;5",
    ] {
        let reading = csv(text);
        assert_eq!(reading.items.len(), 1, "{reading:#?}");
        let item = &reading.items[0].item;
        assert_eq!(plain(&item.question.stem), "What, then?");
        assert_eq!(item.question.options, ["one", "two"]);
        assert_eq!((keys(item), item.section.as_str()), (vec![1], "Basics"));
        let notes = reading.notes.join(" ");
        assert!(notes.contains("is the stem") && notes.contains("Not used: “Points”"), "{notes}");
    }
    assert_eq!(read("bank.csv", "Question,A,B,Key\nWhat?,a,b,A").format, Some(Format::Csv));
}

#[test]
fn every_column_has_its_place() {
    let reading = csv(
        "id,section,stem,option_1,option_2,option_3,reason_1,reason_2,reason_3,key,explanation,reference,objective,difficulty,shuffle,format\n\
         q-1,Net,*What*?,a,b,c,no,yes,,\"B, C\",because,RFC 1,Explain,hard,no,markdown\n",
    );
    let item = &reading.items[0].item;
    assert_eq!(
        (item.id.as_str(), item.section.as_str(), item.question.stem.as_str()),
        ("q-1", "Net", "*What*?")
    );
    assert_eq!((keys(item), item.question.shuffle), (vec![1, 2], false));
    assert_eq!(item.solution.reasons, ["no", "yes", ""]);
    let solution = &item.solution;
    assert_eq!((solution.explanation.as_str(), plain(&solution.reference).as_str()), ("because", "RFC 1"));
    assert_eq!((solution.objective.as_str(), solution.difficulty), ("Explain", Difficulty::Hard));
}

#[test]
fn lines_are_exact_below_cells_of_several_lines() {
    let reading = csv("\n\nstem,a,b,key\n\n\"one\ntwo\",x,y,A\n\nthree,x,y\n\n\n four,x,y,F\nfive,,y,A\n");
    assert_eq!(reading.items.iter().map(|one| one.place.line).collect::<Vec<_>>(), [5]);
    assert_eq!(failed(&reading, "3 cells, but the header row has 4"), [(8, 1)]);
    assert_eq!(failed(&reading, "names none of the options"), [(11, 11)]);
    assert_eq!(failed(&reading, "Option A is empty"), [(12, 6)]);
}

#[test]
fn an_open_quotation_mark_is_told() {
    let reading = csv("stem,a,b,key\none,x,y,A\ntwo,\"x,y,A\nthree,x,y,A\n");
    assert_eq!((reading.items.len(), failed(&reading, "isn't closed")), (1, vec![(3, 1)]));
}

#[test]
fn a_header_that_lacks_something_refuses_the_file() {
    for (text, words) in [
        ("stem,a,b\nx,y,z\n", "the key"),
        ("a,b,key\nx,y,A\n", "the stem"),
        ("stem,key,stem\nx,A,y\n", "Two columns are the stem"),
        ("What is it?,yes,no,A\n", "Found: “What is it?”"),
    ] {
        let reading = csv(text);
        assert!(
            reading.refusal.as_deref().is_some_and(|refusal| refusal.contains(words)),
            "{text}: {reading:?}"
        );
    }
}

#[test]
fn an_ambiguous_key_fails_unless_the_table_decides() {
    let ambiguous = "stem,option 1,option 2,option 3,key\nHow many?,3,2,1,1\n";
    assert_eq!(failed(&csv(ambiguous), "several ways"), [(2, 17)]);
    let decided = csv(&format!("{ambiguous}Which?,a,b,c,3\n"));
    assert_eq!(decided.items.iter().map(|one| keys(&one.item)).collect::<Vec<_>>(), [[0], [2]]);
    assert!(decided.notes.iter().any(|note| note == "Keys are read as numbers."));
}

#[test]
fn types_are_heeded() {
    let reading = csv(
        "type,question,a,b,c,answer\nTrue/False,Is it?,,,,TRUE\nMultiple Response,Which?,x,y,z,A\nMCQ,Which?,x,y,z,\"A,C\"\nSingle,Which?,x,y,z,\"A,C\"\nEssay,Tell.,,,,-\n",
    );
    assert_eq!(
        reading.items.iter().map(|one| keys(&one.item)).collect::<Vec<_>>(),
        [vec![0], vec![0], vec![0, 2]]
    );
    assert_eq!(reading.items[0].item.question.options, ["True", "False"]);
    assert_eq!(failed(&reading, "allows one key"), [(5, 21)]);
    assert_eq!((reading.skipped[0].kind.as_str(), reading.skipped[0].place.line), ("Essay", 6));
}

#[test]
fn an_apostrophe_against_formulas_goes_and_formulas_are_text() {
    let reading = csv("stem,a,b,c,key\n'=1+1?,'-5,\"'-'.join(x)\",=2,A\n");
    let item = &reading.items[0].item;
    assert_eq!(plain(&item.question.stem), "=1+1?");
    assert_eq!(
        item.question.options.iter().map(|text| plain(text)).collect::<Vec<_>>(),
        ["-5", "'-'.join(x)", "=2"]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_a_file_is_accounted_for(text in "([a-c\",;\t|']|\n|,A\n|\"\"|=|[ -~é]){0,150}") {
        let reading = csv(&format!("stem,a,b,key\n{text}"));
        prop_assert!(reading.refusal.is_none());
        let lines = text.lines().count() + 2;
        for place in reading.failed.iter().map(|left| &left.place).chain(reading.items.iter().map(|one| &one.place)) {
            prop_assert!(place.line >= 2 && place.line <= lines, "{place} of {lines}");
        }
    }

    #[test]
    fn quoted_cells_come_back(stem in "[a-z,;\"\n]{1,20}x", option in "[b-z,;\"']{1,10}y") {
        let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let reading = csv(&format!("stem,option 1,option 2,key\n{},{},z,A\n", quoted(&stem), quoted(&option)));
        prop_assert_eq!(reading.items.len(), 1, "{:?}", reading);
        prop_assert_eq!(plain(&reading.items[0].item.question.options[0]), option.trim());
    }
}
