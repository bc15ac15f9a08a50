//! Single items: seen, written, compared, withdrawn, and what candidates report about them.

pub(crate) mod difference;
pub(crate) mod edit;
pub(crate) mod editor;
pub(crate) mod form;
pub(crate) mod inbox;
pub(crate) mod new;
pub(crate) mod preview;
pub(crate) mod report;
mod statistics;
pub(crate) mod view;
pub(crate) mod withdraw;

use crate::error::Error;
use crate::state::App;
use invigil_store::{ItemSheet, SHIPPED_BANK};
use uuid::Uuid;

/// An item's page. Ids are made of letters, digits and hyphens.
pub(crate) fn address(item: &str) -> String {
    format!("/instructor/items/{item}")
}

/// The page of an item's bank, or the part of it where the item stands.
pub(crate) fn bank_address(sheet: &ItemSheet) -> String {
    if sheet.bank == SHIPPED_BANK {
        format!("/instructor/bank/{}/{}", sheet.certification, sheet.content.section)
    } else {
        format!("/instructor/banks/{}", sheet.bank)
    }
}

/// An item that this person may see; to others it does not exist.
async fn seen(app: &App, person: Uuid, item: &str) -> Result<ItemSheet, Error> {
    app.store.item(person, item).await?.ok_or(Error::NotFound)
}

/// An item that this person may change here. Whoever only sees it is told why not.
async fn to_edit(app: &App, person: Uuid, item: &str) -> Result<ItemSheet, Error> {
    let sheet = seen(app, person, item).await?;
    if sheet.may_edit() {
        Ok(sheet)
    } else if sheet.bank == SHIPPED_BANK {
        Err(Error::Conflict(
            "This item belongs to the bank that ships with Invigil: its file under question-bank/ is what changes it."
                .to_owned(),
        ))
    } else {
        Err(Error::Conflict(
            "You may look at this bank, not change it. Its owner can let you edit it.".to_owned(),
        ))
    }
}
