//! `langod mpesa`: trying out the set-up with M-PESA, and having money received told.

mod rail;
mod refused;
mod register;
mod try_out;

pub(super) use refused::unreachable;

use crate::cli::Failure;
use crate::cli::arguments::{MpesaCommand, RegisterMpesa};
use crate::config::Places;

pub(super) fn run(command: MpesaCommand, places: &Places) -> Result<(), Failure> {
    match command {
        MpesaCommand::Test(test) => try_out::run(places, &test.phone),
        MpesaCommand::Register(RegisterMpesa { yes }) => register::run(places, yes),
    }
}
