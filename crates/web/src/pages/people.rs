//! The accounts and their roles, for administrators.

use crate::error::Error;
use crate::extract::{Form, Path, Query, percent_encode};
use crate::layout::Layout;
use crate::session::Administrator;
use crate::state::App;
use crate::words::{self, When};
use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};
use invigil_store::{Role, RoleChange};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// How many accounts are listed at most.
const MOST: u16 = 200;

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    layout: Layout,
    search: String,
    rows: Vec<Row>,
    /// How many are listed, in words.
    count: String,
    /// Whether there are more than are listed.
    cut: bool,
    /// Who was just given a role, and which.
    done: Option<(String, &'static str)>,
}

struct Row {
    id: Uuid,
    name: String,
    email: String,
    role: Role,
    since: When,
    /// Whether it is the one who looks.
    own: bool,
}

/// What to list.
#[derive(Deserialize)]
pub(crate) struct Search {
    #[serde(default)]
    search: String,
    /// Who was just given a role.
    changed: Option<Uuid>,
}

/// The form of a role.
#[derive(Deserialize)]
pub(crate) struct RoleForm {
    role: String,
    #[serde(default)]
    search: String,
}

pub(crate) async fn show(
    State(app): State<Arc<App>>,
    Administrator(candidate): Administrator,
    Query(query): Query<Search>,
) -> Result<Html<String>, Error> {
    let search = tidy(&query.search);
    let mut people = app.store.accounts(&search, MOST + 1).await?;
    let cut = people.len() > usize::from(MOST);
    people.truncate(MOST.into());
    let own = candidate.session.person.id;
    let rows: Vec<Row> = people
        .into_iter()
        .map(|person| Row {
            id: person.id,
            name: person.name,
            email: person.email.unwrap_or_default(),
            role: person.role,
            since: When::date(person.created_at),
            own: person.id == own,
        })
        .collect();
    let done = query
        .changed
        .and_then(|id| rows.iter().find(|row| row.id == id))
        .map(|row| (row.email.clone(), row.role.name()));
    let count = words::counted(rows.len() as i64, "account", "accounts");
    Ok(Html(PeoplePage { layout: candidate.layout, search, rows, count, cut, done }.render()?))
}

pub(crate) async fn set_role(
    State(app): State<Arc<App>>,
    Administrator(candidate): Administrator,
    Path(person): Path<Uuid>,
    Form(form): Form<RoleForm>,
) -> Result<Redirect, Error> {
    let role = Role::named(&form.role).ok_or_else(|| {
        Error::Unprocessable(
            "There is no such role. Choose candidate, instructor or administrator.".to_owned(),
        )
    })?;
    let own = candidate.session.person.id;
    match app.store.set_role(person, role).await? {
        RoleChange::Done => {}
        RoleChange::NoAccount => return Err(Error::NotFound),
        RoleChange::LastAdministrator => {
            return Err(Error::Conflict(
                "This is the only administrator. Make somebody else one first, then change this role."
                    .to_owned(),
            ));
        }
    }
    tracing::info!(by = %own, %person, role = role.name(), "a role was given");
    let back =
        format!("/administrator/people?changed={person}&search={}", percent_encode(&tidy(&form.search)));
    Ok(Redirect::to(if person == own && role != Role::Administrator { "/" } else { &back }))
}

/// Without what no name or address has.
fn tidy(search: &str) -> String {
    search.chars().filter(|character| !character.is_control()).take(254).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn a_search_is_what_a_name_could_hold() {
        assert_eq!(tidy("  ada\0\n "), "ada");
        assert_eq!(tidy(&"ä".repeat(300)).chars().count(), 254);
    }
}
