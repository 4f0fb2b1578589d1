//! `GET /sheet`, `POST /sheet`: many tickets of one plan at once. What comes back is paper:
//! [`A4Sheet`](crate::A4Sheet) or [`ThermalStrip`](crate::ThermalStrip).

use askama::Template;

use super::Frame;
use crate::{Page, Plan, RenderError, policy};

/// The page that makes many tickets.
#[derive(Template)]
#[template(path = "console/sheet.html", whitespace = "minimize")]
pub struct Sheet {
    /// The common part.
    pub frame: Frame,
    /// The plans, in the owner's order.
    pub plans: Vec<Plan>,
    /// What makes two presses one sheet.
    pub once: String,
    /// Why nothing was made.
    pub problem: Option<SheetProblem>,
}

/// Why no tickets are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetProblem {
    /// Not a number from 1 to 240.
    BadCount,
}

impl Sheet {
    /// The most one form makes: ten pages of A4.
    pub const MOST: u32 = 240;

    fn problem(&self) -> Option<&'static str> {
        self.problem.map(|SheetProblem::BadCount| self.frame.words().sheet.bad_count)
    }
}

impl Page for Sheet {
    fn html(&self) -> Result<String, RenderError> {
        self.frame.around(self.frame.words().sheet.title, "/", Some("/sheet"), &|page| self.render_into(page))
    }

    fn content_security_policy(&self) -> String {
        policy::console_policy()
    }
}
