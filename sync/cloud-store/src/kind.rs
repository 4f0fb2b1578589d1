//! The names under which events stand in the table.

use domain::event::Event;
use domain::session::Closing;

/// What kind of event it is.
pub(crate) fn kind(event: &Event) -> &'static str {
    match event {
        Event::PlanAdded(_) => "plan_added",
        Event::TicketMinted { .. } => "ticket_minted",
        Event::TicketActivated { .. } => "ticket_activated",
        Event::TicketEnded { .. } => "ticket_ended",
        Event::TicketRevoked { .. } => "ticket_revoked",
        Event::TicketMoved { .. } => "ticket_moved",
        Event::SessionStarted { .. } => "session_started",
        Event::SessionClosed { .. } => "session_closed",
        Event::CheckoutOpened { .. } => "checkout_opened",
        Event::CheckoutFailed { .. } => "checkout_failed",
        Event::CheckoutPaid { .. } => "checkout_paid",
        Event::ReceiptBound { .. } => "receipt_bound",
        Event::ReceiptUnmatched { .. } => "receipt_unmatched",
        Event::ReceiptRedeemed { .. } => "receipt_redeemed",
        Event::ReviewOpened { .. } => "review_opened",
        Event::ReviewResolved { .. } => "review_resolved",
        Event::TicketLent { .. } => "ticket_lent",
        Event::TicketKept { .. } => "ticket_kept",
        Event::TicketHosted { .. } => "ticket_hosted",
        Event::TicketSentHome { .. } => "ticket_sent_home",
        Event::TicketFellHome { .. } => "ticket_fell_home",
        Event::TimeGiven { .. } => "time_given",
    }
}

/// Why a session was closed.
pub(crate) fn closing(closing: Closing) -> String {
    match closing {
        Closing::Stopped { cause } => format!("stopped:{cause}"),
        Closing::Missed => "missed".to_owned(),
        Closing::Rebooted => "rebooted".to_owned(),
        Closing::Superseded => "superseded".to_owned(),
        Closing::Withdrawn => "withdrawn".to_owned(),
    }
}
