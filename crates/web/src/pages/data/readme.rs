//! What the archive of one's own says about itself.

use invigil_store::{MOST_OWN, OwnData};

/// The text of `README.txt`.
pub(super) fn readme(data: &OwnData) -> String {
    let held = match data.held {
        0 => String::new(),
        1 => "\nOne item stands in an exam that you are sitting, or in one whose keys aren't out. Your notes on it and your answers to it in\n\
              practice are left out as long; download again after that.\n"
            .to_owned(),
        items => format!(
            "\n{items} items stand in an exam that you are sitting, or in one whose keys aren't out. Your notes on them and your answers\n\
             to them in practice are left out as long; download again after that.\n"
        ),
    };
    format!(
        "Everything that Invigil stores about you\n\
         ========================================\n\
         \n\
         Times are in UTC. Options are named by the letters that they had when they were shown to you.\n\
         Results that an instructor hasn't released yet aren't here, as little as on your pages.\n\
         {held}\n\
         person.json                 who you are here, and the browsers that you are signed in with\n\
         exams.json                  your exams: what you chose, struck out and flagged, seconds at each item, scores\n\
         practice.json               the sets that you practised, with your answers\n\
         notes.json                  your notes on items, and your flags\n\
         items-that-come-back.json   how well you remember what you missed once, and when it is due\n\
         study-plans.json            your plans, and their weeks\n\
         problems-reported.json      what you wrote about items, and what you were answered\n\
         classes.json                the classes that you are or were in\n\
         score-reports.json          what you had signed to show others\n\
         \n\
         exams.csv                   one row an exam\n\
         sections.csv                one row a section of an exam\n\
         answers.csv                 one row an answer whose key you may see, the newest 20,000\n\
         \n\
         Of each kind the newest {MOST_OWN} are here. Passwords and the keys of sessions are stored as fingerprints only, and aren't here.\n\
         Beside all this a trail is kept of who changed banks, exams and classes, in which you are no more than a number.\n"
    )
}
