//! M-PESA as the roof sees it: the app's keys, the line to the rail, and the calls made over it. What the rail's answers
//! mean is decided in `payment-proto`, what becomes of them in `domain`.

mod app;
mod broker;
mod daraja;
mod line;
mod notice;

pub(crate) use app::App;
pub(crate) use broker::Broker;
pub(crate) use daraja::{Daraja, Heard, Word};
pub(crate) use line::Line;
pub(crate) use notice::{Addressee, Notice};
