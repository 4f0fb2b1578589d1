//! Tickets on paper; the browser's print dialog opens by itself.

use web_ui::{A4Sheet, PaperWidth, Screen, ThermalStrip};

use super::visit::Visit;
use crate::desk::TicketView;
use crate::http::response::Response;
use crate::http::shown;

/// What the printer takes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paper {
    A4,
    Roll(PaperWidth),
}

pub(super) fn paper(visit: Visit<'_>, paper: Paper, tickets: &[TicketView]) -> Response {
    let config = &visit.shared.config;
    let (issuer, tickets) = (shown::issuer(config), tickets.iter().map(|view| shown::printed(config, view)).collect());
    let screen = Screen::Counter(visit.frame.language);
    match paper {
        Paper::A4 => visit.show(&A4Sheet { issuer, screen, tickets }),
        Paper::Roll(width) => visit.show(&ThermalStrip { issuer, screen, width, tickets }),
    }
}
