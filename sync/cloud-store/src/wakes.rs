//! Who is woken when a site has something to fetch. On PostgreSQL the word goes round by NOTIFY, so that whichever process
//! holds the site's poll hears it; on SQLite there is one process. Words may be lost: a poll looks again by itself.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use domain::ids::{ProviderId, SiteId};
use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::sync::broadcast::{self, Receiver, Sender, error::RecvError};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::address::Address;

/// The channel of PostgreSQL on which sites are named.
pub(crate) const CHANNEL: &str = "lango_directives";

/// Words kept for a receiver that is slow; one that is slower is told to look everywhere.
const BACKLOG: usize = 4096;
/// After so long without a word the server is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(30);
const SHORTEST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wake {
    /// This site has a new directive.
    Site(ProviderId, SiteId),
    /// Words may have been lost: any site may have one.
    Everything,
}

/// A receiver of wake-ups.
#[derive(Debug)]
pub struct Wakes(Receiver<Wake>);

impl Wakes {
    /// Waits for the next one; `None` once the store is gone.
    pub async fn next(&mut self) -> Option<Wake> {
        match self.0.recv().await {
            Ok(wake) => Some(wake),
            Err(RecvError::Lagged(_)) => Some(Wake::Everything),
            Err(RecvError::Closed) => None,
        }
    }
}

/// What is rung.
#[derive(Debug)]
pub(crate) struct Bell {
    sender: Sender<Wake>,
    address: Address,
    listener: Mutex<Option<JoinHandle<()>>>,
}

impl Bell {
    pub(crate) fn new(address: Address) -> Self {
        Bell { sender: broadcast::channel(BACKLOG).0, address, listener: Mutex::default() }
    }

    /// Tells this process. Nobody listening is no fault.
    pub(crate) fn ring(&self, wake: Wake) {
        let _ = self.sender.send(wake);
    }

    pub(crate) fn listen(&self) -> Wakes {
        let wakes = Wakes(self.sender.subscribe());
        if let Address::Postgres(server) = &self.address {
            let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
            listener.get_or_insert_with(|| tokio::spawn(relay(server.clone(), self.sender.clone())));
        }
        wakes
    }
}

impl Drop for Bell {
    fn drop(&mut self) {
        if let Some(listener) = self.listener.get_mut().unwrap_or_else(PoisonError::into_inner) {
            listener.abort();
        }
    }
}

/// Passes on what the server says for as long as the store lives, however often the connection is lost.
async fn relay(server: PgConnectOptions, sender: Sender<Wake>) {
    let mut pause = SHORTEST_PAUSE;
    loop {
        if let Ok(listener) = subscribe(&server).await {
            pause = SHORTEST_PAUSE;
            // Only now is nothing lost any more; what was said before has to be looked for.
            let _ = sender.send(Wake::Everything);
            pass_on(listener, &sender).await;
        }
        tracing::warn!("the database's wake-ups cannot be heard; trying again");
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

async fn subscribe(server: &PgConnectOptions) -> Result<PgListener, sqlx::Error> {
    let pool = PgPoolOptions::new().max_connections(1).acquire_timeout(LONGEST_PAUSE);
    let mut listener = PgListener::connect_with(&pool.connect_with(server.clone()).await?).await?;
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Until the connection is lost. One that the network has dropped without a word is found out by asking.
async fn pass_on(mut listener: PgListener, sender: &Sender<Wake>) {
    loop {
        match timeout(SILENCE, listener.try_recv()).await {
            Ok(Ok(Some(notification))) => {
                let _ = sender.send(read(notification.payload()).unwrap_or(Wake::Everything));
            }
            Ok(_) => return,
            Err(_) => {
                let answer = timeout(LONGEST_PAUSE, sqlx::query("select 1").execute(&mut listener));
                if !matches!(answer.await, Ok(Ok(_))) {
                    return;
                }
            }
        }
    }
}

/// How a site is named on the channel.
pub(crate) fn name(provider: ProviderId, site: SiteId) -> String {
    format!("{provider}/{site}")
}

fn read(name: &str) -> Option<Wake> {
    let (provider, site) = name.split_once('/')?;
    Some(Wake::Site(provider.parse().ok()?, site.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_named_so_that_it_is_read_back() {
        let (provider, site) = (ProviderId::from_bytes([1; 16]), SiteId::from_bytes([2; 16]));
        assert_eq!(read(&name(provider, site)), Some(Wake::Site(provider, site)));
        assert_eq!(read("1/2"), None);
    }

    #[tokio::test]
    async fn a_receiver_that_was_too_slow_is_told_to_look_everywhere() {
        let bell = Bell::new(Address::parse("sqlite:nowhere").unwrap());
        let mut wakes = bell.listen();
        let site = Wake::Site(ProviderId::from_bytes([1; 16]), SiteId::from_bytes([2; 16]));
        (0..=BACKLOG).for_each(|_| bell.ring(site));
        assert_eq!(wakes.next().await, Some(Wake::Everything));
        assert_eq!(wakes.next().await, Some(site));
    }
}
