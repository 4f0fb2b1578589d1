//! A browser that an account has signed in with before says so by a cookie. It lets nobody in; it only keeps guesses that
//! others make elsewhere from slowing down the owner (OWASP calls it a device cookie).

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::ids::Chance as _;
use sha2::{Digest as _, Sha256};

use super::attempts::Attempter;
use super::cookies::Cookie;
use super::stamp::{Purpose, is_genuine, stamp};
use super::visitor::Visitor;
use crate::chance::Kernel;
use crate::cloud::Cloud;

const NAME_BYTES: usize = 16;
const A_YEAR_SECS: u64 = 365 * 24 * 60 * 60;

/// Who is counted when somebody tries this account.
pub(super) fn attempters(cloud: &Cloud, visitor: &Visitor, headers: &HeaderMap, email: &str) -> Vec<Attempter> {
    let account = account(email);
    match Cookie::KnownBrowser.of(headers).and_then(|value| name(cloud, value, &account)) {
        Some(name) => {
            let of_this_account = Sha256::new().chain_update(account).chain_update(name);
            vec![Attempter::Browser(of_this_account.finalize().into())]
        }
        None => vec![Attempter::Account(account), Attempter::Address(visitor.address)],
    }
}

/// The cookie for a browser that has just signed in.
pub(super) fn remember(cloud: &Cloud, email: &str) -> Option<HeaderValue> {
    let mut name = [0; NAME_BYTES];
    Kernel.fill(&mut name);
    let seal = stamp(&cloud.secret_key, Purpose::KnownBrowser, &[&account(email)[..], &name].concat());
    let value = URL_SAFE_NO_PAD.encode([&name[..], &seal].concat());
    Cookie::KnownBrowser.set(&value, A_YEAR_SECS, &cloud.config.public_url)
}

/// The browser's name, if the cookie is one of this account.
fn name(cloud: &Cloud, value: &str, account: &[u8; 32]) -> Option<[u8; NAME_BYTES]> {
    let bytes = URL_SAFE_NO_PAD.decode(value).ok()?;
    let (name, seal) = bytes.split_first_chunk::<NAME_BYTES>()?;
    let what = [&account[..], name].concat();
    is_genuine(&cloud.secret_key, Purpose::KnownBrowser, &what, seal).then_some(*name)
}

/// Written as the books write it, so that capitals are no other account.
fn account(email: &str) -> [u8; 32] {
    Sha256::digest(email.trim().to_lowercase().as_bytes()).into()
}
