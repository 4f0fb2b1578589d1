//! MikroTik's vendor attributes ([RouterOS RADIUS page](https://help.mikrotik.com/docs/spaces/ROS/pages/328090/RADIUS)):
//! numbers and names here, byte limits in `limit`, rates in `rate`. Limits count from zero in each session, so a server
//! always sends what is left.

mod limit;
mod rate;

pub use limit::Limit;
pub use rate::RateLimit;

use crate::Attribute;

/// MikroTik's private enterprise number.
pub const VENDOR: u32 = 14988;

macro_rules! mikrotik {
    ($($(#[$doc:meta])* $constant:ident = $number:literal $name:literal;)*) => {
        $(
            #[doc = concat!("Mikrotik-", $name, ".")]
            $(#[$doc])*
            pub const $constant: Attribute = Attribute::Vendor { vendor: VENDOR, number: $number };
        )*
        pub(crate) const NAMES: &[(Attribute, &str)] = &[$(($constant, concat!("Mikrotik-", $name))),*];
    };
}

mikrotik! {
    /// Bytes from the guest, low word.
    RECV_LIMIT = 1 "Recv-Limit";
    /// Bytes to the guest, low word.
    XMIT_LIMIT = 2 "Xmit-Limit";
    /// The hotspot user profile.
    GROUP = 3 "Group";
    WIRELESS_FORWARD = 4 "Wireless-Forward";
    WIRELESS_SKIP_DOT1X = 5 "Wireless-Skip-Dot1x";
    WIRELESS_ENC_ALGO = 6 "Wireless-Enc-Algo";
    WIRELESS_ENC_KEY = 7 "Wireless-Enc-Key";
    /// See [`RateLimit`].
    RATE_LIMIT = 8 "Rate-Limit";
    REALM = 9 "Realm";
    /// The guest's address before translation.
    HOST_IP = 10 "Host-IP";
    MARK_ID = 11 "Mark-Id";
    ADVERTISE_URL = 12 "Advertise-URL";
    ADVERTISE_INTERVAL = 13 "Advertise-Interval";
    /// Bytes from the guest, gigawords.
    RECV_LIMIT_GIGAWORDS = 14 "Recv-Limit-Gigawords";
    /// Bytes to the guest, gigawords.
    XMIT_LIMIT_GIGAWORDS = 15 "Xmit-Limit-Gigawords";
    WIRELESS_PSK = 16 "Wireless-PSK";
    /// Bytes both ways, low word. Not among what RouterOS lists as changeable by CoA.
    TOTAL_LIMIT = 17 "Total-Limit";
    /// Bytes both ways, gigawords. Not among what RouterOS lists as changeable by CoA.
    TOTAL_LIMIT_GIGAWORDS = 18 "Total-Limit-Gigawords";
    /// The firewall address list the guest's address joins. Not among what RouterOS lists as changeable by CoA.
    ADDRESS_LIST = 19 "Address-List";
    WIRELESS_MPKEY = 20 "Wireless-MPKey";
    WIRELESS_COMMENT = 21 "Wireless-Comment";
    DELEGATED_IPV6_POOL = 22 "Delegated-IPv6-Pool";
    DHCP_OPTION_SET = 23 "DHCP-Option-Set";
    DHCP_OPTION_PARAM_STR1 = 24 "DHCP-Option-Param-STR1";
    DHCP_OPTION_PARAM_STR2 = 25 "DHCP-Option-Param-STR2";
    WIRELESS_VLANID = 26 "Wireless-VLANID";
    WIRELESS_VLANID_TYPE = 27 "Wireless-VLANID-Type";
    WIRELESS_MINSIGNAL = 28 "Wireless-Minsignal";
    WIRELESS_MAXSIGNAL = 29 "Wireless-Maxsignal";
    SWITCHING_FILTER = 30 "Switching-Filter";
}
