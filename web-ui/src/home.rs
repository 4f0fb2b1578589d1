//! `GET /`: the price list, the field for a ticket's code, and how a payment of this device stands.

use askama::Template;
use domain::decisions::is_payable;

use crate::frame::{Own, bounded};
use crate::{Frame, Grant, Page, Pending, Plan, Sales, content_security_policy};

/// What a router puts into `error` is a line; more is somebody else's text.
const NOTICE_CHARACTERS: usize = 200;

/// The portal's first page.
#[derive(Template)]
#[template(path = "home.html", whitespace = "minimize")]
pub struct Home {
    /// The common part.
    pub frame: Frame,
    /// The plans on sale, in the owner's order.
    pub plans: Vec<Plan>,
    /// A code to put into the field: from a QR, or typed before.
    pub code: Option<String>,
    /// Why the guest is here again: the router's error text, for example.
    pub notice: Option<String>,
    /// How tickets are sold here now.
    pub sales: Sales,
    /// A payment of this device that is waiting, has failed or has arrived.
    pub pending: Option<Pending>,
}

/// A payment of this device, on top of the page.
struct PaymentCard {
    sentence: String,
    link: String,
    action: &'static str,
}

impl Home {
    fn path(&self) -> &'static str {
        "/"
    }

    fn typed(&self) -> Option<String> {
        self.code.as_deref().map(crate::ticket::typed)
    }

    fn own(&self) -> Own {
        self.typed().map(|code| ("code", code))
    }

    /// What is written on the buttons of the price list; none where nothing can be paid.
    fn choice(&self) -> Option<&'static str> {
        (self.sales == Sales::MPesa).then_some(self.frame.words().pay.sales.pay)
    }

    /// What M-PESA cannot move, full shillings only, is sold at the counter.
    fn choice_of(&self, plan: &Plan) -> Option<&'static str> {
        self.choice().filter(|_| is_payable(plan.price))
    }

    fn payment(&self) -> Option<PaymentCard> {
        match self.pending? {
            Pending::Payment { id, amount, stage } => Some(PaymentCard {
                sentence: stage.sentence(self.frame.language, amount),
                link: self.frame.payment_link(id),
                action: stage.action(self.frame.language),
            }),
            Pending::Claimed => None,
        }
    }

    /// Guests ask after payments only where they can have made one.
    fn takes_payments(&self) -> bool {
        self.sales != Sales::VouchersOnly
    }

    fn notice(&self) -> Option<String> {
        self.notice.as_deref().map(|notice| bounded(notice, NOTICE_CHARACTERS)).filter(|notice| !notice.is_empty())
    }

    /// Someone with a code in hand, or turned back by the router, needs the field before the prices.
    fn code_first(&self) -> bool {
        self.code.is_some() || self.notice().is_some() || self.plans.is_empty()
    }

    fn sells_data(&self) -> bool {
        self.plans.iter().any(|plan| matches!(plan.grant, Grant::Data { .. }))
    }
}

impl Page for Home {
    fn content_security_policy(&self) -> String {
        content_security_policy(&[])
    }
}
