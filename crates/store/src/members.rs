//! Who is in a class: by its code, by a roster; leaving and being removed.

use crate::audit::{self, Subject};
use crate::secret::Token;
use crate::{Role, Store, StoreError};
use serde_json::{Value, json};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Somebody in a class.
#[derive(Clone, Debug)]
pub struct Member {
    /// The person.
    pub person: Uuid,
    /// What the roster calls them; else what they call themselves; may be empty.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The roster's number of them; may be empty.
    pub number: String,
    /// Since when they are in it.
    pub joined_at: OffsetDateTime,
    /// Whether they can sign in; who was invited can't until they used their link.
    pub has_password: bool,
}

/// What a join code leads to.
#[derive(Clone, Debug)]
pub struct JoinOffer {
    /// The class.
    pub class: Uuid,
    /// What it is called.
    pub name: String,
    /// What its owner is called, or their e-mail address.
    pub instructor: String,
    /// Whether it can be joined at the moment.
    pub open: bool,
    /// Whether the person who asks is in it.
    pub member: bool,
}

/// A line of a roster.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RosterLine {
    /// What they are called; at most 100 characters, may be empty.
    pub name: String,
    /// Their e-mail address.
    pub email: String,
    /// The roster's number; at most 50 characters, may be empty.
    pub number: String,
}

/// What became of a line of a roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// Somebody with an account is in the class now.
    Added,
    /// They were in it before; name and number are as the line says now.
    AlreadyThere,
    /// They are in the class, and this link lets them set their first password. It is good for two weeks.
    Invited(Token),
    /// They are in the class; somebody else invited them, so their link isn't this person's to give.
    InvitedElsewhere,
}

