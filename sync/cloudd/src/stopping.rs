//! The word that the process ends. Whoever waits for something else waits for this too, and stops waiting.

use tokio::sync::watch;

/// Says the word, once.
#[derive(Debug)]
pub(crate) struct Stop(watch::Sender<bool>);

/// Hears it.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(watch::Receiver<bool>);

/// Both ends.
pub(crate) fn stopping() -> (Stop, Stopping) {
    let (sender, receiver) = watch::channel(false);
    (Stop(sender), Stopping(receiver))
}

impl Stop {
    /// Tells everybody, also those who begin to listen later.
    pub(crate) fn tell(&self) {
        self.0.send_replace(true);
    }
}

impl Stopping {
    /// Returns when the process ends, at once if it already does.
    pub(crate) async fn told(&self) {
        // An error means that nobody is left to say it: the process is as good as over.
        let _ = self.0.clone().wait_for(|is_told| *is_told).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn those_who_wait_and_those_who_come_later_are_told() {
        let (stop, early) = stopping();
        let late = early.clone();
        let waiting = tokio::spawn(async move { early.told().await });
        stop.tell();
        waiting.await.unwrap();
        late.told().await;
    }
}
