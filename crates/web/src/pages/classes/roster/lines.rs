//! Reading a roster: comma, semicolon or tab between columns, a header or none, columns in any order.

use crate::forms;
use invigil_store::RosterLine;
use std::collections::HashMap;

/// The most lines of one roster.
pub(super) const MOST_LINES: usize = 1000;

/// The longest number of a person, in characters.
const LONGEST_NUMBER: usize = 50;

/// A roster as it was read.
#[derive(Debug)]
pub(super) struct Roster {
    /// The header as it was written; empty where there is none.
    header: String,
    /// By line; empty ones are left out.
    pub(super) entries: Vec<Entry>,
}

/// One line.
#[derive(Debug)]
pub(super) struct Entry {
    /// Its number in the text, from 1.
    pub(super) number: u64,
    /// As it was written.
    pub(super) text: String,
    /// What it says, or what is wrong with it.
    pub(super) line: Result<RosterLine, String>,
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Email,
    Name,
    FirstName,
    LastName,
    Number,
    Other,
}

impl Column {
    /// By the words of a header, whatever their case and punctuation.
    fn of(heading: &str) -> Column {
        let word: String =
            heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        match word.as_str() {
            "email" | "mail" | "emailaddress" | "mailaddress" | "address" | "emails" | "eaddress" => {
                Column::Email
            }
            "name" | "fullname" | "student" | "studentname" | "displayname" | "candidate" | "person" => {
                Column::Name
            }
            "firstname" | "givenname" | "forename" | "first" => Column::FirstName,
            "lastname" | "surname" | "familyname" | "last" => Column::LastName,
            "number"
            | "no"
            | "nr"
            | "id"
            | "studentid"
            | "studentnumber"
            | "idnumber"
            | "matriculationnumber"
            | "registrationnumber"
            | "sisid"
            | "sisuserid" => Column::Number,
            _ => Column::Other,
        }
    }
}

impl Roster {
    /// Reads a roster.
    ///
    /// # Errors
    /// Why nothing of it can be used, in words.
    pub(super) fn read(text: &str) -> Result<Roster, String> {
        let first = text.lines().find(|line| !line.trim().is_empty());
        let first = first.ok_or("Choose a file, or paste some lines.")?;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .delimiter(delimiter(first))
            .from_reader(text.as_bytes());
        let written: Vec<&str> = text.lines().collect();
        let mut roster = Roster { header: String::new(), entries: Vec::new() };
        let mut columns: Option<Vec<Column>> = None;
        let mut seen: HashMap<String, u64> = HashMap::new();
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|problem| format!("The list can’t be read: {problem}."))?;
            let number = record.position().map_or(0, csv::Position::line);
            let text =
                (number as usize).checked_sub(1).and_then(|at| written.get(at)).copied().unwrap_or_default();
            if index == 0 {
                let headings: Vec<Column> = record.iter().map(Column::of).collect();
                if headings.contains(&Column::Email) && !record.iter().any(|cell| cell.contains('@')) {
                    roster.header = text.to_owned();
                    columns = Some(headings);
                    continue;
                }
            }
            if record.iter().all(str::is_empty) {
                continue;
            }
            if roster.entries.len() >= MOST_LINES {
                return Err(format!(
                    "The list has more than {MOST_LINES} people. Send it in parts of at most {MOST_LINES}."
                ));
            }
            let mut line = line(&record, columns.as_deref());
            if let Ok(found) = &line {
                let before = *seen.entry(found.email.to_lowercase()).or_insert(number);
                if before != number {
                    line = Err(format!("This address stands in line {before} already."));
                }
            }
            roster.entries.push(Entry { number, text: text.to_owned(), line });
        }
        if roster.entries.is_empty() {
            return Err("There is a header and nobody below it.".to_owned());
        }
        Ok(roster)
    }

    /// The lines that were refused, below the header, to be mended and sent again.
    pub(super) fn refused(&self) -> String {
        let lines = self.entries.iter().filter(|entry| entry.line.is_err()).map(|entry| entry.text.as_str());
        let header = Some(self.header.as_str()).filter(|header| !header.is_empty());
        header.into_iter().chain(lines).collect::<Vec<_>>().join("\n")
    }
}

/// What stands most often in the first line, outside of nothing: columns are few, so that is enough.
fn delimiter(first: &str) -> u8 {
    let count = |delimiter: u8| first.bytes().filter(|&byte| byte == delimiter).count();
    [b'\t', b';', b','].into_iter().max_by_key(|&delimiter| count(delimiter)).unwrap_or(b',')
}