impl Store {
    /// Who is in a class of `owner`, by name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn members(&self, owner: Uuid, class: Uuid) -> Result<Vec<Member>, StoreError> {
        Ok(sqlx::query_as!(
            Member,
            r#"SELECT p.id AS person, coalesce(nullif(m.name, ''), p.name) AS "name!", coalesce(p.email, '') AS "email!",
                      m.number, m.joined_at, p.password_hash IS NOT NULL AS "has_password!"
               FROM class_member m JOIN class c ON c.id = m.class JOIN person p ON p.id = m.person
               WHERE c.owner = $1 AND c.id = $2 AND m.left_at IS NULL
               ORDER BY lower(coalesce(nullif(m.name, ''), nullif(p.name, ''), p.email)), p.id"#,
            owner,
            class
        )
        .fetch_all(&self.pool)
        .await?)
    }

    /// The class that a code leads to, as `person` (if known) may join it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join_offer(
        &self,
        code: &str,
        person: Option<Uuid>,
    ) -> Result<Option<JoinOffer>, StoreError> {
        Ok(sqlx::query_as!(
            JoinOffer,
            r#"SELECT c.id AS class, c.name, coalesce(nullif(o.name, ''), o.email, '') AS "instructor!",
                      c.joining AND c.archived_at IS NULL AS "open!", m.person IS NOT NULL AS "member!"
               FROM class c JOIN person o ON o.id = c.owner
               LEFT JOIN class_member m ON m.class = c.id AND m.person = $2 AND m.left_at IS NULL
               WHERE c.join_code = $1"#,
            code,
            person
        )
        .fetch_optional(&self.pool)
        .await?)
    }

    /// Takes a person with an account into the class of a code. `None` when the code leads nowhere or the class takes nobody;
    /// whoever is in it already stays.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn join_class(&self, person: Uuid, code: &str) -> Result<Option<Uuid>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        // Locked, so that a switch thrown meanwhile holds.
        let class = sqlx::query!(
            "SELECT id, joining AND archived_at IS NULL AS open FROM class WHERE join_code = $1 FOR SHARE",
            code
        )
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(class) = class else { return Ok(None) };
        let member = sqlx::query_scalar!(
            "SELECT person FROM class_member WHERE class = $1 AND person = $2 AND left_at IS NULL",
            class.id,
            person
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if member.is_some() {
            return Ok(Some(class.id));
        }
        if class.open != Some(true) {
            return Ok(None);
        }
        let joined = sqlx::query!(
            "INSERT INTO class_member (class, person)
             SELECT $1, id FROM person WHERE id = $2 AND email IS NOT NULL
             ON CONFLICT (class, person) DO UPDATE SET left_at = NULL, joined_at = now()",
            class.id,
            person
        )
        .execute(&mut *transaction)
        .await?;
        if joined.rows_affected() == 0 {
            return Ok(None);
        }
        noted(&mut transaction, person, class.id, person, "joined by the code", json!({})).await?;
        transaction.commit().await?;
        Ok(Some(class.id))
    }

    /// Takes somebody out of a class of `owner`; what they did stays. Whether they were in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn remove_member(&self, owner: Uuid, class: Uuid, person: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let removed = sqlx::query!(
            "UPDATE class_member m SET left_at = now() FROM class c
             WHERE c.owner = $1 AND c.id = $2 AND m.class = c.id AND m.person = $3 AND m.left_at IS NULL",
            owner,
            class,
            person
        )
        .execute(&mut *transaction)
        .await?;
        if removed.rows_affected() == 0 {
            return Ok(false);
        }
        noted(&mut transaction, owner, class, person, "member removed", json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Leaves a class; what one did stays. Whether one was in it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn leave_class(&self, person: Uuid, class: Uuid) -> Result<bool, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let left = sqlx::query!(
            "UPDATE class_member SET left_at = now() WHERE class = $2 AND person = $1 AND left_at IS NULL",
            person,
            class
        )
        .execute(&mut *transaction)
        .await?;
        if left.rows_affected() == 0 {
            return Ok(false);
        }
        noted(&mut transaction, person, class, person, "left the class", json!({})).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The classes that a person is in: id and name, by name. Those put away are left out.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn classes_joined(&self, person: Uuid) -> Result<Vec<(Uuid, String)>, StoreError> {
        let rows = sqlx::query!(
            "SELECT c.id, c.name FROM class c JOIN class_member m ON m.class = c.id
             WHERE m.person = $1 AND m.left_at IS NULL AND c.archived_at IS NULL ORDER BY lower(c.name), c.id",
            person
        )
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
    }

    /// Takes the people of a roster into a class of `owner`, all or none; what became of each line, in their order. Whoever has
    /// no account gets one without a password, and a link to set it. Nobody who can sign in gets a link, nor whoever may do
    /// more than sit exams: a link opens the account to who holds it. `None` when the class isn't `owner`'s.
    ///
    /// # Errors
    /// When the database fails; nobody is taken in then.
    pub async fn enrol(
        &self,
        owner: Uuid,
        class: Uuid,
        lines: &[RosterLine],
    ) -> Result<Option<Vec<Enrolment>>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let own =
            sqlx::query_scalar!("SELECT id FROM class WHERE owner = $1 AND id = $2 FOR SHARE", owner, class)
                .fetch_optional(&mut *transaction)
                .await?;
        if own.is_none() {
            return Ok(None);
        }
        // Two rosters at once that share people wait for each other, and never both.
        let mut places: Vec<usize> = (0..lines.len()).collect();
        places.sort_by_key(|&place| lines[place].email.to_lowercase());
        let mut done: Vec<(usize, Enrolment)> = Vec::with_capacity(lines.len());
        for place in places {
            done.push((place, enrol_one(&mut transaction, owner, class, &lines[place]).await?));
        }
        transaction.commit().await?;
        done.sort_by_key(|(place, _)| *place);
        Ok(Some(done.into_iter().map(|(_, enrolment)| enrolment).collect()))
    }

    /// A new link for a member of a class of `owner` whom `owner` invited and who has no password yet. `None` for everybody else.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn invite_again(
        &self,
        owner: Uuid,
        class: Uuid,
        person: Uuid,
    ) -> Result<Option<Token>, StoreError> {
        let mut transaction = self.pool.begin().await?;
        let member = sqlx::query_scalar!(
            "SELECT m.person FROM class_member m JOIN class c ON c.id = m.class
             WHERE c.owner = $1 AND c.id = $2 AND m.person = $3 AND m.left_at IS NULL",
            owner,
            class,
            person
        )
        .fetch_optional(&mut *transaction)
        .await?;
        if member.is_none() {
            return Ok(None);
        }
        let Some(token) = link(&mut transaction, owner, person).await? else { return Ok(None) };
        noted(&mut transaction, owner, class, person, "invited again", json!({})).await?;
        transaction.commit().await?;
        Ok(Some(token))
    }
}

