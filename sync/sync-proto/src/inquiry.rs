//! What a gateway asks of the cloud while somebody waits. Inquiries go up with a push and are answered in its answer, in
//! the same order. One that is not answered is dropped: whoever wanted it asks again or goes on without.

use serde::{Deserialize, Serialize};

use crate::app_key::AppName;
use crate::pair::Sealed;
use crate::shared_token::TokenWord;
use crate::whereabouts::{Find, Whereabouts};

/// Inquiries in one frame at most.
pub const MOST_INQUIRIES: usize = 8;

/// What is asked. New ones are added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inquiry {
    /// The access token of an app of the payment rail.
    Token {
        /// Whose token.
        app: AppName,
        /// Which one the rail has just refused, if one was in hand.
        bad: Option<u64>,
    },
    /// An access token was fetched, or could not be.
    TokenFetched {
        /// Whose token.
        app: AppName,
        /// Which one it is.
        generation: u64,
        /// The token and its life in seconds; none, if the rail gave none.
        token: Option<(Sealed, u32)>,
    },
    /// Where a ticket is, and that it be brought here.
    Whereabouts(Find),
}

/// What is answered. New ones are added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Nobody has confirmed this gateway yet: it is told nothing.
    NotConfirmed,
    /// Where the token is.
    Token {
        /// What to do.
        word: TokenWord,
        /// Among how many sites of the provider the questions to the rail are divided.
        sites: u16,
    },
    /// It is written down.
    Noted,
    /// Where the ticket is.
    Whereabouts(Whereabouts),
}
