//! What every handler may use: the books, the keys, and the words that go round in this process.

use std::time::Duration;

use cloud_gate::Gate;
use cloud_store::CloudStore;
use cloud_store::Wake as Word;
use tokio::select;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::accounts::Accounts;
use crate::chance::Kernel;
use crate::clock::Clock;
use crate::config::{Config, Keys};
use crate::guests::{Guesses, Tries};
use crate::http::Counters;
use crate::mpesa::Strangers;
use crate::passwords::Passwords;
use crate::people::Attempts;
use crate::stopping::Stopping;
use crate::sync::TURNS;
use crate::vault::Vault;
use crate::wake::Wake;

/// Whoever asks for our health gives up soon; so do we.
const FOR_A_PING: Duration = Duration::from_secs(2);

/// One process of the cloud.
pub(crate) struct Cloud {
    pub(crate) config: Config,
    pub(crate) store: CloudStore,
    pub(crate) vault: Vault,
    /// Where gateways and rails come in.
    pub(crate) gate: Gate,
    /// Signs cookies and forms.
    pub(crate) secret_key: [u8; 32],
    pub(crate) clock: Clock,
    /// Where held questions wait for their site to be called.
    pub(crate) wake: Wake,
    /// Room for those of them that ask the books.
    pub(crate) turns: Semaphore,
    /// The word that the process ends.
    pub(crate) stopping: Stopping,
    pub(crate) passwords: Passwords,
    /// Attempts to get in.
    pub(crate) attempts: Attempts,
    pub(crate) counters: Counters,
    /// Room for notices that nobody proves.
    pub(crate) strangers: Strangers,
    /// How often guests' phones were to ring.
    pub(crate) tries: Tries,
    /// Codes that nobody has sold.
    pub(crate) guesses: Guesses,
}

impl Cloud {
    pub(crate) fn new(
        config: Config,
        keys: &Keys,
        sync_keys: sync_proto::Keys,
        store: CloudStore,
        stopping: Stopping,
    ) -> Self {
        Cloud {
            config,
            gate: Gate::new(store.clone(), sync_keys),
            store,
            vault: Vault::new(keys),
            secret_key: *keys.secret.bytes(),
            clock: Clock,
            wake: Wake::default(),
            turns: Semaphore::new(TURNS),
            stopping,
            passwords: Passwords::new(&mut Kernel),
            attempts: Attempts::default(),
            counters: Counters::default(),
            strangers: Strangers::default(),
            tries: Tries::default(),
            guesses: Guesses::default(),
        }
    }

    /// What hands providers' accounts to their gateways.
    pub(crate) fn accounts(&self) -> Accounts<'_> {
        Accounts { gate: &self.gate, vault: &self.vault, config: &self.config }
    }

    pub(crate) async fn is_database_up(&self) -> bool {
        timeout(FOR_A_PING, self.store.is_reachable()).await.unwrap_or(false)
    }

    /// Passes on what the database says of new directives, also those of other processes, until the process ends.
    pub(crate) async fn pass_on_wakes(&self) {
        let mut words = self.store.wakes();
        loop {
            let word = select! {
                word = words.next() => word,
                () = self.stopping.told() => None,
            };
            match word {
                Some(Word::Site(_, site)) => self.wake.call(site),
                Some(Word::Everything) => self.wake.call_all(),
                None => return,
            }
        }
    }
}
