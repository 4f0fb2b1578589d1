//! The stand-in RouterOS hotspot as a program: tells what happens, a line each, until it is stopped.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use clap::Parser;
use testkit::router::{Quirks, RestUser, StartError};
use testkit::{Device, Router, RouterConfig};

/// A RouterOS v7 hotspot that is not there: captive redirect, RADIUS client, CoA port, walled garden, cookies, REST.
///
/// Each device has a door of its own: whoever opens http://127.0.0.1:8091/ is the device behind 8091. A browser whose
/// proxy is set to the door has its whole web captured. The control port takes JSON over HTTP:
/// GET /sessions, /counters, /quirks, /events?after=0&wait_ms=25000; POST /devices/MAC/traffic, /reboot, /ntp, /quirks …
#[derive(Parser)]
#[command(name = "standin-router")]
struct Arguments {
    /// The portal guests are sent to.
    #[arg(long, default_value = "http://127.0.0.1:8088/")]
    portal: String,
    /// The RADIUS server's authentication port.
    #[arg(long, default_value = "127.0.0.1:1812")]
    auth: SocketAddr,
    /// The RADIUS server's accounting port.
    #[arg(long, default_value = "127.0.0.1:1813")]
    acct: SocketAddr,
    /// The secret shared with the RADIUS server.
    #[arg(long)]
    secret: String,
    /// The address RADIUS requests leave from.
    #[arg(long, default_value_t = Ipv4Addr::LOCALHOST)]
    src_address: Ipv4Addr,
    /// A device and its door, as MAC=ADDRESS:PORT; may be repeated.
    #[arg(long = "device", default_values = ["02:00:00:00:01:01=127.0.0.1:8091", "02:00:00:00:01:02=127.0.0.1:8092"])]
    devices: Vec<Device>,
    /// Where Disconnect- and CoA-Requests are taken.
    #[arg(long, default_value = "127.0.0.1:3799")]
    coa: SocketAddr,
    /// Where /rest is served.
    #[arg(long, default_value = "127.0.0.1:8094")]
    rest: SocketAddr,
    /// Who may use it, as NAME:PASSWORD with all rights or NAME:PASSWORD:read,write,api,rest-api; may be repeated.
    #[arg(long = "rest-user", default_values = ["admin:"])]
    rest_users: Vec<RestUser>,
    /// Where the stand-in is steered.
    #[arg(long, default_value = "127.0.0.1:8090")]
    control: SocketAddr,
    /// A host let through before login, as HOST or HOST:PORT; may be repeated. The portal always is.
    #[arg(long = "walled-garden")]
    walled_garden: Vec<String>,
    /// The router's name for itself.
    #[arg(long, default_value = "MikroTik")]
    identity: String,
    /// How it differs from the likeliest router, as JSON: '{"http_chap": true}'. GET /quirks shows all names.
    #[arg(long, value_parser = quirks, default_value = "{}")]
    quirks: Quirks,
}

fn quirks(json: &str) -> Result<Quirks, String> {
    let changes = serde_json::from_str(json).map_err(|refusal| refusal.to_string())?;
    Quirks::default().changed(changes).map_err(|refusal| refusal.to_string())
}

fn main() -> io::Result<()> {
    let router = start(Arguments::parse()).map_err(io::Error::other)?;
    for device in router.control().devices() {
        println!("{} is http://{}/ (guest address {})", device.mac, device.door, device.ip);
    }
    println!("control port: {}", router.control_url());
    println!("REST: {}", router.rest_url());
    let mut seen = 0;
    loop {
        // A quiet minute is no failure.
        if router.wait_after(seen, |_| true).is_err() {
            continue;
        }
        for record in router.control().events_after(seen) {
            println!("{:>9} ms  {}", record.at_ms, record.event);
            seen = record.number;
        }
    }
}

fn start(arguments: Arguments) -> Result<Router, StartError> {
    Router::start(RouterConfig {
        identity: arguments.identity,
        src_address: arguments.src_address.into(),
        coa_listen: arguments.coa,
        rest_listen: arguments.rest,
        rest_users: arguments.rest_users,
        control_listen: arguments.control,
        walled_garden: arguments.walled_garden,
        devices: arguments.devices,
        quirks: arguments.quirks,
        ..RouterConfig::new(&arguments.portal, arguments.auth, arguments.acct, &arguments.secret)
    })
}
