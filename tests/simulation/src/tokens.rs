//! The rail's access tokens: one of an app is good at a time, and asking for the next kills it. And what must hold of those
//! who share an app: nobody but they reads the token, and they do not chase each other.

use crate::world::World;

/// How every token begins, so that it is recognised wherever it should not be.
const IN_THE_CLEAR: &str = "in-the-clear-";
/// The cloud hands out none this near its end.
const NEAR_ITS_END_MS: u64 = 120_000;

/// The app's tokens at the rail.
#[derive(Debug)]
pub struct Tokens {
    life_secs: u64,
    born_ms: u64,
    /// How many there were; the last is good.
    count: u64,
}

/// What gateways fetched.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fetches {
    /// Because the cloud said so.
    pub told: u64,
    /// Because it said nothing.
    pub alone: u64,
    /// Of all these, so many the cloud heard of in good time.
    pub noted: u64,
}

impl Tokens {
    /// An app whose tokens live so long.
    pub fn living(life_secs: u64) -> Self {
        Tokens { life_secs, born_ms: 0, count: 0 }
    }

    /// A new one, as the rail says it. The one before is dead.
    pub fn grant(&mut self, now_ms: u64) -> String {
        (self.count, self.born_ms) = (self.count + 1, now_ms);
        format!(r#"{{"access_token":"{}","expires_in":"{}"}}"#, self.good(), self.life_secs)
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    fn good(&self) -> String {
        format!("{IN_THE_CLEAR}{}", self.count)
    }

    /// Whether a call with this token is taken.
    pub fn takes(&self, token: &str, now_ms: u64) -> bool {
        token == self.good() && now_ms < self.born_ms + self.life_secs * 1000
    }

    /// How often a token may have come to its end in so long.
    fn ends_within(&self, ms: u64) -> u64 {
        ms / (self.life_secs * 1000 - NEAR_ITS_END_MS)
    }
}

/// What the rail says of a dead token.
pub const REFUSED: &str = r#"{"requestId":"1","errorCode":"404.001.03","errorMessage":"Invalid Access Token"}"#;

/// Whether a token can be read there.
pub fn are_in_the_clear_in(bytes: &[u8]) -> bool {
    bytes.windows(IN_THE_CLEAR.len()).any(|window| window == IN_THE_CLEAR.as_bytes())
}

/// Whoever fetches kills the token of the others. A fetch that the cloud asked for needs a cause: there is no token yet, it
/// has come to its end, or one was fetched that the cloud did not ask for or has not heard of. The sites that still have
/// another one find that out; each such cause costs two fetches at most.
pub fn no_fetch_is_without_cause(world: &World) -> Result<(), String> {
    let (mut told, mut strange) = (0, 0);
    for Fetches { told: of_site, alone, noted } in world.sites.iter().map(|site| site.gateway.fetches) {
        told += of_site;
        strange += alone + (of_site + alone).saturating_sub(noted);
    }
    let may = 1 + world.rail.tokens.ends_within(world.age_ms()) + 2 * strange;
    if told > may {
        return Err(format!("the sites were told to fetch {told} tokens, and {may} had a cause"));
    }
    Ok(())
}
