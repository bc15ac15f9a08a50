//! An instructor's banks in the browser's words: made, shared, filled from files, exported, deleted.

use invigil_store::Role;
use invigil_tests::{Reply, Site, Visitor};

const QUIZ: &str = "\
// [id:colour]
::Colour:: Which colour does a clear sky have? {
=blue #Blue light is scattered most.
~green
~red #Only at dusk.
}

// [id:even]
::Even:: Which numbers are even? {
~%50%2
~%50%4
~%-50%5
}

::Essay:: What do you think of it? {}

::Broken:: Which one? {
~a
~b
}
";

struct Desk {
    site: Site,
    ada: Visitor,
    /// The address of her bank.
    bank: String,
}

async fn desk() -> Desk {
    let site = Site::new().await;
    let mut ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let bank =
        ada.post("/instructor/banks", &[("name", "Physics")]).await.expect_redirect("/instructor/banks/");
    Desk { site, ada, bank }
}

/// Uploads a file and waits for the page that its reading ends in.
async fn upload(who: &mut Visitor, bank: &str, name: &str, file: &str) -> (String, Reply) {
    let import = who
        .upload(&format!("{bank}/import"), name, file.as_bytes())
        .await
        .expect_redirect("/instructor/imports/");
    for _ in 0..600 {
        let page = who.get(&import).await.expect(200);
        if !page.body.contains("<progress") {
            return (import, page);
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{import} is never read");
}

/// What the form that imports sends.
fn version(page: &Reply) -> String {
    let (_, rest) = page.body.split_once("name=\"version\" value=\"").expect("it can be imported");
    rest.split('"').next().unwrap().to_owned()
}

/// The figures above the preview: read, new, changed, unchanged, skipped, failed.
fn figures(page: &Reply) -> Vec<u32> {
    let facts = page.body.split("<dl class=\"facts\">").nth(1).unwrap().split("</dl>").next().unwrap();
    let number = |cell: &str| cell.split_once('>').and_then(|(_, rest)| rest.split('<').next()?.parse().ok());
    facts.split("<dd").skip(1).filter_map(number).collect()
}

#[tokio::test]
async fn a_file_is_uploaded_looked_at_and_imported() {
    let Desk { mut ada, bank, .. } = desk().await;
    ada.get(&bank).await.expect(200).says("Nothing in it yet");
    let (import, page) = upload(&mut ada, &bank, "quiz.gift", QUIZ).await;
    assert_eq!(figures(&page), [4, 2, 0, 0, 1, 1]);
    page.says("GIFT").says("Import 2\u{a0}items").says("Blue light is scattered most.").says("line ");
    page.says("All or nothing");
    // Nothing is in the bank before the button is pressed.
    ada.get(&bank).await.says("quiz.gift").says("is read and waits").says("Nothing in it yet");
    for (show, has, lacks) in [
        ("new", "Blue light", "Essay"),
        ("skipped", "Essay", "Blue light"),
        ("failed", "Broken", "Blue light"),
        ("changed", "There is none of this kind", "Blue light"),
    ] {
        let page = ada.get(&format!("{import}?show={show}")).await.expect(200);
        page.says(has);
        assert!(!page.body.contains(lacks), "{show} shows {lacks}");
    }
    let version = version(&page);
    let to = ada.post(&format!("{import}/apply"), &[("version", &version)]).await.expect_redirect(&bank);
    ada.get(&to)
        .await
        .expect(200)
        .says("2\u{a0}items are new and imported")
        .says("Which colour")
        .says("Which numbers");
    // A second click of a double click leads to the same page.
    ada.post(&format!("{import}/apply"), &[("version", &version)]).await.expect_redirect(&bank);
    ada.get(&bank).await.says("<h1>Physics</h1>").says("2\u{a0}items");
    // The upload tells afterwards what was left out.
    ada.get(&import).await.expect(200).says("Essay").says("Broken");

    // The same file once more has nothing new.
    let (again, page) = upload(&mut ada, &bank, "quiz.gift", QUIZ).await;
    assert_eq!(figures(&page), [4, 0, 0, 2, 1, 1]);
    page.says("There is nothing to import");
    assert!(!page.body.contains("name=\"version\""));
    ada.post(&format!("{again}/discard"), &[]).await.expect_redirect(&bank);
    ada.get(&again).await.expect(200).says("This upload was discarded");

    // A changed one shows what differs, marked in place.
    let changed =
        QUIZ.replace("a clear sky", "a cloudless sky").replace("=blue", "~blue").replace("~green", "=green");
    let (import, page) = upload(&mut ada, &bank, "quiz 2.gift", &changed).await;
    assert_eq!(figures(&page), [4, 0, 1, 1, 1, 1]);
    page.says("<del>").says("<ins>").says("<mark>").says("Option A");
    let version = self::version(&page);
    ada.post(&format!("{import}/apply"), &[("version", &version)]).await.expect_redirect(&bank);
    ada.get(&bank).await.says("a cloudless sky").says("imported quiz 2.gift: 0 new, 1 changed, 1 unchanged");
}

#[tokio::test]
async fn a_preview_that_is_out_of_date_imports_nothing() {
    let Desk { mut ada, bank, .. } = desk().await;
    let (first, page) = upload(&mut ada, &bank, "a.gift", QUIZ).await;
    let (second, _) = upload(&mut ada, &bank, "b.gift", &QUIZ.replace("clear", "cloudy")).await;
    let seen = version(&page);
    ada.post(&format!("{first}/apply"), &[("version", &seen)]).await.expect_redirect(&bank);
    let page = ada.post(&format!("{second}/apply"), &[("version", &seen)]).await.expect(409);
    page.says("The bank has changed since you looked").says("<del>");
    let now = version(&page);
    ada.post(&format!("{second}/apply"), &[("version", &now)]).await.expect_redirect(&bank);
}

#[tokio::test]
async fn a_file_that_cannot_be_read_says_why_and_asks_for_another() {
    let Desk { mut ada, bank, .. } = desk().await;
    let to = format!("{bank}/import");
    ada.get(&to).await.expect(200).says("25\u{a0}MB").says("Moodle XML");
    ada.upload(&to, "", b"").await.expect(422).says("Choose a file first").says("name=\"file\"");
    ada.post(&to, &[("file", "x")]).await.expect(422).says("Choose a file first");
    ada.upload(&to, "empty.xml", b"").await.expect(422).says("This file is empty");
    ada.upload(&to, "large.xml", &vec![b' '; 25_000_001])
        .await
        .expect(413)
        .says("This file has 25.1\u{a0}MB, and 25\u{a0}MB is the most")
        .says("name=\"file\"");
    for (name, file) in [
        ("holiday.jpg", "\u{ff}\u{fe}JFIF"),
        ("letter.txt", "Dear Ada,\nhow are you?\n"),
        ("space.txt", "  \n"),
    ] {
        let (_, page) = upload(&mut ada, &bank, name, file).await;
        page.says("This file can’t be read").says(name).says("name=\"file\"");
    }
    ada.get(&bank).await.expect(200).says("Nothing in it yet");
}

#[tokio::test]
async fn what_a_file_holds_is_text_and_no_markup() {
    let attack = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    let Desk { mut ada, .. } = desk().await;
    let bank = ada.post("/instructor/banks", &[("name", attack)]).await.expect_redirect("/instructor/banks/");
    let escaped = attack.replace('=', "\\=");
    let quiz = format!(
        "$CATEGORY: {escaped}\n\n::{escaped}:: [plain]{escaped} {{\n={escaped} #{escaped}\n~[markdown][a](javascript:alert(1)) [b](//evil.example)\n####{escaped}\n}}\n"
    );
    let (import, page) = upload(&mut ada, &bank, "%3Cscript%3E<script>alert(1)</script>.gift", &quiz).await;
    assert_eq!(figures(&page)[1], 1, "{}", page.body);
    let version = version(&page);
    let mut pages = vec![page, ada.get(&bank).await];
    let to = ada.post(&format!("{import}/apply"), &[("version", &version)]).await.expect_redirect(&bank);
    let (_, changed) = upload(&mut ada, &bank, "b.gift", &quiz.replace("{\n=", "{\n=Right\\: ")).await;
    pages.push(changed);
    for address in
        [&to, &import, &bank, "/instructor/banks", &format!("{bank}/share"), &format!("{bank}/import")]
    {
        pages.push(ada.get(address).await.expect(200));
    }
    for page in pages {
        let body = page.body.to_lowercase();
        for bad in ["<script>alert", "<img src=x", "href=\"javascript", "href=\"//evil"] {
            assert!(!body.contains(bad), "{} has {bad}:\n{}", page.request, page.body);
        }
    }
}

#[tokio::test]
async fn a_bank_is_shared_and_nobody_else_sees_it() {
    let Desk { site, mut ada, bank } = desk().await;
    let (import, page) = upload(&mut ada, &bank, "quiz.gift", QUIZ).await;
    ada.post(&format!("{import}/apply"), &[("version", &version(&page))]).await.expect_redirect(&bank);
    let mut bob = site.signed_in("bob@example.org", Role::Instructor).await;
    let mut eve = site.signed_in("eve@example.org", Role::Administrator).await;
    let share = format!("{bank}/share");
    for (email, says) in [
        ("", "Enter the e-mail address of an instructor"),
        ("bob", "This isn’t an e-mail address"),
        ("nobody@example.org", "No instructor here has this e-mail address"),
        ("ada@example.org", "This is your own address"),
    ] {
        ada.post(&share, &[("email", email), ("may", "view")]).await.expect(422).says(says);
    }
    let done =
        ada.post(&share, &[("email", "Bob@example.org"), ("may", "view")]).await.expect_redirect(&share);
    ada.get(&done).await.expect(200).says("bob@example.org may view this bank now");

    bob.get("/instructor/banks").await.says("Physics").says("shared by");
    let page = bob.get(&bank).await.expect(200);
    page.says("for you to view").says("Which colour");
    assert!(!page.body.contains("/import\"") && !page.body.contains("/share\""));
    bob.get(&format!("{bank}/export/native")).await.expect(200);
    for address in [format!("{bank}/import"), share.clone(), import.clone(), format!("{import}/state")] {
        bob.get(&address).await.expect(404);
    }
    bob.upload(&format!("{bank}/import"), "a.gift", QUIZ.as_bytes()).await.expect(404);
    for (address, fields) in [
        (format!("{bank}/name"), vec![("name", "Bob’s")]),
        (format!("{bank}/delete"), vec![]),
        (share.clone(), vec![("email", "eve@example.org"), ("may", "edit")]),
        (format!("{import}/apply"), vec![("version", "0")]),
        (format!("{import}/discard"), vec![]),
    ] {
        bob.post(&address, &fields).await.expect(404);
        eve.post(&address, &fields).await.expect(404);
    }
    for address in
        [bank.clone(), format!("{bank}/import"), share.clone(), import.clone(), format!("{bank}/export/csv")]
    {
        eve.get(&address).await.expect(404);
    }
    assert!(!eve.get("/instructor/banks").await.body.contains("Physics"));

    let person = site.person("bob@example.org").await;
    ada.post(&format!("{share}/{person}"), &[("may", "edit")]).await.expect_redirect(&share);
    let (theirs, page) = upload(&mut bob, &bank, "more.gift", &QUIZ.replace("clear", "cloudy")).await;
    bob.post(&format!("{theirs}/apply"), &[("version", &version(&page))]).await.expect_redirect(&bank);
    ada.get(&bank).await.says("imported more.gift");
    ada.post(&format!("{share}/{person}"), &[("may", "none")]).await.expect_redirect(&share);
    bob.get(&bank).await.expect(404);
    bob.get(&theirs).await.expect(404);
}

#[tokio::test]
async fn a_bank_is_renamed_and_deleted() {
    let Desk { site, mut ada, bank } = desk().await;
    ada.post("/instructor/banks", &[("name", " ")]).await.expect(422).says("Enter a name");
    ada.post("/instructor/banks", &[("name", &"x".repeat(101))]).await.expect(422).says("at most 100");
    ada.post(&format!("{bank}/name"), &[("name", "")]).await.expect(422).says("Enter a name");
    ada.post(&format!("{bank}/name"), &[("name", "Optics")]).await.expect_redirect(&bank);
    ada.get(&bank).await.says("<h1>Optics</h1>").says("renamed it from “Physics” to “Optics”");
    let (import, page) = upload(&mut ada, &bank, "quiz.gift", QUIZ).await;
    ada.post(&format!("{import}/apply"), &[("version", &version(&page))]).await.expect_redirect(&bank);

    let item: String = sqlx::query_scalar("SELECT id FROM item WHERE bank <> $1 LIMIT 1")
        .bind(invigil_store::SHIPPED_BANK)
        .fetch_one(&site.db)
        .await
        .unwrap();
    let candidate = site.candidate().await;
    sqlx::query("UPDATE attempt SET revisions[1] = (SELECT revision FROM item WHERE id = $2) WHERE id = $1")
        .bind(candidate.attempt)
        .bind(item)
        .execute(&site.db)
        .await
        .unwrap();
    ada.post(&format!("{bank}/delete"), &[]).await.expect(409).says("an attempt holds items of it");
    sqlx::query("DELETE FROM attempt").execute(&site.db).await.unwrap();
    let to = ada.post(&format!("{bank}/delete"), &[]).await.expect_redirect("/instructor/banks");
    ada.get(&to).await.expect(200).says("The bank is deleted").says("No bank of yours yet");
    ada.get(&bank).await.expect(404);
}

#[tokio::test]
async fn a_bank_leaves_in_every_format_and_what_is_lost_is_told_first() {
    let Desk { mut ada, bank, .. } = desk().await;
    let (import, page) = upload(&mut ada, &bank, "quiz.gift", QUIZ).await;
    ada.post(&format!("{import}/apply"), &[("version", &version(&page))]).await.expect_redirect(&bank);
    for format in ["native", "moodle-xml", "gift", "qti-3.0", "csv"] {
        let address = format!("{bank}/export/{format}");
        let mut reply = ada.get(&address).await.expect(200);
        if !reply.headers.contains_key("content-disposition") {
            reply.says("Download all the same");
            reply = ada.get(&format!("{address}?download=yes")).await.expect(200);
        }
        let disposition = reply.headers["content-disposition"].to_str().unwrap();
        assert!(disposition.starts_with("attachment; filename=\"physics."), "{disposition}");
        assert!(reply.length > 100);
    }
    ada.get(&format!("{bank}/export/exe")).await.expect(404);
    ada.get(&format!("{bank}/export/aiken")).await.expect(404);
}

#[tokio::test]
async fn a_picture_is_served_as_what_it_is_and_nothing_else() {
    let Desk { site, mut ada, .. } = desk().await;
    let name = "0123456789abcdef0123456789abcdef.jpg";
    sqlx::query("INSERT INTO image (name, bytes, width, height) VALUES ($1, 'jpeg', 1, 1)")
        .bind(name)
        .execute(&site.db)
        .await
        .unwrap();
    let reply = ada.get(&format!("/images/{name}")).await.expect(200);
    for (header, value) in [
        ("content-type", "image/jpeg"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cache-control", "private, max-age=31536000, immutable"),
    ] {
        assert_eq!(reply.headers[header], value);
    }
    for other in [&name.replace("jpg", "png"), "x.svg", "..%2Fetc%2Fpasswd", "a%00.png"] {
        ada.get(&format!("/images/{other}")).await.expect(404);
    }
    site.visitor().get(&format!("/images/{name}")).await.expect_redirect("/sign-in");
}
