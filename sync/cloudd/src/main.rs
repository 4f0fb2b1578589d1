//! `lango-cloud`: the roof over the rooms of the cloud. It reads the environment, owns sockets, clock and chance, and wires
//! requests to the books; what a payment or a message means is decided below.

mod accounts;
mod audit;
mod chance;
mod cli;
mod clock;
mod cloud;
mod config;
mod copied_code;
mod credentials;
mod guests;
mod http;
mod identity;
mod jobs;
mod mpesa;
mod open_files;
mod passwords;
mod people;
mod stopping;
mod sync;
mod vault;
mod wake;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
