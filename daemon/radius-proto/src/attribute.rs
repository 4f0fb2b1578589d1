//! Attribute names and numbers: one type for the standard ones and for those inside Vendor-Specific, so that reading
//! and writing have one door for both. The meaning of numbered values stands in `value`; vendors have their own rooms.

use std::fmt;

use crate::{mikrotik, wispr};

/// Which attribute: a standard number, or a vendor's own number inside Vendor-Specific (RFC 2865 section 5.26).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attribute {
    /// A number from the registry RFC 2865 opened.
    Standard(u8),
    /// A number the vendor gave.
    Vendor {
        /// The vendor's private enterprise number.
        vendor: u32,
        /// The vendor's number for the attribute.
        number: u8,
    },
}

impl Attribute {
    /// The name operators know, like `User-Name` or `Mikrotik-Rate-Limit`.
    pub fn name(self) -> Option<&'static str> {
        known().find(|(attribute, _)| *attribute == self).map(|(_, name)| name)
    }

    /// The attribute of this name, as `name` gives it.
    pub fn named(name: &str) -> Option<Self> {
        known().find(|(_, known)| *known == name).map(|(attribute, _)| attribute)
    }

    /// How many bytes of value one attribute can carry.
    pub(crate) fn capacity(self) -> usize {
        match self {
            Attribute::Standard(_) => 253,
            Attribute::Vendor { .. } => 247,
        }
    }
}

fn known() -> impl Iterator<Item = (Attribute, &'static str)> {
    [NAMES, mikrotik::NAMES, wispr::NAMES].into_iter().flatten().copied()
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.name(), self) {
            (Some(name), _) => f.write_str(name),
            (None, Attribute::Standard(number)) => write!(f, "attribute {number}"),
            (None, Attribute::Vendor { vendor, number }) => write!(f, "attribute 26.{vendor}.{number}"),
        }
    }
}

impl fmt::Debug for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

macro_rules! standard {
    ($($constant:ident = $number:literal $name:literal rfc $rfc:literal $section:literal;)*) => {
        $(
            #[doc = concat!($name, " ([RFC ", $rfc, " §", $section, "](https://www.rfc-editor.org/rfc/rfc", $rfc,
                "#section-", $section, ")).")]
            pub const $constant: Attribute = Attribute::Standard($number);
        )*
        const NAMES: &[(Attribute, &str)] = &[$(($constant, $name)),*];
    };
}

