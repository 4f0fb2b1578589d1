//! What `langod` holds in RAM: idle, and on a busy evening. The binary that ships is measured: the one beside this program
//! is twice its size, and its pages count.

use std::time::Duration;

use anyhow::Result;

use super::line::{Budget, Line, Unit};
use super::{Settings, progress};
use crate::client::{Ask, Deck, Guests, Load, drive};
use crate::gateway::Site;
use crate::scratch::Scratch;
use crate::{clock, machine};

const SESSIONS: usize = 1_000;
/// For what a start leaves behind to be given back.
const SETTLE: Duration = Duration::from_secs(1);

pub(super) fn measure(settings: &Settings, scratch: &Scratch) -> Result<Vec<Line>> {
    if settings.peers_only {
        return Ok(Vec::new());
    }
    progress("memory: idle with 10,000 tickets");
    let idle = resident(settings, scratch, 10_000, 0)?;
    progress("memory: 1,000 sessions and 100,000 tickets");
    let busy = resident(settings, scratch, 100_000, SESSIONS)?;
    Ok(vec![
        Line::new("RSS idle, 10,000 tickets", Unit::Bytes, Budget::AtMost(10e6)).measured(idle),
        Line::new("RSS, 1,000 sessions, 100,000 tickets", Unit::Bytes, Budget::AtMost(24e6)).measured(busy),
    ])
}

fn resident(settings: &Settings, scratch: &Scratch, tickets: usize, sessions: usize) -> Result<f64> {
    let shipped = settings.dist.join(std::env::consts::ARCH).join("langod");
    anyhow::ensure!(
        shipped.exists(),
        "there is no {}: `./dev cross {}` makes it",
        shipped.display(),
        std::env::consts::ARCH
    );
    let site = Site::new(scratch, &format!("memory-{tickets}"), &shipped)?;
    let codes = site.mint(tickets)?;
    let open = site.open()?;
    let codes = codes.get(..sessions).unwrap_or_default();
    for (server, ask) in [(site.auth, Ask::Login), (site.acct, Ask::Start)] {
        let load = Load::full(server, site.secret.clone(), 64);
        let guests = Guests::new(ask, codes.to_vec());
        let tally = drive(&load, &guests, &Deck::of(codes.len(), Duration::from_secs(30)))?;
        anyhow::ensure!(tally.accepted() == codes.len(), "not every session began: {tally}");
    }
    clock::pause(SETTLE);
    Ok(machine::resident_bytes(open.pid())? as f64)
}
