#![doc = include_str!("../README.md")]

mod amounts;
mod buy;
mod carry;
pub mod cloud;
pub mod console;
mod find;
mod frame;
mod home;
mod language;
mod paid;
mod payment;
mod plan;
mod policy;
mod print;
mod qr;
mod refusal;
mod router_url;
mod sales;
pub mod samples;
mod status;
mod ticket;
mod travel;
mod words;

pub use amounts::{bytes_in_words, duration_in_words, gives_in_words};
pub use buy::{Buy, BuyProblem};
pub use carry::Carry;
pub use find::{FindPayment, FindProblem};
pub use frame::{Frame, Page};
pub use home::Home;
pub use language::Language;
pub use paid::{ChoosePlan, PaidNotConnected, ReceiptProblem};
pub use payment::{Payment, PaymentFailed, PaymentUnclear, Phase, Waiting};
pub use plan::{Grant, Plan};
pub use policy::content_security_policy;
pub use print::{A4Sheet, Issuer, PaperWidth, PrintTicket, Screen, ThermalStrip};
pub use refusal::{Refusal, Refused};
pub use router_url::RouterUrl;
pub use sales::{PausedWhy, Pending, Sales, Stage};
pub use status::{Standing, Status};
pub use ticket::{Clock, Left, SignIn, Ticket, TicketSummary};
pub use travel::Travel;

/// Why a page could not be written: only ever a formatting error of the templates themselves.
pub use askama::Error as RenderError;
