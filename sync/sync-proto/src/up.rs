//! What a gateway says, on either lane.

use domain::event::Record;
use domain::ids::{ProviderId, SiteId};
use domain::link::Cursor;
use serde::{Deserialize, Serialize};

use crate::counter::Counter;
use crate::inquiry::Inquiry;
use crate::lane::Lane;

/// Records in one frame at most; see also [`crate::MOST_UP_BYTES`].
pub const MOST_RECORDS: usize = 200;

/// Sixteen random bytes; the answer repeats them, so that an old answer is not taken for it.
pub type Nonce = [u8; 16];

/// A frame from a gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Up {
    /// Whose site it is.
    pub provider: ProviderId,
    /// The site.
    pub site: SiteId,
    /// How new this frame is on its lane.
    pub counter: Counter,
    /// What the answer has to repeat.
    pub nonce: Nonce,
    /// Directives carried out so far.
    pub applied: u64,
    /// How the gateway is.
    pub report: Report,
    /// What it wants.
    pub wants: Wants,
}

/// What a frame wants.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wants {
    /// To tell, and to be answered at once.
    Push(Push),
    /// To be told; the cloud waits until there is something, or so many seconds.
    Hold {
        /// Seconds.
        wait_secs: u16,
        /// Whether this gateway has heard that its owner confirmed it. If it has not, that is what it waits for.
        is_confirmed: bool,
    },
}

/// What a gateway tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// Lines of the outbox, contiguous, of one epoch; at most [`MOST_RECORDS`].
    pub records: Vec<Record>,
    /// Behind which place of earlier epochs this gateway may have lost what it told; none, once all came back.
    pub recalls: Option<Cursor>,
    /// What somebody waits to hear; at most [`crate::MOST_INQUIRIES`].
    pub inquiries: Vec<Inquiry>,
}

/// How a gateway is, in a few bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Its version.
    pub version: heapless::String<24>,
    /// The life of its books.
    pub epoch: u32,
    /// The last place of its outbox.
    pub last_sequence: u64,
    /// The site's way to the internet.
    pub wan: Wan,
    /// Guests online.
    pub online: u32,
}

/// The site's way to the internet, as the gateway sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wan {
    /// It works.
    Up,
    /// The cloud is reached, but M-PESA is not.
    RailUnreachable,
}

impl Wan {
    /// The word people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Wan::Up => "up",
            Wan::RailUnreachable => "rail_unreachable",
        }
    }
}

impl Up {
    /// Which lane it came on.
    pub fn lane(&self) -> Lane {
        match self.wants {
            Wants::Push(_) => Lane::Push,
            Wants::Hold { .. } => Lane::Hold,
        }
    }
}
