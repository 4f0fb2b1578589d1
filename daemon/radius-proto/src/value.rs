//! Numbered values of attributes, by the RFCs' names. A number without a name is kept, never refused: routers are
//! older and newer than any list.

use std::fmt;

macro_rules! numbered {
    ($($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $number:literal $name:literal,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $type {
                $(
                    #[doc = $name]
                    $(#[$variant_doc])*
                    $variant,
                )*
                /// A number this list has no name for.
                Other(u32),
            }

            impl $type {
                /// The value of this number.
                pub fn from_number(number: u32) -> Self {
                    match number {
                        $($number => $type::$variant,)*
                        other => $type::Other(other),
                    }
                }

                /// The number on the wire.
                pub fn number(self) -> u32 {
                    match self {
                        $($type::$variant => $number,)*
                        $type::Other(number) => number,
                    }
                }

                /// The RFC's name; `other` where it has none. Fit as a metric label.
                pub fn as_str(self) -> &'static str {
                    match self {
                        $($type::$variant => $name,)*
                        $type::Other(_) => "other",
                    }
                }
            }

            impl fmt::Display for $type {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    match self {
                        $type::Other(number) => write!(f, "{number}"),
                        named => f.write_str(named.as_str()),
                    }
                }
            }
        )*
    };
}

numbered! {
    /// What an Accounting-Request reports ([RFC 2866 §5.1](https://www.rfc-editor.org/rfc/rfc2866#section-5.1)).
    AcctStatusType {
        Start = 1 "Start",
        Stop = 2 "Stop",
        InterimUpdate = 3 "Interim-Update",
        AccountingOn = 7 "Accounting-On",
        AccountingOff = 8 "Accounting-Off",
    }

    /// Why a session ended ([RFC 2866 §5.10](https://www.rfc-editor.org/rfc/rfc2866#section-5.10)).
    TerminateCause {
        UserRequest = 1 "User-Request",
        LostCarrier = 2 "Lost-Carrier",
        LostService = 3 "Lost-Service",
        IdleTimeout = 4 "Idle-Timeout",
        SessionTimeout = 5 "Session-Timeout",
        AdminReset = 6 "Admin-Reset",
        AdminReboot = 7 "Admin-Reboot",
        PortError = 8 "Port-Error",
        NasError = 9 "NAS-Error",
        /// RouterOS says this when a byte limit is used up.
        NasRequest = 10 "NAS-Request",
        NasReboot = 11 "NAS-Reboot",
        PortUnneeded = 12 "Port-Unneeded",
        PortPreempted = 13 "Port-Preempted",
        PortSuspended = 14 "Port-Suspended",
        ServiceUnavailable = 15 "Service-Unavailable",
        Callback = 16 "Callback",
        UserError = 17 "User-Error",
        HostRequest = 18 "Host-Request",
    }

    /// Why a NAS did not do as asked ([RFC 5176 §3.5](https://www.rfc-editor.org/rfc/rfc5176#section-3.5)).
    ErrorCause {
        ResidualContextRemoved = 201 "Residual-Context-Removed",
        InvalidEapPacket = 202 "Invalid-EAP-Packet",
        UnsupportedAttribute = 401 "Unsupported-Attribute",
        MissingAttribute = 402 "Missing-Attribute",
        NasIdentificationMismatch = 403 "NAS-Identification-Mismatch",
        InvalidRequest = 404 "Invalid-Request",
        UnsupportedService = 405 "Unsupported-Service",
        UnsupportedExtension = 406 "Unsupported-Extension",
        InvalidAttributeValue = 407 "Invalid-Attribute-Value",
        AdministrativelyProhibited = 501 "Administratively-Prohibited",
        RequestNotRoutable = 502 "Request-Not-Routable",
        SessionContextNotFound = 503 "Session-Context-Not-Found",
        SessionContextNotRemovable = 504 "Session-Context-Not-Removable",
        OtherProxyProcessingError = 505 "Other-Proxy-Processing-Error",
        ResourcesUnavailable = 506 "Resources-Unavailable",
        RequestInitiated = 507 "Request-Initiated",
        MultipleSessionSelectionUnsupported = 508 "Multiple-Session-Selection-Unsupported",
    }

    /// The service a guest asks for ([RFC 2865 §5.6](https://www.rfc-editor.org/rfc/rfc2865#section-5.6)).
    ServiceType {
        /// What a RouterOS hotspot sends.
        Login = 1 "Login-User",
        Framed = 2 "Framed-User",
        Administrative = 6 "Administrative-User",
        CallCheck = 10 "Call-Check",
    }

    /// The kind of port a guest is on ([RFC 2865 §5.41](https://www.rfc-editor.org/rfc/rfc2865#section-5.41)).
    NasPortType {
        Async = 0 "Async",
        Virtual = 5 "Virtual",
        Ethernet = 15 "Ethernet",
        Cable = 17 "Cable",
        /// What a RouterOS hotspot sends, also for guests on a wire.
        Wireless80211 = 19 "Wireless-802.11",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_survives_the_round_trip() {
        for number in (0..600).chain([u32::MAX]) {
            assert_eq!(AcctStatusType::from_number(number).number(), number);
            assert_eq!(TerminateCause::from_number(number).number(), number);
            assert_eq!(ErrorCause::from_number(number).number(), number);
            assert_eq!(ServiceType::from_number(number).number(), number);
            assert_eq!(NasPortType::from_number(number).number(), number);
        }
    }

    #[test]
    fn a_value_without_a_name_shows_its_number() {
        assert_eq!(ErrorCause::Other(599).to_string(), "599");
        assert_eq!(ErrorCause::SessionContextNotFound.to_string(), "Session-Context-Not-Found");
    }
}
