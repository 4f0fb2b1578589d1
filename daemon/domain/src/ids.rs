//! Identifiers. Each noun has its own type, so that a plan is never passed where a ticket was meant. All are 16 bytes
//! written as a UUID; chance comes in from outside.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A source of random bytes: the kernel's in production, a seeded one in tests.
pub trait Chance {
    /// Fills the buffer with random bytes.
    fn fill(&mut self, buffer: &mut [u8]);
}

/// A text that is not an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is a UUID like 7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c11")
    }
}

impl std::error::Error for NotAnId {}

fn write_uuid(bytes: [u8; 16], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, byte) in bytes.iter().enumerate() {
        let dash = if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" };
        write!(f, "{dash}{byte:02x}")?;
    }
    Ok(())
}

fn read_uuid(text: &str) -> Result<[u8; 16], NotAnId> {
    let digits: heapless::String<32> = match text.len() {
        32 | 36 => {
            text.chars().filter(|&c| c != '-').take(33).try_fold(heapless::String::new(), |mut digits, c| {
                digits.push(c).map(|()| digits).map_err(|_| NotAnId)
            })?
        }
        _ => return Err(NotAnId),
    };
    let number = u128::from_str_radix(&digits, 16).map_err(|_| NotAnId)?;
    if digits.len() == 32 && !digits.starts_with('+') { Ok(number.to_be_bytes()) } else { Err(NotAnId) }
}

/// A version 4 UUID's bytes (RFC 9562 section 5.4).
fn random_uuid(chance: &mut dyn Chance) -> [u8; 16] {
    let mut bytes = [0; 16];
    chance.fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    bytes
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        /// Text where people read it, bytes where they do not.
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match serializer.is_human_readable() {
                    true => serializer.collect_str(self),
                    false => self.0.serialize(serializer),
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match deserializer.is_human_readable() {
                    true => String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom),
                    false => Deserialize::deserialize(deserializer).map($name),
                }
            }
        }

        impl $name {
            /// Draws a fresh one.
            pub fn draw(chance: &mut dyn Chance) -> Self {
                $name(random_uuid(chance))
            }

            /// One read back from storage or the wire.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                $name(bytes)
            }

            /// Its sixteen bytes.
            pub const fn bytes(self) -> [u8; 16] {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_uuid(self.0, f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                read_uuid(text).map($name)
            }
        }
    };
}

id! {
    /// The business that owns sites and sells plans.
    ProviderId
}
id! {
    /// One place where WiFi is sold.
    SiteId
}
id! {
    /// What can be bought.
    PlanId
}
id! {
    /// One bought right.
    TicketId
}
id! {
    /// Our intent to be paid.
    CheckoutId
}
id! {
    /// Something a person has to look at.
    ReviewId
}
id! {
    /// One showing of a page with a Pay button.
    OnceId
}
id! {
    /// One record of the outbox.
    EventId
}

impl TicketId {
    /// The one so many further on in a batch, which counts its tickets from a drawn identity upwards.
    pub fn plus(self, number: u16) -> Self {
        TicketId(u128::from_be_bytes(self.0).wrapping_add(number.into()).to_be_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u8);

    impl Chance for Counting {
        fn fill(&mut self, buffer: &mut [u8]) {
            buffer.fill_with(|| {
                self.0 = self.0.wrapping_add(1);
                self.0
            });
        }
    }

    #[test]
    fn ids_are_written_as_version_4_uuids_and_read_back() {
        let id = TicketId::draw(&mut Counting(0));
        assert_eq!(id.to_string(), "01020304-0506-4708-890a-0b0c0d0e0f10");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().replace('-', "").parse(), Ok(id));
    }

    #[test]
    fn what_is_no_uuid_is_refused() {
        let too_long = "1".repeat(36);
        for text in
            ["", "7b0c2a52", "7b0c2a52-0a51-4f0e-9a43-0d6f0f5a9c1g", "+b0c2a520a514f0e9a430d6f0f5a9c11", &too_long]
        {
            assert_eq!(text.parse::<TicketId>(), Err(NotAnId), "{text}");
        }
    }
}
