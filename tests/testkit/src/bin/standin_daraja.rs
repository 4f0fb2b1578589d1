//! The stand-in for M-PESA's Daraja API as a program: prints its phones, then what happens, a line each, until SIGINT
//! or SIGTERM.

use std::io;
use std::net::SocketAddr;
use std::thread;

use clap::{Parser, ValueEnum};
use testkit::daraja::{Control, Merchant, Quirks, StartError};
use testkit::{Daraja, DarajaConfig};
use tokio::signal::unix::{SignalKind, signal};

/// An M-PESA that is not there: tokens, STK push and query, C2B, Transaction Status, Reversal, B2C, Pull Transactions.
///
/// What becomes of a push depends on the phone: the list is printed at the start. Callback URLs must be public https,
/// as the real one demands, and are called over plain http at --callback-to. The control port takes JSON over HTTP:
/// GET /pushes, /statement, /events?after=0&wait_ms=25000; POST /phones/0700000021/enter-pin, /payments, /quirks,
/// /faults/stk-push …
#[derive(Parser)]
#[command(name = "standin-daraja")]
struct Arguments {
    /// Where the API is.
    #[arg(long, default_value = "127.0.0.1:8094")]
    listen: SocketAddr,
    /// Where the stand-in is steered.
    #[arg(long, default_value = "127.0.0.1:8095")]
    control: SocketAddr,
    /// The app's consumer key.
    #[arg(long, default_value = "standin-key")]
    consumer_key: String,
    /// The app's consumer secret.
    #[arg(long, default_value = "standin-secret")]
    consumer_secret: String,
    /// What the merchant has.
    #[arg(long, value_enum, default_value_t = Kind::Paybill)]
    kind: Kind,
    /// The paybill number; for a till, the number of its store.
    #[arg(long, default_value = "174379")]
    shortcode: String,
    /// The till number.
    #[arg(long, default_value = "5012345")]
    till: String,
    /// The passkey that signs pushes. The sandbox's, if it is not given.
    #[arg(long)]
    passkey: Option<String>,
    /// Who may reverse, pay out and look things up.
    #[arg(long, default_value = "testapi")]
    initiator: String,
    /// Who gets the callbacks, as ADDRESS:PORT, whatever host their URL names. Nobody, if it is not given.
    #[arg(long)]
    callback_to: Option<SocketAddr>,
    /// How it differs from the likeliest M-PESA, as JSON: '{"callback": "twice"}'. GET /quirks shows all names.
    #[arg(long, value_parser = quirks, default_value = "{}")]
    quirks: Quirks,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Paybill,
    Till,
}

fn quirks(json: &str) -> Result<Quirks, String> {
    let changes = serde_json::from_str(json).map_err(|refusal| refusal.to_string())?;
    Quirks::default().changed(changes).map_err(|refusal| refusal.to_string())
}

fn main() -> io::Result<()> {
    let daraja = start(Arguments::parse()).map_err(io::Error::other)?;
    for (phone, subscriber) in daraja.subscribers() {
        println!("{} {subscriber}", phone.as_dialled());
    }
    println!("every other number pays");
    println!("API: {}", daraja.base_url());
    println!("control port: {}", daraja.control_url());
    let control = daraja.control().clone();
    thread::spawn(move || narrate(&control));
    wait_for_the_end()
}

/// Tells what happens for as long as the program runs.
fn narrate(control: &Control) {
    let mut seen = 0;
    loop {
        // A quiet minute is no failure.
        if control.wait_after(seen, |_| true).is_err() {
            continue;
        }
        for record in control.events_after(seen) {
            println!("{:>9} ms  {}", record.at_ms, record.event);
            seen = record.number;
        }
    }
}

fn wait_for_the_end() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    runtime.block_on(async {
        let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
        Ok(())
    })
}

fn start(arguments: Arguments) -> Result<Daraja, StartError> {
    let merchant = match arguments.kind {
        Kind::Paybill => Merchant::Paybill { shortcode: arguments.shortcode },
        Kind::Till => Merchant::Till { store: arguments.shortcode, till: arguments.till },
    };
    let usual = DarajaConfig::new(merchant).in_real_time();
    Daraja::start(DarajaConfig {
        listen: arguments.listen,
        control_listen: arguments.control,
        consumer_key: arguments.consumer_key,
        consumer_secret: arguments.consumer_secret,
        passkey: arguments.passkey.unwrap_or_else(|| usual.passkey.clone()),
        initiator: arguments.initiator,
        callback_to: arguments.callback_to,
        quirks: arguments.quirks,
        ..usual
    })
}
