//! Signatures of statements: Ed25519 (RFC 8032) over the statement's bytes, so that anybody can verify them with standard tools.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use std::fmt::Write;

/// Bytes of a signature.
pub const SIGNATURE_LENGTH: usize = 64;

/// What a public key in DER begins with (RFC 8410): a sequence of the algorithm's name, 1.3.101.112, and 32 bytes.
const DER_HEAD: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Signs a text with a secret key (the 32 bytes that RFC 8032 calls so).
pub fn sign(secret: &[u8; 32], text: &str) -> [u8; SIGNATURE_LENGTH] {
    SigningKey::from_bytes(secret).sign(text.as_bytes()).to_bytes()
}

/// A public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// The one that belongs to a secret key.
    pub fn of(secret: &[u8; 32]) -> PublicKey {
        PublicKey(SigningKey::from_bytes(secret).verifying_key().to_bytes())
    }

    /// Whether `signature` is this key's of `text`. Strict: keys of small order and other spellings of a signature are refused.
    pub fn verifies(&self, text: &str, signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        VerifyingKey::from_bytes(&self.0)
            .and_then(|key| key.verify_strict(text.as_bytes(), &Signature::from_bytes(signature)))
            .is_ok()
    }

    /// What people tell keys apart by: the first 16 hexadecimal digits.
    pub fn id(&self) -> String {
        hexadecimal(&self.0[..8])
    }

    /// The key as a PEM file, as OpenSSL reads it.
    pub fn pem(&self) -> String {
        let der: Vec<u8> = DER_HEAD.iter().chain(&self.0).copied().collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", base64(&der))
    }
}

/// Bytes as hexadecimal digits.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Bytes as Base64 (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for place in 0..4 {
            if place <= chunk.len() {
                text.push(char::from(LETTERS[(bits >> (18 - 6 * place) & 63) as usize]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        let pairs = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
        ];
        for (bytes, text) in pairs {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }
}
