//! `langod mpesa`: trying out the set-up with M-PESA, and having money received told.

mod rail;
mod refused;
mod register;
mod try_out;

pub(super) use refused::unreachable;

use crate::cli::Failure;
use crate::cli::arguments::MpesaCommand;
use crate::config::Places;

pub(super) fn run(command: MpesaCommand, places: &Places) -> Result<(), Failure> {
    match command {
        MpesaCommand::Test { phone } => try_out::run(places, &phone),
        MpesaCommand::Register { yes } => register::run(places, yes),
    }
}
