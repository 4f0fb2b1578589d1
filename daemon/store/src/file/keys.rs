//! Keys of the tables, as bytes that sort as their parts do. All tables share one kind of key and one kind of row: redb's
//! code is made anew for each combination, and a router has no room for ten of them.

use domain::ids::CheckoutId;
use domain::link::Cursor;
use domain::session::SessionKey;
use domain::time::Moment;

/// A place of the outbox: epoch, then sequence.
pub(super) fn of_place(place: Cursor) -> [u8; 12] {
    let mut key = [0; 12];
    let bytes = place.epoch.to_be_bytes().into_iter().chain(place.sequence.to_be_bytes());
    key.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
    key
}

/// The place such a key names.
pub(super) fn place_in(key: &[u8]) -> Option<Cursor> {
    let (epoch, sequence) = key.split_first_chunk::<4>()?;
    let sequence = sequence.try_into().map(u64::from_be_bytes).ok()?;
    Some(Cursor { epoch: u32::from_be_bytes(*epoch), sequence })
}

/// The opening of a checkout: boot and milliseconds in it, then the checkout.
pub(super) fn of_opening(opened: Moment, checkout: CheckoutId) -> [u8; 28] {
    let mut key = [0; 28];
    let (boot, uptime_ms) = opened.key();
    let bytes = boot.to_be_bytes().into_iter().chain(uptime_ms.to_be_bytes()).chain(checkout.bytes());
    key.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = byte);
    key
}

/// The checkout in such a key.
pub(super) fn checkout_of(key: &[u8]) -> Option<CheckoutId> {
    key.last_chunk().map(|bytes| CheckoutId::from_bytes(*bytes))
}

/// A session: the length of the router's name keeps name and id apart.
pub(super) fn of_session(session: &SessionKey) -> Vec<u8> {
    let name = session.nas.as_bytes();
    let length = u8::try_from(name.len()).unwrap_or(u8::MAX);
    [&[length], name, session.id.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_sort_by_epoch_and_then_by_sequence() {
        let place = |epoch, sequence| of_place(Cursor { epoch, sequence });
        assert!(place(1, u64::MAX) < place(2, 0) && place(2, 255) < place(2, 256));
        assert_eq!(place_in(&place(7, 256)), Some(Cursor { epoch: 7, sequence: 256 }));
    }

    #[test]
    fn a_checkout_is_found_in_the_key_of_its_opening() {
        let id = CheckoutId::from_bytes([7; 16]);
        assert_eq!(checkout_of(&of_opening(Moment::BEGINNING, id)), Some(id));
    }
}
