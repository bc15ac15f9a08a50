//! Writing, editing, comparing and withdrawing single items, with plain forms.

use invigil_store::Role;
use invigil_tests::{Reply, Site, Visitor, sum};
use uuid::Uuid;

struct Case {
    site: Site,
    ada: Visitor,
    owner: Uuid,
    bank: Uuid,
}

async fn case() -> Case {
    let site = Site::new().await;
    let ada = site.signed_in("ada@example.org", Role::Instructor).await;
    let owner = site.person("ada@example.org").await;
    let bank = site.bank_of(owner).await;
    Case { site, ada, owner, bank }
}

/// The fields of a page's editor as it would send them, without buttons.
fn fields(page: &Reply) -> Vec<(String, String)> {
    let form = page.body.split("id=\"editor\"").nth(1).expect("an editor").split("</form>").next().unwrap();
    let unescape = |text: &str| {
        [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")]
            .iter()
            .fold(text.to_owned(), |text, (entity, character)| text.replace(entity, character))
    };
    let attribute = |tag: &str, name: &str| {
        tag.split(&format!(" {name}=\"")).nth(1).map(|rest| unescape(rest.split('"').next().unwrap()))
    };
    let mut fields = Vec::new();
    for (kind, rest) in
        ["<input", "<textarea"].iter().flat_map(|kind| form.split(kind).skip(1).map(move |rest| (kind, rest)))
    {
        let (tag, after) = rest.split_once('>').unwrap();
        let Some(name) = attribute(tag, "name") else { continue };
        let value = match *kind {
            "<textarea" => {
                let text = after.split("</textarea>").next().unwrap();
                unescape(text.strip_prefix('\n').unwrap_or(text))
            }
            _ if tag.contains("checkbox") && !tag.contains(" checked") => continue,
            _ => attribute(tag, "value").unwrap_or_else(|| "on".to_owned()),
        };
        fields.push((name, value));
    }
    let difficulty = form.split("<option selected>").nth(1).unwrap().split('<').next().unwrap();
    fields.push(("difficulty".to_owned(), difficulty.to_owned()));
    fields
}

/// Sends the form with some values set.
async fn send(visitor: &mut Visitor, path: &str, fields: &[(String, String)], set: &[(&str, &str)]) -> Reply {
    let kept = fields.iter().filter(|(name, _)| !set.iter().any(|(other, _)| other == name));
    let all: Vec<(&str, &str)> =
        kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(set.iter().copied()).collect();
    visitor.post(path, &all).await
}

#[tokio::test]
async fn an_item_is_written_edited_and_compared() {
    let Case { site, mut ada, owner, bank } = case().await;
    let new = format!("/instructor/banks/{bank}/items/new");
    let form = fields(&ada.get(&new).await.expect(200));
    let written = [
        ("name", "sum-1"),
        ("section", "Sums"),
        ("stem", "What does `1 + 1` give?\r\n\r\nThink."),
        ("option", "`2`"),
        ("option", "`11`"),
        ("option", ""),
        ("key", "0"),
        ("note", "first of its kind"),
        ("do", "save"),
    ];
    let item = send(&mut ada, &new, &form, &written).await.expect_redirect("/instructor/items/");
    let item = item.trim_end_matches("?done=written").to_owned();
    let page = ada.get(&item).await.expect(200);
    page.says("sum-1")
        .says("first of its kind")
        .says("Arithmetic")
        .says("<code>11</code>")
        .says("key</span>");
    assert_eq!(page.body.matches("<span class=\"letter\">").count(), 2, "the empty option is forgotten");

    let edit = format!("{item}/edit");
    let form = fields(&ada.get(&edit).await.expect(200));
    let set = [("stem", "What does `1 + 1` print?\nThink."), ("note", "it isn’t printed"), ("do", "save")];
    send(&mut ada, &edit, &form, &set).await.expect_redirect(&format!("{item}?done=saved"));
    let page = ada.get(&item).await.expect(200);
    page.says("Revision 2").says("it isn’t printed").says("Edited");
    let difference = page.body.split("/revisions/").nth(1).unwrap().split('"').next().unwrap();
    let difference = ada.get(&format!("{item}/revisions/{difference}")).await.expect(200);
    difference
        .says("From revision 1 to 2")
        .says("<mark>give?</mark>")
        .says("<mark>print?</mark>")
        .says("Alike:");

    // The same again is no revision, and another's revision is no page.
    let form = fields(&ada.get(&edit).await.expect(200));
    send(&mut ada, &edit, &form, &[("do", "save")]).await.expect_redirect(&format!("{item}?done=unchanged"));
    let other = site.written(owner, bank, &sum("other")).await;
    let other = site.store.item(owner, &other).await.unwrap().unwrap().content.revision;
    ada.get(&format!("{item}/revisions/{other}/{other}")).await.expect(404);
}

#[tokio::test]
async fn what_is_wrong_is_told_and_what_was_written_is_kept() {
    let Case { site, mut ada, owner, bank } = case().await;
    site.written(owner, bank, &sum("taken")).await;
    let new = format!("/instructor/banks/{bank}/items/new");
    let form = fields(&ada.get(&new).await.expect(200));
    let wrong = [
        ("name", "taken"),
        ("stem", "<b>Which</b> one?"),
        ("option", "same"),
        ("reason", "because & \"so\""),
        ("option", "same"),
        ("explanation", "# Loud"),
        ("note", "mine"),
    ];
    let page = send(&mut ada, &new, &form, &wrong).await.expect(422);
    for part in ["stem", "options", "option-1", "explanation"] {
        page.says(&format!("id=\"{part}-error\""));
    }
    page.says("No option is a key").says("same as option A").says("HTML").says("heading");
    assert_eq!(page.body.matches(" autofocus").count(), 1);
    let kept = fields(&page);
    for (name, value) in wrong {
        assert!(kept.contains(&(name.to_owned(), value.to_owned())), "{name} {value} in {kept:?}");
    }
    let right = [("stem", "Which one?"), ("option", "a"), ("option", "b"), ("key", "1"), ("explanation", "")];
    let page = send(&mut ada, &new, &form, &[&right[..], &[("name", "taken")]].concat()).await.expect(422);
    page.says("This bank has an item of this name");
}

#[tokio::test]
async fn options_are_added_moved_and_removed_without_scripts() {
    let Case { site, mut ada, owner, bank } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let edit = format!("/instructor/items/{item}/edit");
    let form = fields(&ada.get(&edit).await.expect(200));
    let page = send(&mut ada, &edit, &form, &[("do", "down 0"), ("note", "kept")]).await.expect(200);
    let form = fields(&page);
    let values = |name: &str| -> Vec<String> {
        form.iter().filter(|(field, _)| field == name).map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(values("option"), ["`22`", "`4`", "`2 + 2`"]);
    assert_eq!((values("key"), values("note")), (vec!["1".to_owned()], vec!["kept".to_owned()]));
    let page = send(&mut ada, &edit, &form, &[("do", "add")]).await.expect(200);
    assert_eq!(fields(&page).iter().filter(|(name, _)| name == "option").count(), 4);
    let page = send(&mut ada, &edit, &form, &[("do", "preview")]).await.expect(200);
    page.says("While the clock runs");
    // Nothing of this was saved.
    ada.get(&format!("/instructor/items/{item}")).await.expect(200).says("Revision 1 ");
}

#[tokio::test]
async fn nobody_overwrites_what_they_have_not_seen() {
    let Case { site, mut ada, owner, bank } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let mut grace = site.signed_in("grace@example.org", Role::Instructor).await;
    site.share_bank(bank, site.person("grace@example.org").await, true).await;
    let edit = format!("/instructor/items/{item}/edit");
    let (mine, theirs) =
        (fields(&ada.get(&edit).await.expect(200)), fields(&grace.get(&edit).await.expect(200)));
    let set = [("explanation", "Grace’s words"), ("note", "clearer")];
    send(&mut grace, &edit, &theirs, &set).await.expect_redirect("/instructor/items/");
    let page = send(&mut ada, &edit, &mine, &[("stem", "Ada’s stem"), ("note", "shorter")]).await.expect(409);
    page.says("changed this item while you were editing").says("clearer").says("Grace’s").says("Ada’s stem");
    ada.get(&format!("/instructor/items/{item}")).await.expect(200).says("Grace’s words");
    let page = send(&mut ada, &edit, &fields(&page), &[]).await;
    page.expect_redirect("/instructor/items/");
    let page = ada.get(&format!("/instructor/items/{item}")).await.expect(200);
    page.says("Ada’s stem").says("shorter").says("Revision 3");
}

#[tokio::test]
async fn a_withdrawn_item_stays_with_the_attempts_that_hold_it() {
    let Case { site, mut ada, owner, bank } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    site.pin(attempt.trim_start_matches("/attempts/").parse().unwrap(), 1, &item).await;
    let address = format!("/instructor/items/{item}");
    ada.get(&address).await.expect(200).says("in 1\u{a0}attempt");
    ada.post(&format!("{address}/withdraw"), &[("note", "misleading")]).await.expect_redirect(&address);
    ada.get(&address).await.expect(200).says("withdrawn</span>").says("misleading");
    ada.get(&format!("{address}/edit")).await.expect(409).says("Restore it first");
    let current: Option<i32> = sqlx::query_scalar("SELECT revision FROM item WHERE id = $1")
        .bind(&item)
        .fetch_one(&site.db)
        .await
        .unwrap();
    assert_eq!(current, None, "forms could still take it");
    guest.get(&attempt).await.expect(200).says("What does this print?");
    guest.post(&format!("{attempt}/submit"), &[]).await.expect_redirect(&attempt);
    guest.get(&format!("{attempt}/result?show=all")).await.expect(200).says("adds numbers");
    ada.post(&format!("{address}/restore"), &[]).await.expect_redirect(&address);
    assert!(!ada.get(&address).await.body.contains("withdrawn</span>"));
}

#[tokio::test]
async fn another_key_is_said_not_to_change_past_scores() {
    let Case { site, mut ada, owner, bank } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let candidate = site.candidate().await;
    let address = format!("/instructor/items/{item}");
    let edit = format!("{address}/edit");
    let form = fields(&ada.get(&edit).await.expect(200));
    send(&mut ada, &edit, &form, &[("key", "1")]).await.expect_redirect(&format!("{address}?done=saved"));
    site.pin(candidate.attempt, 1, &item).await;
    let page = ada.get(&edit).await.expect(200);
    page.says("1\u{a0}attempt holds").says(&format!("{address}/key"));
    // In another order the same options are right.
    let moved = send(&mut ada, &edit, &fields(&page), &[("do", "up 1")]).await.expect(200);
    send(&mut ada, &edit, &fields(&moved), &[]).await.expect_redirect(&format!("{address}?done=saved"));
    let form = fields(&ada.get(&edit).await.expect(200));
    send(&mut ada, &edit, &form, &[("key", "2")]).await.expect_redirect(&format!("{address}?done=keys"));
    let page = ada.get(&format!("{address}?done=keys")).await.expect(200);
    page.says("The score of past ones stays").says(&format!("{address}/key"));
}

#[tokio::test]
async fn an_item_does_not_exist_for_those_who_do_not_share_its_bank() {
    let Case { site, owner, bank, .. } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let revision = site.store.item(owner, &item).await.unwrap().unwrap().content.revision;
    let address = format!("/instructor/items/{item}");
    let mut stranger = site.signed_in("eve@example.org", Role::Instructor).await;
    for path in ["", "/edit", &format!("/revisions/{revision}/{revision}")] {
        stranger.get(&format!("{address}{path}")).await.expect(404);
    }
    for path in ["/edit", "/withdraw", "/restore"] {
        stranger.post(&format!("{address}{path}"), &[("stem", "Eve’s")]).await.expect(404);
    }
    stranger.get(&format!("/instructor/banks/{bank}/items/new")).await.expect(404);
    stranger.post(&format!("/instructor/banks/{bank}/items/new"), &[("stem", "Eve’s")]).await.expect(404);

    let mut viewer = site.signed_in("joe@example.org", Role::Instructor).await;
    site.share_bank(bank, site.person("joe@example.org").await, false).await;
    let page = viewer.get(&address).await.expect(200);
    page.says("not change it");
    assert!(!page.body.contains("/edit\"") && !page.body.contains("Reports</h2>"));
    viewer.get(&format!("{address}/edit")).await.expect(409).says("not change it");
    viewer.post(&format!("{address}/withdraw"), &[]).await.expect(409);
    viewer.get(&format!("/instructor/banks/{bank}/items/new")).await.expect(404);
}

#[tokio::test]
async fn the_shipped_banks_items_are_shown_and_say_where_they_are_changed() {
    let Case { site, mut ada, .. } = case().await;
    let item: String =
        sqlx::query_scalar("SELECT id FROM item WHERE certification = 'pcap' ORDER BY id LIMIT 1")
            .fetch_one(&site.db)
            .await
            .unwrap();
    let page = ada.get(&format!("/instructor/items/{item}")).await.expect(200);
    page.says("ships with Invigil").says("Loaded from its file").says("/instructor/bank/pcap/");
    assert!(!page.body.contains("/key\""), "an instructor can’t correct it");
    ada.get(&format!("/instructor/items/{item}/edit")).await.expect(409).says("question-bank/");
    let mut root = site.signed_in("root@example.org", Role::Administrator).await;
    root.get(&format!("/instructor/items/{item}"))
        .await
        .expect(200)
        .says("/key\"")
        .says("No candidate reported");
}

#[tokio::test]
async fn the_preview_is_what_the_room_shows() {
    let Case { site, mut ada, owner, bank } = case().await;
    let item = site.written(owner, bank, &sum("sum")).await;
    let mut guest = site.visitor();
    let attempt = guest.post("/exams/pcap/pathway", &[]).await.expect_redirect("/attempts/");
    site.pin(attempt.trim_start_matches("/attempts/").parse().unwrap(), 1, &item).await;
    let form = fields(&ada.get(&format!("/instructor/items/{item}/edit")).await.expect(200));
    let preview = send(&mut ada, "/instructor/items/preview", &form, &[]).await.expect(200);
    assert!(!preview.body.contains("<html"));
    let part = |page: &str| {
        let from = page.find("<div class=\"stem\">").expect("a stem");
        page[from..from + page[from..].find("</fieldset>").expect("options")].to_owned()
    };
    assert_eq!(part(&preview.body), part(&guest.get(&attempt).await.body));
    let hostile = [("stem", "<script>alert(1)</script>"), ("option", "<img src=x onerror=alert(1)>")];
    let preview = send(&mut ada, "/instructor/items/preview", &form, &hostile).await.expect(200);
    assert!(!preview.body.contains("<script") && !preview.body.contains("<img"), "{}", preview.body);
}