async fn enrol_one(
    connection: &mut PgConnection,
    owner: Uuid,
    class: Uuid,
    line: &RosterLine,
) -> Result<Enrolment, StoreError> {
    let created = sqlx::query_scalar!(
        "INSERT INTO person (id, email, name, role) VALUES ($1, lower($2), $3, $4) ON CONFLICT (email) DO NOTHING RETURNING id",
        Uuid::now_v7(),
        line.email,
        line.name,
        Role::Candidate.name()
    )
    .fetch_optional(&mut *connection)
    .await?;
    let person = match created {
        Some(person) => person,
        None => {
            sqlx::query_scalar!("SELECT id FROM person WHERE email = lower($1)", line.email)
                .fetch_one(&mut *connection)
                .await?
        }
    };
    let before = sqlx::query_scalar!(
        "SELECT left_at IS NULL AS \"there!\" FROM class_member WHERE class = $1 AND person = $2",
        class,
        person
    )
    .fetch_optional(&mut *connection)
    .await?;
    sqlx::query!(
        "INSERT INTO class_member (class, person, name, number) VALUES ($1, $2, $3, $4)
         ON CONFLICT (class, person) DO UPDATE SET
             name = coalesce(nullif(excluded.name, ''), class_member.name),
             number = coalesce(nullif(excluded.number, ''), class_member.number),
             joined_at = CASE WHEN class_member.left_at IS NULL THEN class_member.joined_at ELSE now() END,
             left_at = NULL",
        class,
        person,
        line.name,
        line.number
    )
    .execute(&mut *connection)
    .await?;
    if created.is_some() {
        noted(connection, owner, class, person, "member invited", json!({})).await?;
    } else if before != Some(true) {
        noted(connection, owner, class, person, "member added", json!({})).await?;
    }
    let awaited = sqlx::query_scalar!(
        r#"SELECT password_hash IS NULL AND role = 'candidate' AS "awaited!" FROM person WHERE id = $1"#,
        person
    )
    .fetch_one(&mut *connection)
    .await?;
    Ok(match (awaited, before) {
        (true, _) => match link(connection, owner, person).await? {
            Some(token) => Enrolment::Invited(token),
            None => Enrolment::InvitedElsewhere,
        },
        (false, Some(true)) => Enrolment::AlreadyThere,
        (false, _) => Enrolment::Added,
    })
}

/// A link for somebody without a password whom `owner` invited. Whoever was invited by others, or made by an administrator, gets
/// none: an instructor who merely lists an address must not be able to become its owner. The account is locked, so that a
/// password or role given meanwhile holds.
async fn link(connection: &mut PgConnection, owner: Uuid, person: Uuid) -> Result<Option<Token>, StoreError> {
    let awaited = sqlx::query_scalar!(
        "SELECT id FROM person WHERE id = $2 AND password_hash IS NULL AND role = 'candidate' AND email IS NOT NULL
           AND EXISTS (SELECT FROM audit a WHERE a.action = 'member invited' AND a.actor = $1 AND a.person = $2
                          AND a.class IN (SELECT id FROM class WHERE owner = $1))
         FOR UPDATE",
        owner,
        person
    )
    .fetch_optional(&mut *connection)
    .await?;
    if awaited.is_none() {
        return Ok(None);
    }
    let token = Token::new();
    sqlx::query!("DELETE FROM one_time_link WHERE person_id = $1", person).execute(&mut *connection).await?;
    sqlx::query!(
        "INSERT INTO one_time_link (token_hash, person_id, expires_at) VALUES ($1, $2, now() + interval '14 days')",
        &token.hash().0[..],
        person
    )
    .execute(&mut *connection)
    .await?;
    Ok(Some(token))
}

/// A line of the trail about a member of a class.
async fn noted(
    connection: &mut PgConnection,
    actor: Uuid,
    class: Uuid,
    person: Uuid,
    action: &str,
    details: Value,
) -> Result<(), StoreError> {
    let subject = Subject { class: Some(class), person: Some(person), ..Subject::default() };
    audit::record(connection, Some(actor), action, subject, details).await
}
