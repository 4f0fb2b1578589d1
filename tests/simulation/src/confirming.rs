//! Owners who compare a gateway's words sooner or later, and what a gateway hears that nobody has confirmed: that it waits,
//! and nothing else.

use sync_proto::{Answer, Down, Purpose, peek};

use crate::world::World;

/// Whether the owner has confirmed a site's gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Not yet.
    Waits,
    /// The cloud died while it was told.
    Unsure,
    /// Yes.
    Confirmed,
}

impl World {
    /// The owner of a site confirms its gateway, if that is still to be done.
    pub(crate) fn owner_confirms(&mut self, at: usize) {
        let site = &self.sites[at];
        if site.standing == Standing::Confirmed {
            return;
        }
        let is_confirmed = self.cloud.confirm(site.gateway.site, self.now_ms).is_ok();
        self.sites[at].standing = if is_confirmed { Standing::Confirmed } else { Standing::Unsure };
        self.tell(
            at,
            if is_confirmed { "is confirmed by its owner" } else { "the cloud dies while its owner confirms it" },
        );
    }

    /// Looks at what the cloud says to a gateway.
    pub(crate) fn listen_in(&mut self, at: usize, answer: &[u8]) {
        let site = &self.sites[at];
        let Ok(down) = peek::<Down>(Purpose::Down, answer) else { return };
        let is_right = match site.standing {
            Standing::Waits => tells_nothing(&down),
            Standing::Unsure => down.is_confirmed || tells_nothing(&down),
            Standing::Confirmed => down.is_confirmed,
        };
        if !is_right {
            self.breaks(format!("the cloud says to {}, which is {:?}: {down:?}", site.gateway.name, site.standing));
        }
    }
}

fn tells_nothing(down: &Down) -> bool {
    let Down { nonce: _, now_ms: _, taken: _, directives, recalled, answers, is_confirmed, lease_until_ms } = down;
    let is_answered = answers.iter().any(|answer| *answer != Answer::NotConfirmed);
    !(*is_confirmed || is_answered || recalled.is_some() || lease_until_ms.is_some()) && directives.is_empty()
}
