//! Tickets on paper; the browser's print dialog opens by itself.

use hyper::StatusCode;
use web_ui::{A4Sheet, PaperWidth, ThermalStrip};

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
    let page = match paper {
        Paper::A4 => A4Sheet { issuer, tickets }.prints_itself(),
        Paper::Roll(width) => ThermalStrip { issuer, width, tickets }.prints_itself(),
    };
    match page {
        Ok(page) => visit.show(&page),
        Err(error) => {
            tracing::error!(%error, "tickets could not be laid out");
            Response::text(StatusCode::INTERNAL_SERVER_ERROR, "These tickets could not be laid out for print.\n")
        }
    }
}
