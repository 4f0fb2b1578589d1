//! Notices: the bodies of payment callbacks as they came. What a notice asks of a gateway is kept with it or not at all.

use domain::ids::{CheckoutId, SiteId};
use sea_orm::Set;
use sea_orm::prelude::*;
use sea_orm::sea_query::Expr;

use super::ProviderBooks;
use crate::columns::{Key, at};
use crate::entities::{notice, payment};
use crate::error::{Refused, StoreError};
use crate::ids::NoticeId;
use crate::transaction::Transaction;

/// A notice to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewNotice<'a> {
    /// Its identity, freshly drawn.
    pub id: NoticeId,
    /// The site it is for, if its address said so.
    pub site: Option<SiteId>,
    /// The checkout it is about, if its address said so.
    pub checkout: Option<CheckoutId>,
    /// On which kind of path it came.
    pub path_kind: &'a str,
    /// Whether the address proves that we made it.
    pub is_proven: bool,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// When it came, in milliseconds since 1970.
    pub received_ms: u64,
}

/// A directive to be written.
#[derive(Clone, Copy, Debug)]
pub struct NewDirective<'a> {
    /// Whom it is for.
    pub site: SiteId,
    /// What it is, for people.
    pub kind: &'a str,
    /// What it asks, as the protocol's own bytes.
    pub body: &'a [u8],
}

impl ProviderBooks<'_> {
    /// Keeps a notice and what it asks of a gateway, in one transaction. When this returns both are on disk. Returns the
    /// directive's place.
    pub async fn keep_notice(
        &self,
        new: NewNotice<'_>,
        directive: Option<NewDirective<'_>>,
    ) -> Result<Option<u64>, StoreError> {
        let transaction = self.write().await?;
        if let Some(site) = new.site {
            self.lock_site(&transaction, site).await?.ok_or(Refused::NoSuchSite)?;
        }
        self.put_notice(&transaction, new).await?;
        let sequence = match directive {
            Some(NewDirective { site, kind, body }) => {
                Some(self.add_directive(&transaction, site, kind, body, new.received_ms).await?)
            }
            None => None,
        };
        transaction.commit().await?;
        if let Some(directive) = directive {
            self.ring(directive.site);
        }
        Ok(sequence)
    }

    async fn put_notice(&self, transaction: &Transaction<'_>, new: NewNotice<'_>) -> Result<(), StoreError> {
        let row = notice::ActiveModel {
            provider_id: Set(self.uuid()),
            id: Set(new.id.uuid()),
            site_id: Set(new.site.map(Key::uuid)),
            checkout_id: Set(new.checkout.map(Key::uuid)),
            path_kind: Set(new.path_kind.to_owned()),
            is_proven: Set(new.is_proven),
            body: Set(new.body.to_vec()),
            received_at: Set(at(new.received_ms)),
            guest_forgotten_at: Set(None),
        };
        notice::Entity::insert(row).exec_without_returning(&**transaction).await?;
        let Some(checkout) = new.checkout.filter(|_| new.is_proven) else { return Ok(()) };
        payment::Entity::update_many()
            .col_expr(payment::Column::ProviderPayload, Expr::value(payload(new.body)))
            .filter(payment::Column::ProviderId.eq(self.uuid()))
            .filter(payment::Column::Id.eq(checkout.uuid()))
            .filter(payment::Column::ProviderPayload.is_null())
            .exec(&**transaction)
            .await?;
        Ok(())
    }
}

/// A body as reports show it: its JSON, or its text where it is none. PostgreSQL's JSON knows no NUL.
pub(crate) fn payload(body: &[u8]) -> Json {
    let text = String::from_utf8_lossy(body);
    let has_nul = text.contains('\0') || text.contains("\\u0000");
    match serde_json::from_str(&text) {
        Ok(json) if !has_nul => json,
        _ => Json::String(text.replace('\0', "")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_is_no_json_is_shown_as_text() {
        assert_eq!(payload(br#"{"Amount":20}"#)["Amount"], 20);
        assert_eq!(payload(b"{\"Amount\":"), Json::from("{\"Amount\":"));
        assert_eq!(payload(b"\"a\\u0000b\""), Json::from("\"a\\u0000b\""));
        assert_eq!(payload(b"a\0b\xff"), Json::from("ab\u{fffd}"));
    }
}
