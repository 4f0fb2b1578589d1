//! The WISPr vendor attributes (Wi-Fi Alliance, WISPr 1.0, appendix C), which RouterOS sends and honours beside its
//! own. Mikrotik-Rate-Limit wins over the bandwidths here.

use crate::{Attribute, PacketWriter};

/// The Wi-Fi Alliance's private enterprise number.
pub const VENDOR: u32 = 14122;

macro_rules! wispr {
    ($($(#[$doc:meta])* $constant:ident = $number:literal $name:literal;)*) => {
        $(
            #[doc = concat!("WISPr-", $name, ".")]
            $(#[$doc])*
            pub const $constant: Attribute = Attribute::Vendor { vendor: VENDOR, number: $number };
        )*
        pub(crate) const NAMES: &[(Attribute, &str)] = &[$(($constant, concat!("WISPr-", $name))),*];
    };
}

wispr! {
    LOCATION_ID = 1 "Location-ID";
    LOCATION_NAME = 2 "Location-Name";
    LOGOFF_URL = 3 "Logoff-URL";
    /// Where the browser is sent after the login.
    REDIRECTION_URL = 4 "Redirection-URL";
    BANDWIDTH_MIN_UP = 5 "Bandwidth-Min-Up";
    BANDWIDTH_MIN_DOWN = 6 "Bandwidth-Min-Down";
    /// In bits per second.
    BANDWIDTH_MAX_UP = 7 "Bandwidth-Max-Up";
    /// In bits per second.
    BANDWIDTH_MAX_DOWN = 8 "Bandwidth-Max-Down";
    /// An absolute end in ISO 8601, by the router's clock.
    SESSION_TERMINATE_TIME = 9 "Session-Terminate-Time";
    SESSION_TERMINATE_END_OF_DAY = 10 "Session-Terminate-End-Of-Day";
    BILLING_CLASS_OF_SERVICE = 11 "Billing-Class-Of-Service";
}

impl PacketWriter<'_> {
    /// Appends the greatest rates each way in bits per second; beyond what 32 bits hold, the most they hold.
    pub fn wispr_bandwidth_max(&mut self, upload_bps: u64, download_bps: u64) -> &mut Self {
        let word = |bps| u32::try_from(bps).unwrap_or(u32::MAX);
        self.u32(BANDWIDTH_MAX_UP, word(upload_bps)).u32(BANDWIDTH_MAX_DOWN, word(download_bps))
    }
}
