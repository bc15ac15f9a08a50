//! Signatures are those of RFC 8032, and hold every byte.

use crate::support::{exam, statement};
use invigil_report::{About, PublicKey, sign};
use proptest::prelude::*;

fn bytes<const N: usize>(hexadecimal: &str) -> [u8; N] {
    let digits: Vec<u8> = (0..N)
        .map(|at| u8::from_str_radix(&hexadecimal[2 * at..2 * at + 2], 16).expect("hexadecimal digits"))
        .collect();
    digits.try_into().expect("as many as asked")
}

#[test]
fn the_vectors_of_rfc_8032_hold() {
    // Section 7.1, tests 1 and 2.
    let vectors = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "r",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ];
    for (secret, public, message, signature) in vectors {
        let (secret, signature) = (bytes::<32>(secret), bytes::<64>(signature));
        assert_eq!(PublicKey::of(&secret), PublicKey(bytes(public)));
        assert_eq!(sign(&secret, message), signature);
        assert!(PublicKey(bytes(public)).verifies(message, &signature));
    }
}

#[test]
fn a_key_is_told_as_openssl_reads_it() {
    let key = PublicKey(bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
    assert_eq!(key.id(), "d75a980182b10ab7");
    assert_eq!(
        key.pem(),
        "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_changed_byte_is_noticed(secret: [u8; 32], at: prop::sample::Index, bit in 0..8_u32) {
        let text = statement(About::Exam(exam(3, 8)), Some("Ada Lovelace")).write().unwrap();
        let key = PublicKey::of(&secret);
        let signature = sign(&secret, &text);
        prop_assert!(key.verifies(&text, &signature));
        let mut changed = text.clone().into_bytes();
        let place = at.index(changed.len());
        changed[place] ^= 1 << bit;
        if let Ok(changed) = String::from_utf8(changed) {
            prop_assert!(!key.verifies(&changed, &signature));
        }
        let mut other = signature;
        other[at.index(other.len())] ^= 1 << bit;
        prop_assert!(!key.verifies(&text, &other));
        let mut other = secret;
        other[at.index(other.len())] ^= 1 << bit;
        prop_assert!(!PublicKey::of(&other).verifies(&text, &signature));
    }
}
