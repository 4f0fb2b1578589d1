//! A story for the page: from what the books know to a verdict and the steps that led there.

use domain::custody::Custody;
use domain::event::Event;
use domain::plan::Allowance;
use domain::session::Closing;
use domain::usage::Usage;
use web_ui::console::{Offline, PaymentFacts, Step, Story, TicketFacts, Verdict, What, When};

use crate::desk::{Chapter, PaymentView, Stands, Status, StoryView, TicketView};

/// Acct-Terminate-Cause (RFC 2866 section 5.10), as RouterOS uses it.
mod cause {
    pub(super) const USER_REQUEST: u32 = 1;
    pub(super) const LOST_CARRIER: u32 = 2;
    pub(super) const IDLE_TIMEOUT: u32 = 4;
    pub(super) const SESSION_TIMEOUT: u32 = 5;
    pub(super) const ADMIN_RESET: u32 = 6;
    pub(super) const ADMIN_REBOOT: u32 = 7;
    pub(super) const NAS_REQUEST: u32 = 10;
    pub(super) const NAS_REBOOT: u32 = 11;
}

/// Tells it. `once` makes two presses on one page one gift of time.
pub(super) fn told(view: &StoryView, chapters: &[Chapter], once: String) -> Story {
    Story {
        verdict: verdict(view),
        ticket: view.ticket.as_ref().map(|ticket| ticket_facts(ticket, view.given_secs, once)),
        payment: view.payment.as_ref().map(payment_facts),
        steps: chapters.iter().filter_map(step).collect(),
    }
}

fn verdict(view: &StoryView) -> Verdict {
    match (&view.ticket, &view.payment) {
        (Some(ticket), _) => of_ticket(ticket),
        (None, Some(payment)) => of_payment(payment),
        (None, None) => Verdict::PaidWithoutTicket,
    }
}

fn of_ticket(ticket: &TicketView) -> Verdict {
    match ticket.status {
        Status::Revoked => Verdict::Revoked,
        _ if matches!(ticket.custody, Custody::Lent(_) | Custody::Gone(_)) => Verdict::OtherSite,
        Status::New => Verdict::NotUsedYet,
        Status::Active if ticket.online.is_empty() => Verdict::CanComeBack,
        Status::Active if ticket.online.len() < usize::from(ticket.terms.devices) => {
            Verdict::Online { devices: ticket.online.len() }
        }
        Status::Active if ticket.terms.devices > 1 => Verdict::AllPlacesTaken { devices: ticket.online.len() },
        Status::Active => Verdict::Online { devices: ticket.online.len() },
        Status::Used if matches!(ticket.terms.allowance, Allowance::Data { .. }) => Verdict::DataUsed,
        Status::Expired if !ticket.was_used => Verdict::NeverUsedInTime,
        Status::Used | Status::Expired => Verdict::TimeOver,
    }
}

fn of_payment(payment: &PaymentView) -> Verdict {
    match &payment.stands {
        Stands::Asking | Stands::Prompted => Verdict::WaitingForPhone,
        Stands::Unclear => Verdict::PaymentUnclear,
        Stands::Paid => Verdict::PaidWithoutTicket,
        Stands::Failed { cause, .. } => Verdict::PaymentFailed { cause: *cause },
    }
}

fn ticket_facts(ticket: &TicketView, given_secs: u32, once: String) -> TicketFacts {
    let is_here = matches!(ticket.custody, Custody::Home | Custody::Back(_));
    TicketFacts {
        code: ticket.code,
        plan: ticket.plan.clone(),
        price: ticket.price,
        left_secs: ticket.remaining_secs,
        left_bytes: ticket.remaining_bytes,
        devices_allowed: u32::from(ticket.terms.devices),
        devices: ticket.online.iter().map(ToString::to_string).collect(),
        given_secs,
        can_kick: !ticket.online.is_empty(),
        can_extend: ticket.status == Status::Active && is_here,
        once,
    }
}

fn payment_facts(payment: &PaymentView) -> PaymentFacts {
    PaymentFacts {
        amount: payment.amount,
        payer: payment.payer.to_string(),
        receipt: payment.receipt.map(|receipt| receipt.to_string()),
        reference: payment.reference.clone(),
    }
}

fn step(chapter: &Chapter) -> Option<Step> {
    let bytes = |usage: &Usage| usage.bytes_up.saturating_add(usage.bytes_down);
    let what = match &chapter.event {
        Event::CheckoutOpened { .. } => What::AskedToPay,
        Event::CheckoutFailed { .. } => What::PaymentFailed,
        Event::CheckoutPaid { receipt, .. } => What::MoneyCame { receipt: receipt.map(|receipt| receipt.to_string()) },
        Event::ReceiptBound { receipt, .. } | Event::ReceiptRedeemed { receipt, .. } => {
            What::MoneyCame { receipt: Some(receipt.to_string()) }
        }
        Event::TicketMinted { .. } => What::TicketMade,
        Event::TicketActivated { device, .. } => What::FirstUse { device: device.to_string() },
        Event::TicketMoved { device, .. } => What::MovedTo { device: device.to_string() },
        Event::TimeGiven { secs, .. } => What::Given { secs: *secs },
        Event::TicketEnded { .. } => What::Ended,
        Event::TicketRevoked { .. } => What::Revoked,
        Event::SessionStarted { device, .. } => What::CameOnline { device: device.to_string(), address: None },
        Event::SessionClosed { usage, closing, .. } => What::WentOffline { why: why(*closing), bytes: bytes(usage) },
        _ => return None,
    };
    Some(Step { when: When::Ago(chapter.ago_secs), what })
}

fn why(closing: Closing) -> Offline {
    match closing {
        Closing::Stopped { cause: cause::USER_REQUEST } => Offline::GuestLeft,
        Closing::Stopped { cause: cause::LOST_CARRIER | cause::IDLE_TIMEOUT } => Offline::Idle,
        Closing::Stopped { cause: cause::SESSION_TIMEOUT | cause::NAS_REQUEST } => Offline::TimeOver,
        Closing::Stopped { cause: cause::ADMIN_RESET } | Closing::Withdrawn => Offline::SentOff,
        Closing::Stopped { cause: cause::ADMIN_REBOOT | cause::NAS_REBOOT } | Closing::Rebooted => {
            Offline::RouterRestarted
        }
        Closing::Missed => Offline::Silent,
        Closing::Superseded | Closing::Stopped { .. } => Offline::Other,
    }
}
