//! `GET /status`: whether this device is online, what is left, and the code to keep.

use askama::Template;

use crate::frame::Own;
use crate::{Clock, Frame, Page, RouterUrl, TicketSummary, content_security_policy};

/// Where a device stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Online on this ticket.
    Online(TicketSummary),
    /// Has this ticket, but is not online.
    Offline(TicketSummary),
    /// No ticket is known for this device.
    NoTicket,
}

/// The page a guest comes back to.
#[derive(Template)]
#[template(path = "status.html", whitespace = "minimize")]
pub struct Status {
    /// The common part.
    pub frame: Frame,
    /// Where the device stands.
    pub standing: Standing,
    /// The router's `link-logout`, where known.
    pub sign_out: Option<RouterUrl>,
}

impl Status {
    fn path(&self) -> &'static str {
        "/status"
    }

    /// The same page again, for the same ticket.
    fn refresh_link(&self, ticket: &TicketSummary) -> String {
        self.frame.carry.link(self.path(), self.frame.language, Some(("code", &ticket.code.plain())))
    }

    fn typed(&self) -> Option<String> {
        self.ticket().map(|ticket| ticket.code.plain().to_string())
    }

    fn own(&self) -> Own {
        self.typed().map(|code| ("code", code))
    }

    fn ticket(&self) -> Option<&TicketSummary> {
        match &self.standing {
            Standing::Online(ticket) | Standing::Offline(ticket) => Some(ticket),
            Standing::NoTicket => None,
        }
    }

    fn online(&self) -> bool {
        matches!(self.standing, Standing::Online(_))
    }

    fn title(&self) -> &'static str {
        let words = &self.frame.words().status;
        match self.standing {
            Standing::Online(_) => words.online,
            Standing::Offline(_) => words.offline,
            Standing::NoTicket => words.no_ticket,
        }
    }

    /// What signing out does to the time left.
    fn sign_out_hint(&self) -> Option<&'static str> {
        let words = &self.frame.words().status;
        let ticket = self.ticket().filter(|ticket| ticket.time_left.is_some())?;
        Some(match ticket.clock {
            Clock::Elapsed => words.sign_out_runs_on,
            Clock::Online => words.sign_out_saves,
        })
    }
}

impl Page for Status {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
