//! Names that travel: the device and the session as a router names them, and the Class by which a router's reports name
//! our ticket.

use domain::device::Mac;
use domain::ids::TicketId;
use domain::session::SessionKey;
use radius_proto::{Identification, Text};

use crate::radius::Nas;

/// Marks our own Class, should another server's come by.
const CLASS_MARK: u8 = b'L';

/// The guest's device as the router names it; all it does not name count as one.
pub(crate) fn device_of(who: &Identification<'_>) -> Mac {
    let named = who.calling_station_id.and_then(Text::as_str).and_then(|text| Mac::parse(text).ok());
    named.unwrap_or(Mac::UNNAMED)
}

/// The session a router names; `None` if it names none or in a way no router of ours does.
pub(crate) fn session_key(nas: &Nas, who: &Identification<'_>) -> Option<SessionKey> {
    let id = who.acct_session_id.and_then(Text::as_str).filter(|id| !id.is_empty())?;
    Some(SessionKey { nas: nas.name.clone(), id: id.parse().ok()? })
}
/// Our Class: the ticket, and which accept it was.
pub(crate) fn write_class(ticket: TicketId, admission: u64) -> [u8; 25] {
    let mut class = [CLASS_MARK; 25];
    let (_, rest) = class.split_at_mut(1);
    let (id, number) = rest.split_at_mut(16);
    id.copy_from_slice(&ticket.bytes());
    number.copy_from_slice(&admission.to_be_bytes());
    class
}

/// Reads our Class back; `None` if it is another server's.
pub(crate) fn read_class(class: &[u8]) -> Option<(TicketId, u64)> {
    let (&[CLASS_MARK], rest) = class.split_first_chunk::<1>()? else { return None };
    let (id, rest) = rest.split_first_chunk::<16>()?;
    let admission: [u8; 8] = rest.try_into().ok()?;
    Some((TicketId::from_bytes(*id), u64::from_be_bytes(admission)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_class_is_read_back_and_others_are_not() {
        let ticket = TicketId::from_bytes([9; 16]);
        assert_eq!(read_class(&write_class(ticket, 77)), Some((ticket, 77)));
        assert_eq!(read_class(b"other"), None);
        assert_eq!(read_class(&[]), None);
        assert_eq!(read_class(&[CLASS_MARK; 26]), None);
    }
}
