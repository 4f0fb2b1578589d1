//! Where a request comes from. A peer in our own network is a proxy if it says for whom it asks; the last name in its list
//! is the one it has seen itself. Whoever else sends such a list has made it up.

use std::net::IpAddr;

use axum::http::HeaderMap;

/// The address of whoever sits in front of the browser.
pub(crate) fn address(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let named = headers.get_all("x-forwarded-for").iter().next_back();
    let last = named.and_then(|list| list.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
    narrowed(last.filter(|_| is_near(peer)).unwrap_or(peer))
}

fn is_near(peer: IpAddr) -> bool {
    match peer.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

/// One household has 2^64 addresses of version 6: they count as one.
fn narrowed(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::from((u128::from(v6) >> 64 << 64).to_be_bytes()),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_peer_in_our_own_network_is_believed_about_others() {
        for (peer, list, address) in [
            ("127.0.0.1", None, "127.0.0.1"),
            ("127.0.0.1", Some("10.9.9.9, 197.232.1.2"), "197.232.1.2"),
            ("10.0.0.7", Some("197.232.1.2"), "197.232.1.2"),
            ("10.0.0.7", Some("nonsense"), "10.0.0.7"),
            ("197.232.1.2", Some("1.1.1.1"), "197.232.1.2"),
            ("::ffff:127.0.0.1", Some("2c0f:fe38:1:2:3:4:5:6"), "2c0f:fe38:1:2::"),
        ] {
            let mut headers = HeaderMap::new();
            if let Some(list) = list {
                headers.insert("x-forwarded-for", list.parse().unwrap());
            }
            assert_eq!(super::address(peer.parse().unwrap(), &headers), address.parse::<IpAddr>().unwrap(), "{peer}");
        }
    }
}
