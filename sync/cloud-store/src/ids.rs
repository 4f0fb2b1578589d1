//! Identifiers that only the cloud has: 16 bytes written as a UUID, each noun its own type.

use std::fmt;
use std::str::FromStr;

use domain::ids::{Chance, CheckoutId, EventId, NotAnId};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// Draws a fresh one.
            pub fn draw(chance: &mut dyn Chance) -> Self {
                $name(EventId::draw(chance).bytes())
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
                EventId::from_bytes(self.0).fmt(f)
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
                text.parse::<EventId>().map(|id| $name(id.bytes()))
            }
        }
    };
}

id! {
    /// A payment: a guest's has the id of its checkout.
    PaymentId
}
id! {
    /// A subscription of a provider.
    SubscriptionId
}
id! {
    /// Somebody who signs in.
    UserId
}
id! {
    /// A program's key.
    ApiKeyId
}
id! {
    /// The body of a payment callback.
    NoticeId
}
id! {
    /// A line of the audit log.
    AuditId
}

/// The version of a UUID that follows from something (RFC 9562 section 5.8).
const DERIVED: u8 = 8;

impl PaymentId {
    /// Whether it was drawn. That of a payment made by hand follows from its receipt, so whoever knows it may have guessed.
    pub fn is_secret(self) -> bool {
        self.0[6] >> 4 != DERIVED
    }
}

impl From<CheckoutId> for PaymentId {
    fn from(checkout: CheckoutId) -> Self {
        PaymentId(checkout.bytes())
    }
}
