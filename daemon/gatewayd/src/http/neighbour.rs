//! The kernel's neighbour table: which MAC stands behind an address on the LAN. What a request says about its own MAC
//! is believed only as far as this does not know better.

use std::net::{IpAddr, Ipv4Addr};

use domain::device::Mac;

const TABLE: &str = "/proc/net/arp";

/// The MAC at an address, if the table has it.
pub(super) fn mac_at(address: IpAddr) -> Option<Mac> {
    let IpAddr::V4(address) = address.to_canonical() else { return None };
    find(&std::fs::read_to_string(TABLE).ok()?, address)
}

/// Lines of address, hardware type, flags, MAC, mask, device. Incomplete entries carry a zero MAC, which is none.
fn find(table: &str, address: Ipv4Addr) -> Option<Mac> {
    let wanted = address.to_string();
    let mut lines = table.lines().skip(1).map(str::split_ascii_whitespace);
    let mut line = lines.find_map(|mut line| (line.next() == Some(wanted.as_str())).then_some(line))?;
    Mac::parse(line.nth(2)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARP: &str = "IP address       HW type     Flags       HW address            Mask     Device\n\
        10.5.50.20       0x1         0x2         02:00:5e:10:00:01     *        br-lan\n\
        10.5.50.2        0x1         0x0         00:00:00:00:00:00     *        br-lan\n";

    #[test]
    fn a_neighbour_is_found_by_its_whole_address() {
        let at = |text: &str| find(ARP, text.parse().unwrap());
        assert_eq!(at("10.5.50.20"), Mac::parse("02:00:5E:10:00:01").ok());
        assert_eq!(at("10.5.50.2"), None, "an incomplete entry is no device");
        assert_eq!(at("10.5.50.21"), None);
    }
}
