//! Gateways that ask a cloud for directives and are held, all at once, each asking again as soon as it was answered.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};
use tokio::runtime::Runtime;
use tokio::time::sleep;

use super::{Dial, Voice, own_runtime};
use crate::clock;

/// How long a gateway asks to be held.
const WAIT_SECS: u16 = 25;
/// Enough of them to see what goes wrong.
const KEPT_COMPLAINTS: usize = 3;

/// The gateways, until this is dropped.
#[derive(Debug)]
pub struct Crowd {
    shared: Arc<Shared>,
    woken: Receiver<Woken>,
    _runtime: Runtime,
}

/// A gateway got a directive.
#[derive(Clone, Copy, Debug)]
pub struct Woken {
    /// Which one, counted from 0.
    pub nth: usize,
    /// When the answer was there.
    pub at: Instant,
}

#[derive(Debug, Default)]
struct Shared {
    answers: AtomicUsize,
    broken: AtomicUsize,
    complaints: Mutex<Vec<String>>,
}

impl Crowd {
    /// Lets them come one after another within a time, evenly: so they go on asking.
    pub fn gather(dial: &Dial, voices: Vec<Voice>, within: Duration) -> Result<Self> {
        let (tell, woken) = mpsc::channel();
        let (shared, runtime) = (Arc::<Shared>::default(), own_runtime("crowd")?);
        let each = within.checked_div(u32::try_from(voices.len())?).unwrap_or_default();
        for (nth, voice) in voices.into_iter().enumerate() {
            let (dial, tell, shared) = (dial.clone(), tell.clone(), Arc::clone(&shared));
            let pause = each.saturating_mul(u32::try_from(nth)?);
            runtime.spawn(async move {
                sleep(pause).await;
                if let Err(error) = stay(nth, &dial, voice, &tell, &shared).await {
                    shared.complain(format!("gateway {nth}: {error:#}"));
                }
            });
        }
        Ok(Crowd { shared, woken, _runtime: runtime })
    }

    /// Questions answered so far.
    pub fn answers(&self) -> usize {
        self.shared.answers.load(Ordering::Relaxed)
    }

    /// Whether everybody is still there.
    pub fn is_whole(&self) -> Result<()> {
        let broken = self.shared.broken.load(Ordering::Relaxed);
        let complaints = self.shared.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        ensure!(broken == 0, "{broken} held gateways broke off: {}", complaints.join("; "));
        Ok(())
    }

    /// Waits until a gateway has got a directive; tells when.
    pub fn wakes(&self, nth: usize, patience: Duration) -> Result<Instant> {
        let begun = clock::now();
        loop {
            match self.woken.recv_timeout(patience.saturating_sub(begun.elapsed())) {
                Ok(woken) if woken.nth == nth => return Ok(woken.at),
                // Others may still have directives of an earlier life of their site.
                Ok(_) => {}
                Err(_) => {
                    self.is_whole()?;
                    bail!("a directive did not arrive at gateway {nth} within {patience:?}");
                }
            }
        }
    }
}

impl Shared {
    fn complain(&self, complaint: String) {
        self.broken.fetch_add(1, Ordering::Relaxed);
        let mut complaints = self.complaints.lock().unwrap_or_else(PoisonError::into_inner);
        if complaints.len() < KEPT_COMPLAINTS {
            complaints.push(complaint);
        }
    }
}

/// Asks on one connection until something goes wrong.
async fn stay(nth: usize, dial: &Dial, mut voice: Voice, tell: &Sender<Woken>, shared: &Shared) -> Result<()> {
    let mut line = dial.open().await?;
    loop {
        let spoken = voice.hold(WAIT_SECS)?;
        let answer = line.post(spoken.path, &spoken.frame).await?;
        let at = clock::now();
        let down = voice.hear(&spoken, &answer)?;
        shared.answers.fetch_add(1, Ordering::Relaxed);
        if !down.directives.is_empty() && tell.send(Woken { nth, at }).is_err() {
            bail!("nobody listens any more");
        }
    }
}
