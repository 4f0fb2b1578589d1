//! How a browser reaches the web, in Chromium's flags. Its own errands find nobody: they are not the guest's.

use std::net::Ipv4Addr;
use std::sync::Arc;

use testkit::Device;

use crate::namespace::Namespace;

/// Whom the browser would call by itself.
const ERRANDS: [&str; 3] = ["*.google.com", "*.googleapis.com", "*.gstatic.com"];

/// The way.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// By whatever the machine has: pages on loopback only.
    Machine,
    /// Through a door of the router, which is its proxy and sees every request, the portal's too, as on a real network.
    Door(Device),
    /// By the network it is in, where every name leads to this address.
    Network(Arc<Namespace>, Ipv4Addr),
}

impl Way {
    pub(super) fn flags(&self) -> Vec<String> {
        match self {
            Way::Machine => vec![nobody_but_loopback()],
            Way::Door(device) => vec![
                format!("--proxy-server=http://{}", device.door),
                format!("--proxy-bypass-list=<-loopback>;{}", ERRANDS.join(";")),
                nobody_but_loopback(),
            ],
            Way::Network(_, web) => {
                let nobody = ERRANDS.map(|host| format!("MAP {host} ~NOTFOUND, ")).concat();
                // Guests, gateway and the driver itself are addresses and stay what they are.
                let addresses = ["10.*", "172.*", "127.0.0.1"].map(|host| format!(", EXCLUDE {host}")).concat();
                vec![format!("--host-resolver-rules={nobody}MAP * {web}{addresses}")]
            }
        }
    }

    /// The network it has to run in, if not the machine's own.
    pub(super) fn network(&self) -> Option<Arc<Namespace>> {
        match self {
            Way::Network(network, _) => Some(Arc::clone(network)),
            Way::Machine | Way::Door(_) => None,
        }
    }
}

fn nobody_but_loopback() -> String {
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned()
}
