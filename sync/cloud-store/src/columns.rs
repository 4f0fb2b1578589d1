//! How what the code says becomes what a column holds, and back: ids, moments, counts, texts.

use sea_orm::prelude::{DateTimeUtc, Uuid};

use domain::ids::{CheckoutId, EventId, PlanId, ProviderId, ReviewId, SiteId, TicketId};
use domain::money::Money;

use crate::error::{Refused, StoreError};

/// An identifier of sixteen bytes.
pub(crate) trait Key: Copy {
    /// As a column holds it.
    fn uuid(self) -> Uuid;
    /// As a column held it.
    fn from_uuid(uuid: Uuid) -> Self;
}

macro_rules! keys {
    ($($name:ty),*) => {
        $(impl Key for $name {
            fn uuid(self) -> Uuid {
                Uuid::from_bytes(self.bytes())
            }

            fn from_uuid(uuid: Uuid) -> Self {
                <$name>::from_bytes(uuid.into_bytes())
            }
        })*
    };
}

keys!(CheckoutId, EventId, PlanId, ProviderId, ReviewId, SiteId, TicketId);
keys!(crate::ids::ApiKeyId, crate::ids::AuditId, crate::ids::NoticeId, crate::ids::PaymentId);
keys!(crate::ids::SubscriptionId, crate::ids::UserId);

/// The last moment that both engines and their readers write with four digits of a year: the end of 9999.
const LAST_MS: u64 = 253_402_300_799_999;

/// A moment in milliseconds since 1970; what lies behind the year 9999 becomes its end.
pub(crate) fn at(ms: u64) -> DateTimeUtc {
    let ms = i64::try_from(ms.min(LAST_MS)).unwrap_or_default();
    DateTimeUtc::from_timestamp_millis(ms).unwrap_or_default()
}

/// Milliseconds since 1970; zero for what lies before.
pub(crate) fn ms(at: DateTimeUtc) -> u64 {
    u64::try_from(at.timestamp_millis()).unwrap_or_default()
}

/// Money as a column holds it.
pub(crate) fn cents(money: Money) -> Result<i64, Refused> {
    let cents = Some(money.cents()).filter(|cents| *cents <= Money::LARGEST_CENTS).ok_or(Refused::AbsurdAmount)?;
    Ok(capped(cents))
}

/// Money as columns held it.
pub(crate) fn money(cents: i64, currency: &str) -> Result<Money, StoreError> {
    let currency = currency.parse().map_err(|_| StoreError::Damaged("a currency"))?;
    Money::from_cents(count(cents), currency).ok_or(StoreError::Damaged("an amount"))
}

/// A count as a column holds it; what no column holds becomes the most that one does.
pub(crate) fn capped(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// A count as a column held it.
pub(crate) fn count(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}

/// A small count as a column held it.
pub(crate) fn small_count(column: i64) -> Result<u32, StoreError> {
    u32::try_from(column).map_err(|_| StoreError::Damaged("a small count"))
}

/// A key of thirty-two bytes as a column held it.
pub(crate) fn key(column: Option<Vec<u8>>) -> Result<Option<[u8; 32]>, StoreError> {
    column.map(|bytes| bytes.try_into().map_err(|_| StoreError::Damaged("a key"))).transpose()
}

/// A text from outside. PostgreSQL refuses the one character that routers and rails may send and nobody reads.
pub(crate) fn text(text: &str) -> String {
    text.replace('\0', "")
}
