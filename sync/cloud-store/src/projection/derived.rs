//! Identities that follow from what they are about: the same whoever tells of it, so that nothing is counted twice.

use domain::receipt::ReceiptNumber;
use sea_orm::prelude::Uuid;
use sha2::{Digest, Sha256};

/// The identity of a payment that no checkout asked for.
pub(super) fn payment_by_hand(provider: Uuid, receipt: ReceiptNumber) -> Uuid {
    derived(&[b"payment by hand", provider.as_bytes(), &receipt.bytes()])
}

/// The identity of a second claim on a receipt, by a payment or a ticket.
pub(super) fn contested_claim(provider: Uuid, receipt: ReceiptNumber, by: Uuid) -> Uuid {
    derived(&[b"contested claim", provider.as_bytes(), &receipt.bytes(), by.as_bytes()])
}

/// A version 8 UUID (RFC 9562 section 5.8). All parts but the first have lengths of their own, and the first tells which.
fn derived(parts: &[&[u8]]) -> Uuid {
    let hash = parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part));
    let digest: [u8; 32] = hash.finalize().into();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(slot, byte)| *slot = byte);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    Uuid::from_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_receipt_is_one_payment_a_provider() {
        let (one, other) = (Uuid::from_bytes([1; 16]), Uuid::from_bytes([2; 16]));
        let receipt = ReceiptNumber::parse("UAF0AB12CD").unwrap();
        assert_eq!(payment_by_hand(one, receipt), payment_by_hand(one, receipt));
        assert_ne!(payment_by_hand(one, receipt), payment_by_hand(other, receipt));
        assert_ne!(contested_claim(one, receipt, one), contested_claim(one, receipt, other));
        assert_eq!(payment_by_hand(one, receipt).get_version_num(), 8);
    }
}