/// One line; without a header the address is the cell with an `@`, what stands before or after it first is the name, then the
/// number.
fn line(record: &csv::StringRecord, columns: Option<&[Column]>) -> Result<RosterLine, String> {
    let mut found = RosterLine::default();
    match columns {
        Some(columns) => {
            let cell = |wanted: Column| {
                let at = columns.iter().position(|&column| column == wanted);
                at.and_then(|at| record.get(at)).unwrap_or_default()
            };
            found.email = cell(Column::Email).to_owned();
            found.number = cell(Column::Number).to_owned();
            found.name = match cell(Column::Name) {
                "" => format!("{} {}", cell(Column::FirstName), cell(Column::LastName)).trim().to_owned(),
                name => name.to_owned(),
            };
        }
        None => {
            let address = record.iter().position(|cell| cell.contains('@'));
            let address = address.ok_or("There is no e-mail address in this line.")?;
            let mut others =
                record.iter().enumerate().filter(|&(at, cell)| at != address && !cell.is_empty());
            found.email = record[address].to_owned();
            found.name = others.next().map(|(_, cell)| cell.to_owned()).unwrap_or_default();
            found.number = others.next().map(|(_, cell)| cell.to_owned()).unwrap_or_default();
        }
    }
    if let Some(fault) = forms::email_fault(&found.email) {
        return Err(match found.email.as_str() {
            "" => "There is no e-mail address in this line.".to_owned(),
            _ => fault.to_owned(),
        });
    }
    if !found.name.is_empty()
        && let Some(fault) = forms::name_fault(&found.name)
    {
        return Err(format!("The name: {fault}"));
    }
    if found.number.chars().count() > LONGEST_NUMBER || found.number.chars().any(forms::unseen) {
        return Err(format!("The number has at most {LONGEST_NUMBER} characters."));
    }
    Ok(found)
}

/// The text of a file: UTF-8, UTF-16 with its mark, or else what Western spreadsheets write.
pub(super) fn decoded(bytes: &[u8]) -> String {
    let wide = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    let text = match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => bytes.iter().map(|&byte| char::from(byte)).collect(),
        },
    };
    text.replace('\0', "").replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, Roster, decoded};

    fn read(text: &str) -> Vec<Result<(String, String, String), String>> {
        let roster = Roster::read(text).unwrap();
        roster
            .entries
            .into_iter()
            .map(|entry| entry.line.map(|line| (line.name, line.email, line.number)))
            .collect()
    }

    fn ok(name: &str, email: &str, number: &str) -> Result<(String, String, String), String> {
        Ok((name.into(), email.into(), number.into()))
    }

    #[test]
    fn a_header_is_matched_loosely_and_columns_come_in_any_order() {
        let ada = [ok("Ada Lovelace", "ada@example.org", "17")];
        for text in [
            "name,e-mail,number\nAda Lovelace,ada@example.org,17\n",
            "E-Mail Address;Student ID;Full name;Group\nada@example.org;17;Ada Lovelace;B\n",
            "First Name\tLast Name\tEMAIL\tNo.\r\nAda\tLovelace\tada@example.org\t17\r\n",
        ] {
            assert_eq!(read(&decoded(text.as_bytes())), ada, "{text}");
        }
        assert_eq!(
            read("name,email\n\"Lovelace, Ada\",ada@example.org"),
            [ok("Lovelace, Ada", "ada@example.org", "")]
        );
    }

    #[test]
    fn without_a_header_the_address_is_what_looks_like_one() {
        assert_eq!(
            read("Ada Lovelace, ada@example.org, 17\nbob@example.org\n\ncleo@example.org,Cleo\n"),
            [
                ok("Ada Lovelace", "ada@example.org", "17"),
                ok("", "bob@example.org", ""),
                ok("Cleo", "cleo@example.org", "")
            ]
        );
    }

    #[test]
    fn a_bad_line_is_told_and_kept() {
        let text = "name,email\nAda,ada@example.org\nBob,bob@example\nNobody,\nAda again,ADA@example.org";
        let roster = Roster::read(text).unwrap();
        let faults: Vec<_> =
            roster.entries.iter().filter_map(|e| Some((e.number, e.line.as_ref().err()?))).collect();
        assert_eq!(faults.iter().map(|(number, _)| *number).collect::<Vec<_>>(), [3, 4, 5]);
        assert!(faults[0].1.contains("isn’t an e-mail address"));
        assert!(faults[1].1.contains("no e-mail address"));
        assert!(faults[2].1.contains("line 2"));
        assert_eq!(roster.refused(), "name,email\nBob,bob@example\nNobody,\nAda again,ADA@example.org");
    }

    #[test]
    fn nothing_and_too_much_are_told() {
        assert!(Roster::read(" \n \n").unwrap_err().contains("Choose a file"));
        assert!(Roster::read("name,email\n").unwrap_err().contains("nobody below"));
        let many = |count| (0..count).map(|n| format!("p{n}@example.org\n")).collect::<String>();
        assert_eq!(Roster::read(&many(MOST_LINES)).unwrap().entries.len(), MOST_LINES);
        assert!(Roster::read(&many(MOST_LINES + 1)).unwrap_err().contains("1000"));
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        assert_eq!(decoded(b"\xEF\xBB\xBFname"), "name");
        assert_eq!(decoded(b"J\xF6rg"), "Jörg");
        assert_eq!(decoded(b"\xFF\xFEJ\0\xF6\0"), "Jö");
        assert_eq!(decoded("a\r\nb\rc".as_bytes()), "a\nb\nc");
    }
}
