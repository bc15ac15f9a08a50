//! Links for those who have no password yet: shown once to whoever invited them, since only their hashes are kept.

use crate::error::Error;
use crate::extract::{Path, percent_encode};
use crate::layout::Layout;
use crate::session::Instructor;
use crate::state::App;
use askama::Template;
use axum::extract::State;
use axum::response::Html;
use invigil_store::secret::Token;
use std::sync::Arc;
use uuid::Uuid;

/// A link for somebody.
pub(super) struct Invitation {
    /// What they are called; may be empty.
    pub(super) name: String,
    /// Their address.
    pub(super) email: String,
    /// Where they set their password.
    pub(super) link: String,
}

impl Invitation {
    pub(super) fn new(app: &App, name: String, email: String, token: &Token) -> Invitation {
        let link = format!("{}/welcome/{}", app.settings.public_url, token.reveal());
        Invitation { name, email, link }
    }
}

#[derive(Template)]
#[template(path = "classes/invite.html")]
struct InvitePage {
    layout: Layout,
    class: String,
    invitation: Invitation,
}

/// Makes a new link for a member.
pub(crate) async fn again(
    State(app): State<Arc<App>>,
    Instructor(candidate): Instructor,
    Path((class, person)): Path<(Uuid, Uuid)>,
) -> Result<Html<String>, Error> {
    let owner = candidate.session.person.id;
    let members = app.store.members(owner, class).await?;
    let member = members.into_iter().find(|member| member.person == person).ok_or(Error::NotFound)?;
    let Some(token) = app.store.invite_again(owner, class, person).await? else {
        return Err(Error::Conflict(
            "There is no link to give: they have a password by now, or somebody else made their account. An administrator can \
             give them a link to set a new one."
                .to_owned(),
        ));
    };
    let class = format!("/instructor/classes/{class}");
    let page = InvitePage {
        layout: Layout { path: class.clone(), ..candidate.layout },
        class,
        invitation: Invitation::new(&app, member.name, member.email, &token),
    };
    Ok(Html(page.render()?))
}

/// The links as a file that is in the page itself: a second request couldn't have them, since they aren't kept.
pub(super) fn download(invitations: &[Invitation]) -> String {
    let mut text = String::from("\u{feff}name,e-mail,link\r\n");
    for invitation in invitations {
        let cells = [&invitation.name, &invitation.email, &invitation.link].map(|cell| csv_cell(cell));
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    format!("data:text/csv;charset=utf-8,{}", percent_encode(&text))
}

/// A cell that no spreadsheet takes for a formula.
fn csv_cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{Invitation, csv_cell, download};

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(csv_cell("=1+1"), "\"'=1+1\"");
        assert_eq!(csv_cell("Ada \"A\", L"), "\"Ada \"\"A\"\", L\"");
        let link = "https://exams.example.org/welcome/0".to_owned();
        let file = download(&[Invitation { name: "@x".into(), email: "a@b.c".into(), link }]);
        assert!(
            file.starts_with("data:text/csv;charset=utf-8,%EF%BB%BFname") && file.contains("%27%40x"),
            "{file}"
        );
    }
}
