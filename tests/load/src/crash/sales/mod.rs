//! kill -9 in the middle of sales by phone. Guests buy one after another while the rail's clock runs; at a random instant
//! the power goes. After the restart the rail's statement and the gateway's books must agree to the cent: every receipt
//! has become exactly one ticket, and nobody has a ticket that was not paid for.

mod books;
mod round;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;

pub use books::Disagreement;
pub use round::SalesRound;

use crate::chance::Chance;
use round::Shop;

/// The power goes this long after the first guest has asked, at most: about what two sales take.
const LATEST_KILL: Duration = Duration::from_millis(250);

/// How often, and with what.
#[derive(Clone, Debug)]
pub struct SalesSettings {
    /// The `langod` to kill.
    pub langod: PathBuf,
    /// Rounds.
    pub times: u32,
    /// Chooses the instants.
    pub seed: u64,
}

/// What all rounds came to.
#[derive(Clone, Debug, Default)]
pub struct SalesSummary {
    /// Rounds played.
    pub rounds: u32,
    /// Guests who were told that their phone is being asked.
    pub asked: usize,
    /// Receipts on the rail's statement.
    pub receipts: usize,
    /// What they come to.
    pub shillings: u64,
    /// Everything in which books and statement do not agree.
    pub disagreements: Vec<Disagreement>,
}

/// Plays all rounds, telling each as it ends.
pub fn run_sales(settings: &SalesSettings, mut tell: impl FnMut(&SalesRound)) -> Result<SalesSummary> {
    let mut chance = Chance::new(settings.seed);
    let mut shop = Shop::open(&settings.langod)?;
    let mut summary = SalesSummary::default();
    for number in 1..=settings.times {
        let kill_after = Duration::from_micros(chance.below(LATEST_KILL.as_micros() as u64));
        let round = shop.play(number, kill_after)?;
        tell(&round);
        summary.rounds += 1;
        summary.asked += round.asked;
        summary.receipts = round.receipts;
        summary.shillings = round.shillings;
        summary.disagreements.extend(round.disagreements);
    }
    Ok(summary)
}

impl SalesSummary {
    /// Whether books and statement agree.
    pub fn agrees(&self) -> bool {
        self.disagreements.is_empty()
    }
}

impl fmt::Display for SalesSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SalesSummary { rounds, asked, receipts, shillings, .. } = self;
        write!(f, "{rounds} kills during sales, {asked} guests asked, {receipts} receipts over KES {shillings}: ")?;
        match self.disagreements.len() {
            0 => f.write_str("books and statement agree to the cent, one ticket a receipt"),
            count => write!(f, "{count} disagreements"),
        }
    }
}
