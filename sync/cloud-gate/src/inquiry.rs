//! What gateways ask while somebody waits there.

use cloud_store::books::AppToken;
use cloud_store::{ProviderBooks, StoreError};
use sync_proto::{Answer, AppName, Held, Inquiry, MOST_INQUIRIES, Refusal, SharedToken, TokenWord};

use crate::Refused;
use crate::frame::Genuine;

/// The longest token that is kept, with its seal.
const MOST_TOKEN_BYTES: usize = 2_200;

impl Genuine<'_> {
    /// One answer to each inquiry, in their order.
    pub(crate) async fn answer_all(&self, inquiries: &[Inquiry], now_ms: u64) -> Result<Vec<Answer>, Refused> {
        if inquiries.len() > MOST_INQUIRIES {
            return Err(Refusal::Malformed.into());
        }
        if !self.is_confirmed() {
            return Ok(inquiries.iter().map(|_| Answer::NotConfirmed).collect());
        }
        let mut answers = Vec::with_capacity(inquiries.len());
        for inquiry in inquiries {
            answers.push(self.answer_one(inquiry, now_ms).await?);
        }
        Ok(answers)
    }

    async fn answer_one(&self, inquiry: &Inquiry, now_ms: u64) -> Result<Answer, Refused> {
        match inquiry {
            Inquiry::Token { app, bad } => {
                let word = change_token(&self.books, *app, |shared| shared.asked(*bad, now_ms)).await?;
                // Who has too many apps fetches for each by itself: nobody would know which one is meant.
                let word = word.unwrap_or(TokenWord::Fetch { generation: bad.unwrap_or(0).saturating_add(1) });
                let sites = u16::try_from(self.books.confirmed_sites().await?).unwrap_or(u16::MAX);
                Ok(Answer::Token { word, sites })
            }
            Inquiry::TokenFetched { app, generation, token } => {
                if token.as_ref().is_some_and(|(sealed, _)| sealed.length() > MOST_TOKEN_BYTES) {
                    return Err(Refusal::Malformed.into());
                }
                let fetched = |shared: &mut SharedToken| shared.fetched(*generation, token.clone(), now_ms);
                change_token(&self.books, *app, fetched).await?;
                Ok(Answer::Noted)
            }
            Inquiry::Whereabouts(find) => {
                Ok(Answer::Whereabouts(self.books.whereabouts(self.up.site, *find, now_ms).await?))
            }
        }
    }
}

async fn change_token<T: Send>(
    books: &ProviderBooks<'_>,
    app: AppName,
    change: impl FnOnce(&mut SharedToken) -> T + Send,
) -> Result<Option<T>, StoreError> {
    let changed = books.change_app_token(&app.0, |row| {
        let mut shared = SharedToken {
            generation: row.generation,
            // What cannot be read is as good as none: the next one is fetched.
            held: row
                .sealed
                .as_deref()
                .zip(row.ends_ms)
                .and_then(|(sealed, ends_ms)| Some(Held { sealed: postcard::from_bytes(sealed).ok()?, ends_ms })),
            fetching_since_ms: row.fetching_since_ms,
        };
        let outcome = change(&mut shared);
        *row = AppToken {
            generation: shared.generation,
            sealed: shared.held.as_ref().and_then(|held| postcard::to_stdvec(&held.sealed).ok()),
            ends_ms: shared.held.map(|held| held.ends_ms),
            fetching_since_ms: shared.fetching_since_ms,
        };
        outcome
    });
    changed.await
}
