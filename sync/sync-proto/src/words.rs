//! Fingerprint words: what a person compares to be sure that no third one stands between gateway and cloud. Five words
//! that can be said aloud in any language of the region, 80 bits of both ends' public keys.

use sha2::{Digest as _, Sha256};

use crate::keys::PublicKeys;

const CONSONANTS: &[u8; 16] = b"bdfghjklmnprstvz";
const VOWELS: &[u8; 4] = b"aiou";
const WORDS: usize = 5;

/// The words of a pair, the same at both ends.
pub fn fingerprint(gateway: &PublicKeys, cloud: &PublicKeys) -> String {
    let mut hash = Sha256::new();
    hash.update(b"lango fingerprint 1");
    for part in [&gateway.verifying, &gateway.agreement, &cloud.verifying, &cloud.agreement] {
        hash.update(part);
    }
    let digest: [u8; 32] = hash.finalize().into();
    let words: Vec<String> = digest.chunks_exact(2).take(WORDS).map(word).collect();
    words.join(" ")
}

/// Sixteen bits as consonant, vowel, consonant, vowel, consonant.
fn word(bytes: &[u8]) -> String {
    let bits = bytes.iter().fold(0u16, |bits, byte| bits << 8 | u16::from(*byte));
    let consonant = |shift: u32| CONSONANTS[usize::from(bits >> shift & 0xf)];
    let vowel = |shift: u32| VOWELS[usize::from(bits >> shift & 0x3)];
    [consonant(12), vowel(10), consonant(6), vowel(4), consonant(0)].map(char::from).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bit_of_a_word_is_heard() {
        assert_eq!(word(&[0, 0]), "babab");
        let all: std::collections::BTreeSet<String> = (0..=u16::MAX).map(|bits| word(&bits.to_be_bytes())).collect();
        assert_eq!(all.len(), 1 << 16);
    }

    #[test]
    fn another_key_has_other_words() {
        let keys = |seed| PublicKeys { verifying: [seed; 32], agreement: [seed; 32] };
        assert_ne!(fingerprint(&keys(1), &keys(2)), fingerprint(&keys(1), &keys(3)));
        assert_ne!(fingerprint(&keys(1), &keys(2)), fingerprint(&keys(2), &keys(1)));
    }
}
