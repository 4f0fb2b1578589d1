//! What is going on when the power goes: guests log in for the first time over eight sockets, and one shopkeeper sells
//! ticket after ticket at the command line.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::client::{Deck, Guests, Load, Tally, drive};
use crate::clock;
use crate::gateway::{Open, Site};

const SOCKETS: usize = 8;
/// Between two logins on a socket, so that a round does not use up a town's tickets.
const REST: Duration = Duration::from_millis(4);

/// What was answered until the power went.
pub(super) struct Answered {
    pub(super) logins: Tally,
    pub(super) sales: Vec<String>,
    pub(super) sales_unanswered: usize,
}

/// Keeps everyone busy, cuts the power after `kill_after`, and waits until all have noticed.
pub(super) fn until_killed(
    site: &Site,
    open: Open,
    guests: &Guests,
    kill_after: Duration,
    seed: u64,
) -> Result<Answered> {
    let load =
        Load { server: site.auth, secret: site.secret.clone(), sockets: SOCKETS, in_flight: SOCKETS, rest: REST, seed };
    let deck = Deck::of(guests.len(), Duration::from_secs(60));
    let is_dark = AtomicBool::new(false);
    thread::scope(|scope| {
        let logins = scope.spawn(|| drive(&load, guests, &deck));
        let sales = scope.spawn(|| sell(site, &is_dark));
        clock::pause(kill_after);
        let killed = open.kill();
        is_dark.store(true, Ordering::Relaxed);
        deck.close();
        let logins = logins.join().map_err(|_| anyhow!("the guests broke down"))??;
        let (sales, sales_unanswered) = sales.join().map_err(|_| anyhow!("the shopkeeper broke down"))??;
        killed?;
        Ok(Answered { logins, sales, sales_unanswered })
    })
}

fn sell(site: &Site, is_dark: &AtomicBool) -> Result<(Vec<String>, usize)> {
    let (mut sold, mut unanswered) = (Vec::new(), 0);
    while !is_dark.load(Ordering::Relaxed) {
        match site.try_sell()? {
            Some(code) => sold.push(code),
            None => unanswered += 1,
        }
    }
    Ok((sold, unanswered))
}
