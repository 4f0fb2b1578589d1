//! What gateways say: enrolment, and the two lanes. Frames are opened here; what they mean is decided in `sync-proto` and
//! in the books.

mod enrol;
mod frame;
mod hold;
mod push;

pub(crate) use enrol::enrol;
pub(crate) use frame::keys_of;
pub(crate) use hold::hold;
pub(crate) use push::push;
