//! Passwords: argon2id on a bounded number of blocking threads, so that a class that signs in at once never delays a save.

use crate::error::Error;
use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;

/// The fewest characters of a password.
pub(crate) const SHORTEST: usize = 10;

/// The most bytes of a password, far above any pass phrase.
pub(crate) const LONGEST: usize = 1000;

/// Hashes and verifies passwords.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
}

impl Passwords {
    /// At most `threads` (at least 1) are hashed at once; the others wait.
    pub fn new(threads: usize) -> Passwords {
        Passwords { turns: Arc::new(Semaphore::new(threads.max(1))) }
    }

    /// Hashes a new password, in PHC format.
    pub(crate) async fn hash(&self, password: String) -> Result<String, Error> {
        self.blocking(move || hash(&password)).await?
    }

    /// Whether `password` is the one of `stored`. Without a stored one (no such account, no password yet) it takes as long and
    /// is wrong, so that the time tells nothing.
    pub(crate) async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, Error> {
        static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("a password that nobody has").ok());
        self.blocking(move || {
            let known = stored.is_some();
            let Some(text) = stored.or_else(|| NOBODY.clone()) else { return false };
            let matches = PasswordHash::new(&text)
                .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok());
            known && matches
        })
        .await
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Error::Internal)?;
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            work()
        })
        .await
        .map_err(|_| Error::Internal)
    }
}

fn hash(password: &str) -> Result<String, Error> {
    Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &invigil_store::secret::salt())
        .map(|hash| hash.to_string())
        .map_err(|error| {
            tracing::error!(%error, "a password couldn't be hashed");
            Error::Internal
        })
}

/// What is wrong with a new password, in words for its owner; `None` when it is fine.
pub(crate) fn fault(password: &str, email: &str, name: &str) -> Option<String> {
    let folded = password.to_lowercase();
    let own = |value: &str| value.chars().count() >= 3 && folded == value.to_lowercase();
    let mut distinct: Vec<char> = password.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    if password.chars().count() < SHORTEST {
        Some(format!("Use at least {SHORTEST} characters. Several words in a row make a good password."))
    } else if password.len() > LONGEST {
        Some(format!("Use at most {LONGEST} characters."))
    } else if own(email) || own(name) || own(email.split('@').next().unwrap_or_default()) {
        Some("Use a password that isn't your name or e-mail address.".to_owned())
    } else if distinct.len() < 4 {
        Some("Use more than a few different characters.".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Passwords, fault};

    #[tokio::test]
    async fn only_the_password_itself_verifies() {
        let passwords = Passwords::new(1);
        // Longer than the 72 bytes at which some schemes cut, with spaces and other alphabets.
        let long = format!("{} пароль ", "a b".repeat(40));
        let stored = passwords.hash(long.clone()).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(passwords.verify(long.clone(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify(long.trim_end().to_owned(), Some(stored.clone())).await.unwrap());
        assert!(!passwords.verify(long.to_uppercase(), Some(stored)).await.unwrap());
        assert!(!passwords.verify("a password that nobody has".to_owned(), None).await.unwrap());
    }

    #[test]
    fn weak_passwords_are_refused_in_words() {
        let about = |password: &str| fault(password, "ada@example.org", "Ada Lovelace");
        assert!(about("short").unwrap().contains("at least 10"));
        assert!(about("Ada@Example.org").unwrap().contains("e-mail"));
        assert!(about("ada lovelace").unwrap().contains("name"));
        assert!(about("aaaaaaaaaaaaa").unwrap().contains("different"));
        assert!(about(&"x1y2".repeat(300)).unwrap().contains("at most"));
        assert_eq!(about("four plain words here"), None);
    }
}
