//! A guest's device as the stand-in knows it. On loopback all devices share one address, so each has a door of its
//! own: a listening port of the router. Whoever opens `http://127.0.0.1:8091/` is the device behind 8091. On a network
//! of its own, where every device has its guest address, all come to the same door.

use std::net::{Ipv4Addr, SocketAddr};
use std::str::FromStr;

use domain::device::Mac;
use serde::Serialize;

use super::event::as_text;

/// A device, with its MAC and guest address as the router's DHCP server would give them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Device {
    /// Its hardware address.
    #[serde(serialize_with = "as_text")]
    pub mac: Mac,
    /// Its guest address, which is its key: two devices may pretend to one MAC.
    pub ip: Ipv4Addr,
    /// The router's door for it.
    pub door: SocketAddr,
}

impl Device {
    /// The `n`th device, counted from one, with a made-up MAC behind this door.
    pub fn numbered(n: u8, door: SocketAddr) -> Self {
        let mac = Mac::from_bytes([2, 0, 0, 0, 1, n]).unwrap_or(Mac::UNNAMED);
        Device { mac, ip: Ipv4Addr::new(10, 5, 50, n.saturating_add(1)), door }
    }

    /// The router as its links name it to this device: without the port that everybody supposes.
    pub(super) fn host(&self) -> String {
        if self.door.port() == 80 { self.door.ip().to_string() } else { self.door.to_string() }
    }
}

/// `MAC=ADDRESS:PORT`, as on the command line. The guest address is given by the router.
impl FromStr for Device {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mac, door) = text.split_once('=').ok_or("a device is written MAC=ADDRESS:PORT")?;
        let mac = Mac::parse(mac).map_err(|refusal| refusal.to_string())?;
        let door = door.parse().map_err(|_| format!("'{door}' is no address like 127.0.0.1:8091"))?;
        Ok(Device { mac, ip: Ipv4Addr::UNSPECIFIED, door })
    }
}