standard! {
    USER_NAME = 1 "User-Name" rfc 2865 "5.1";
    USER_PASSWORD = 2 "User-Password" rfc 2865 "5.2";
    CHAP_PASSWORD = 3 "CHAP-Password" rfc 2865 "5.3";
    NAS_IP_ADDRESS = 4 "NAS-IP-Address" rfc 2865 "5.4";
    NAS_PORT = 5 "NAS-Port" rfc 2865 "5.5";
    SERVICE_TYPE = 6 "Service-Type" rfc 2865 "5.6";
    FRAMED_PROTOCOL = 7 "Framed-Protocol" rfc 2865 "5.7";
    FRAMED_IP_ADDRESS = 8 "Framed-IP-Address" rfc 2865 "5.8";
    FILTER_ID = 11 "Filter-Id" rfc 2865 "5.11";
    REPLY_MESSAGE = 18 "Reply-Message" rfc 2865 "5.18";
    STATE = 24 "State" rfc 2865 "5.24";
    CLASS = 25 "Class" rfc 2865 "5.25";
    VENDOR_SPECIFIC = 26 "Vendor-Specific" rfc 2865 "5.26";
    SESSION_TIMEOUT = 27 "Session-Timeout" rfc 2865 "5.27";
    IDLE_TIMEOUT = 28 "Idle-Timeout" rfc 2865 "5.28";
    TERMINATION_ACTION = 29 "Termination-Action" rfc 2865 "5.29";
    CALLED_STATION_ID = 30 "Called-Station-Id" rfc 2865 "5.30";
    CALLING_STATION_ID = 31 "Calling-Station-Id" rfc 2865 "5.31";
    NAS_IDENTIFIER = 32 "NAS-Identifier" rfc 2865 "5.32";
    PROXY_STATE = 33 "Proxy-State" rfc 2865 "5.33";
    ACCT_STATUS_TYPE = 40 "Acct-Status-Type" rfc 2866 "5.1";
    ACCT_DELAY_TIME = 41 "Acct-Delay-Time" rfc 2866 "5.2";
    ACCT_INPUT_OCTETS = 42 "Acct-Input-Octets" rfc 2866 "5.3";
    ACCT_OUTPUT_OCTETS = 43 "Acct-Output-Octets" rfc 2866 "5.4";
    ACCT_SESSION_ID = 44 "Acct-Session-Id" rfc 2866 "5.5";
    ACCT_AUTHENTIC = 45 "Acct-Authentic" rfc 2866 "5.6";
    ACCT_SESSION_TIME = 46 "Acct-Session-Time" rfc 2866 "5.7";
    ACCT_INPUT_PACKETS = 47 "Acct-Input-Packets" rfc 2866 "5.8";
    ACCT_OUTPUT_PACKETS = 48 "Acct-Output-Packets" rfc 2866 "5.9";
    ACCT_TERMINATE_CAUSE = 49 "Acct-Terminate-Cause" rfc 2866 "5.10";
    ACCT_MULTI_SESSION_ID = 50 "Acct-Multi-Session-Id" rfc 2866 "5.11";
    ACCT_INPUT_GIGAWORDS = 52 "Acct-Input-Gigawords" rfc 2869 "5.1";
    ACCT_OUTPUT_GIGAWORDS = 53 "Acct-Output-Gigawords" rfc 2869 "5.2";
    EVENT_TIMESTAMP = 55 "Event-Timestamp" rfc 2869 "5.3";
    CHAP_CHALLENGE = 60 "CHAP-Challenge" rfc 2865 "5.40";
    NAS_PORT_TYPE = 61 "NAS-Port-Type" rfc 2865 "5.41";
    PORT_LIMIT = 62 "Port-Limit" rfc 2865 "5.42";
    EAP_MESSAGE = 79 "EAP-Message" rfc 3579 "3.1";
    MESSAGE_AUTHENTICATOR = 80 "Message-Authenticator" rfc 3579 "3.2";
    ACCT_INTERIM_INTERVAL = 85 "Acct-Interim-Interval" rfc 2869 "5.16";
    NAS_PORT_ID = 87 "NAS-Port-Id" rfc 2869 "5.17";
    FRAMED_POOL = 88 "Framed-Pool" rfc 2869 "5.18";
    NAS_IPV6_ADDRESS = 95 "NAS-IPv6-Address" rfc 3162 "2.1";
    ERROR_CAUSE = 101 "Error-Cause" rfc 5176 "3.5";
}

/// The numbers of the attributes that matter where only bytes are looked at.
pub(crate) mod octet {
    pub(crate) const VENDOR_SPECIFIC: u8 = 26;
    pub(crate) const PROXY_STATE: u8 = 33;
    pub(crate) const EAP_MESSAGE: u8 = 79;
    pub(crate) const MESSAGE_AUTHENTICATOR: u8 = 80;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back_to_its_attribute() {
        for (attribute, name) in known() {
            assert_eq!(Attribute::named(name), Some(attribute));
            assert_eq!(attribute.name(), Some(name));
        }
    }

    #[test]
    fn an_attribute_without_a_name_shows_its_number() {
        assert_eq!(Attribute::Standard(200).to_string(), "attribute 200");
        assert_eq!(Attribute::Vendor { vendor: 9, number: 1 }.to_string(), "attribute 26.9.1");
    }
}
