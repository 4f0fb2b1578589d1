//! kill -9 under load, again and again on one data directory. Guests log in for the first time and a shopkeeper sells
//! at the command line; at a random instant the power goes. After the restart every answer given before must have been
//! true: the ticket runs and its clock did not restart, the sold code exists, and nothing runs that nobody asked for.

mod fault;
mod load;
mod promises;
mod round;
mod sales;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

pub use fault::Fault;
pub use round::Round;
pub use sales::{Disagreement, SalesRound, SalesSettings, SalesSummary, run_sales};

use crate::chance::Chance;
use crate::gateway::Site;
use crate::scratch::Scratch;
use round::Survivor;

/// The power goes this long after the load began, at most.
const LATEST_KILL: Duration = Duration::from_millis(300);

/// How often, and with what.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The `langod` to kill.
    pub langod: PathBuf,
    /// Rounds.
    pub times: u32,
    /// Chooses the instants.
    pub seed: u64,
}

/// What all rounds came to.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Rounds played.
    pub rounds: u32,
    /// First logins answered with Accept.
    pub logins: usize,
    /// Sales answered with a code.
    pub sales: usize,
    /// The slowest start after a kill.
    pub slowest_start: Duration,
    /// Everything that was not as promised.
    pub faults: Vec<Fault>,
}

/// Plays all rounds, telling each as it ends.
pub fn run(settings: &Settings, scratch: &Scratch, mut tell: impl FnMut(&Round)) -> Result<Summary> {
    let mut chance = Chance::new(settings.seed);
    let mut survivor = Survivor::begin(Site::new(scratch, "crash", &settings.langod)?)?;
    let mut summary = Summary::default();
    for number in 1..=settings.times {
        let kill_after = Duration::from_micros(chance.below(LATEST_KILL.as_micros() as u64));
        let round = survivor.play(number, kill_after, chance.next_u64())?;
        tell(&round);
        summary.add(round);
    }
    Ok(summary)
}

impl Summary {
    /// Whether every promise was kept.
    pub fn nothing_was_lost(&self) -> bool {
        self.faults.is_empty()
    }

    fn add(&mut self, round: Round) {
        self.rounds += 1;
        self.logins += round.logins;
        self.sales += round.sales;
        self.slowest_start = self.slowest_start.max(round.start_time);
        self.faults.extend(round.faults);
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills, {} logins and {} sales answered before them, slowest start {:.0} ms: ",
            self.rounds,
            self.logins,
            self.sales,
            self.slowest_start.as_secs_f64() * 1000.0
        )?;
        match self.faults.len() {
            0 => f.write_str("nothing lost, nothing counted twice"),
            count => write!(f, "{count} promises broken"),
        }
    }
}
