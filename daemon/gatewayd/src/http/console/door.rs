//! Who may come to the console's door: machines of the place, never guests. A guest's network is what the configuration
//! names, and whatever address is online right now.

use std::net::IpAddr;

use ipnet::IpNet;

/// Whether an address is one of the place: on this machine or a private network, and not among the guests.
pub(super) fn is_of_the_place(address: IpAddr, guests: &[IpNet]) -> bool {
    let address = address.to_canonical();
    let is_private = match address {
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    };
    is_private && !guests.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guests_and_strangers_stay_out() {
        let guests = ["10.5.50.0/24".parse().unwrap()];
        let is_let_in = |address: &str| is_of_the_place(address.parse().unwrap(), &guests);
        for known in ["192.168.88.10", "127.0.0.1", "::1", "fd00::7", "::ffff:192.168.88.10", "10.5.51.1"] {
            assert!(is_let_in(known), "{known}");
        }
        for other in ["10.5.50.7", "::ffff:10.5.50.7", "41.90.1.1", "2a00::1", "100.64.0.9"] {
            assert!(!is_let_in(other), "{other}");
        }
    }
}
