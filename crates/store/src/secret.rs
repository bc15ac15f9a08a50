//! Everything that must not be guessed comes from here.

use sha2::{Digest, Sha256};
use std::fmt;

/// A secret of 256 random bits that stands for a session or a one-time link. Only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

/// What is stored of a [`Token`]: its SHA-256.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TokenHash(pub [u8; 32]);

impl Token {
    /// A new one.
    ///
    /// # Panics
    /// If the operating system has no randomness to give; nothing could go on safely then.
    pub fn new() -> Token {
        Token(random())
    }

    /// Reads the 64 hexadecimal digits that [`Token::reveal`] gives; `None` if it isn't that.
    pub fn parse(text: &str) -> Option<Token> {
        let text = text.as_bytes();
        if text.len() != 64 {
            return None;
        }
        let digit = |byte: u8| char::from(byte).to_digit(16).map(|digit| digit as u8);
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Some(Token(bytes))
    }

    /// The secret itself, for the cookie or the link: 64 hexadecimal digits.
    pub fn reveal(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// What is stored of it.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl Default for Token {
    fn default() -> Self {
        Token::new()
    }
}

/// Never shows the secret, so that no log can.
impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(..)")
    }
}

/// The seed of a drawing.
pub fn seed() -> i64 {
    i64::from_le_bytes(random())
}

/// Salt for a password hash.
pub fn salt() -> [u8; 16] {
    random()
}

/// The secret half of a key that signs score reports.
pub fn signing_key() -> [u8; 32] {
    random()
}

/// What the address of something that its owner made public ends with: 32 hexadecimal digits, 128 random bits. It is no secret to
/// those who were given it; nobody else guesses it.
pub fn public_token() -> String {
    random::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The letters of a class's code: those that nobody mistakes for another letter or a digit.
pub const CODE_LETTERS: &[u8] = b"ABCDEFGHJKMNPQRSTUVWXYZ";

/// A code to join a class by: 10 letters of [`CODE_LETTERS`], some 45 random bits.
pub fn join_code() -> String {
    let mut code = String::with_capacity(10);
    // Bytes beyond the last whole round of letters would favour the first ones.
    let fair = 256 / CODE_LETTERS.len() * CODE_LETTERS.len();
    while code.len() < 10 {
        for byte in random::<16>().map(usize::from) {
            if byte < fair && code.len() < 10 {
                code.push(char::from(CODE_LETTERS[byte % CODE_LETTERS.len()]));
            }
        }
    }
    code
}

#[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random numbers");
    bytes
}

#[cfg(test)]
mod tests {
    use super::{CODE_LETTERS, Token, join_code};

    #[test]
    fn a_code_is_ten_letters_that_look_like_no_other() {
        let code = join_code();
        assert_eq!(code.len(), 10);
        assert!(code.bytes().all(|letter| CODE_LETTERS.contains(&letter)), "{code}");
        assert!(!CODE_LETTERS.iter().any(|letter| b"ILO".contains(letter)));
        assert_ne!(code, join_code());
    }

    #[test]
    fn a_token_survives_the_cookie() {
        let token = Token::new();
        assert_eq!(Token::parse(&token.reveal()), Some(token));
    }

    #[test]
    fn what_is_no_token_is_refused() {
        for text in ["", "abc", &"g".repeat(64), &"a".repeat(63), &"ä".repeat(32)] {
            assert_eq!(Token::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_does_not_show_itself() {
        assert_eq!(format!("{:?}", Token::new()), "Token(..)");
    }
}
