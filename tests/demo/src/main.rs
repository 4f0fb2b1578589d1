//! `lango-demo`: a whole hotspot on this machine for a newcomer. The real `langod` and `lango-cloud`, stand-ins for the
//! router and M-PESA, a few plans and tickets, and a running account of what happens. It leaves nothing behind.

mod hotspot;
mod narrator;
mod offer;
mod outside;
mod rehearsal;
mod surfing;
mod welcome;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use testkit::langod::LangodError;

use self::hotspot::Hotspot;
use self::surfing::Stop;

/// A whole WiFi hotspot on this machine: the gateway, a router, and guests to play.
///
/// It starts the real langod with an empty data directory, and a stand-in for a MikroTik router in front of it. The
/// address it prints is what a guest's phone would open first: the router catches it and leads to the portal, where a
/// ticket code brings the guest online. A cloud of its own watches over the site and receives M-PESA's callbacks. What
/// happens behind is told line by line; typing `i` and Enter pulls the internet's plug, `c` and Enter kills the cloud.
/// Ctrl-C ends everything and removes the data directories.
#[derive(Parser)]
#[command(name = "lango-demo", version)]
struct Arguments {
    /// Play one guest from the first page to the internet, then end; succeeds if all went well.
    #[arg(long)]
    once: bool,
    /// Let the router ask for CHAP: the code is never sent in clear.
    #[arg(long)]
    chap: bool,
    /// Let the router recognise devices that come back (mac-cookie).
    #[arg(long)]
    mac_cookie: bool,
    /// Where the portal listens; the next free port if somebody else does.
    #[arg(long, default_value_t = 8088)]
    portal_port: u16,
    /// Where the first device's door is; the second's is next to it.
    #[arg(long, default_value_t = 8091)]
    device_port: u16,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With stderr gone there is nobody to tell.
            let _ = writeln!(io::stderr(), "lango-demo: {error:#}");
            let misused = matches!(error.downcast_ref(), Some(LangodError::NoBinary));
            ExitCode::from(if misused { 2 } else { 1 })
        }
    }
}

fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        // Before anything is started: a Ctrl-C from here on waits until all can be cleared away.
        let stop = Stop::listen()?;
        let mut hotspot = Hotspot::open(arguments)?;
        if arguments.once {
            return rehearsal::play(&mut hotspot);
        }
        welcome::print(&hotspot)?;
        narrator::begin(&hotspot)?;
        surfing::until(stop, &mut hotspot).await;
        drop(hotspot);
        narrator::say("\nstopped; the data directories are gone");
        Ok(())
    })
}
