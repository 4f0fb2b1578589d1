//! `langod`, the gateway: the roof over the rooms below. It reads the configuration, owns sockets, clocks and files, and
//! wires decisions to them; what is decided lives in `domain`.

mod chance;
mod cli;
mod clock;
mod cloud;
mod config;
mod control;
mod desk;
mod disk;
mod gateway;
mod http;
mod log;
mod mpesa;
mod outbound;
mod radius;
mod sealed_copy;
mod stretch;
mod tap;
mod troubles;
#[cfg(all(target_env = "musl", panic = "abort", not(target_arch = "arm")))]
mod unwound;
mod vault;
mod words;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
