//! `invigil user`: accounts from the command line.

use crate::{
    cli::{Role, UserCommand},
    database::Database,
    private_postgres::Holder,
    progress::Progress,
    settings::Settings,
};
use anyhow::bail;
use invigil_store::{RoleChange, Store, secret::Token};

impl From<Role> for invigil_store::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Candidate => invigil_store::Role::Candidate,
            Role::Instructor => invigil_store::Role::Instructor,
            Role::Administrator => invigil_store::Role::Administrator,
        }
    }
}

/// The address of a one-time link.
pub(crate) fn link(public_url: &str, token: &Token) -> String {
    format!("{public_url}/welcome/{}", token.reveal())
}

/// Does what was asked for and prints the outcome.
pub(crate) async fn run(command: UserCommand, settings: &Settings) -> anyhow::Result<()> {
    let progress = Progress::new();
    let database = Database::open(settings, Holder::Command, &progress).await?;
    drop(progress);
    let outcome = work(command, settings, &database.store).await;
    database.close().await;
    println!("{}", outcome?);
    Ok(())
}

async fn work(command: UserCommand, settings: &Settings, store: &Store) -> anyhow::Result<String> {
    match command {
        UserCommand::Create { email, name, role } => {
            if store.create_account(&email, &name, role.into(), None).await?.is_err() {
                bail!(
                    "{email} has an account already. Change it with: invigil user role, invigil user reset"
                );
            }
            let link = password_link(store, settings, &email).await?;
            Ok(format!(
                "The account of {email} is created. To set the password, good once and for three days:\n{link}"
            ))
        }
        UserCommand::Role { email, role } => {
            let Some(credentials) = store.credentials(&email).await? else { bail!(unknown(&email)) };
            let role = invigil_store::Role::from(role);
            match store.set_role(credentials.person, role).await? {
                RoleChange::Done => Ok(format!("{email} is {} now.", role.name())),
                RoleChange::NoAccount => bail!(unknown(&email)),
                RoleChange::LastAdministrator => {
                    bail!("{email} is the only administrator. Make somebody else one first.")
                }
            }
        }
        UserCommand::Reset { email } => {
            let link = password_link(store, settings, &email).await?;
            Ok(format!("To set a new password for {email}, good once and for three days:\n{link}"))
        }
    }
}

async fn password_link(store: &Store, settings: &Settings, email: &str) -> anyhow::Result<String> {
    let Some(token) = store.password_link(email).await? else { bail!(unknown(email)) };
    Ok(link(&settings.public_url(settings.listen), &token))
}

fn unknown(email: &str) -> String {
    format!("There is no account with the e-mail address {email}. Create it with: invigil user create")
}

/// An e-mail address as the command line takes it.
pub(crate) fn email(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = text.split_once('@').is_some_and(|(local, domain)| {
        let dots = domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
        !local.is_empty() && dots && !domain.contains('@')
    });
    if fits && text.chars().count() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Ok(text.to_lowercase());
    }
    Err("an e-mail address is needed, as ada@example.org".to_owned())
}

/// A person's name as the command line takes it.
pub(crate) fn name(text: &str) -> Result<String, String> {
    let text = text.trim();
    if (1..=100).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err("a name of 1 to 100 characters is needed, as \"Ada Lovelace\"".to_owned())
}
