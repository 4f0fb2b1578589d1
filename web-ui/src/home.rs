//! `GET /`: the price list and the field for a ticket's code.

use askama::Template;

use crate::frame::bounded;
use crate::{Frame, Grant, Page, Plan, content_security_policy};

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
}

impl Home {
    fn path(&self) -> &'static str {
        "/"
    }

    fn typed(&self) -> Option<String> {
        self.code.as_deref().map(crate::ticket::typed)
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
