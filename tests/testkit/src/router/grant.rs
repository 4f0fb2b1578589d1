//! What an Access-Accept grants and a CoA-Request changes: the attributes a RouterOS hotspot honours (RouterOS manual,
//! RADIUS). Recorded as the router would act on them; no bit is really shaped.

use radius_proto::attribute::*;
use radius_proto::mikrotik::{self, Limit};
use radius_proto::{Attribute, Packet};
use serde::Serialize;

use super::quirks::CoaUnlisted;

/// The rights of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Session-Timeout, from the session's start.
    pub session_timeout_secs: Option<u32>,
    /// Idle-Timeout.
    pub idle_timeout_secs: Option<u32>,
    /// Mikrotik-Rate-Limit as text, upload first.
    pub rate_limit: Option<String>,
    /// Mikrotik-Total-Limit: both ways.
    pub total_limit_bytes: Option<u64>,
    /// Mikrotik-Recv-Limit: upload.
    pub recv_limit_bytes: Option<u64>,
    /// Mikrotik-Xmit-Limit: download.
    pub xmit_limit_bytes: Option<u64>,
    /// Acct-Interim-Interval.
    pub interim_secs: Option<u32>,
    /// Port-Limit: how many sessions the name may have.
    pub port_limit: Option<u32>,
    /// Mikrotik-Group: the hotspot user profile.
    pub group: Option<String>,
    /// Mikrotik-Address-List.
    pub address_list: Option<String>,
    /// Filter-Id.
    pub filter_id: Option<String>,
    /// Mikrotik-Mark-Id.
    pub mark_id: Option<String>,
    /// Mikrotik-Advertise-URL.
    pub advertise_url: Option<String>,
    /// Ascend-Data-Rate. Mikrotik-Rate-Limit goes before it.
    pub ascend_data_rate_bps: Option<u32>,
    /// Ascend-Xmit-Rate. Mikrotik-Rate-Limit goes before it.
    pub ascend_xmit_rate_bps: Option<u32>,
    /// WISPr-Redirection-URL: where the browser goes after the login.
    pub redirection_url: Option<String>,
}

const ASCEND_DATA_RATE: Attribute = Attribute::Vendor { vendor: 529, number: 197 };
const ASCEND_XMIT_RATE: Attribute = Attribute::Vendor { vendor: 529, number: 255 };

/// Where a session is: Framed-Route (22) and Framed-Pool. Framed-IP-Address is not among them, it names the session.
const IMPOSSIBLE: [Attribute; 2] = [Attribute::Standard(22), FRAMED_POOL];

impl Grant {
    /// Reads an Access-Accept.
    pub(super) fn read(packet: &Packet<'_>) -> Self {
        let mut grant = Grant::default();
        grant.take(packet, |_| true);
        grant
    }

    /// Takes over what the packet says, as far as it may, and keeps the rest.
    fn take(&mut self, packet: &Packet<'_>, may: impl Fn(Attribute) -> bool) {
        let text = |attribute| packet.text(attribute).filter(|_| may(attribute)).map(|text| text.to_string());
        let number = |attribute| packet.u32(attribute).filter(|_| may(attribute));
        let limit = |limit: Limit, low_word| limit.read(packet).filter(|_| may(low_word));
        overwrite(&mut self.session_timeout_secs, number(SESSION_TIMEOUT));
        overwrite(&mut self.idle_timeout_secs, number(IDLE_TIMEOUT));
        overwrite(&mut self.rate_limit, text(mikrotik::RATE_LIMIT));
        overwrite(&mut self.ascend_data_rate_bps, number(ASCEND_DATA_RATE));
        overwrite(&mut self.ascend_xmit_rate_bps, number(ASCEND_XMIT_RATE));
        overwrite(&mut self.total_limit_bytes, limit(Limit::Total, mikrotik::TOTAL_LIMIT));
        overwrite(&mut self.recv_limit_bytes, limit(Limit::Recv, mikrotik::RECV_LIMIT));
        overwrite(&mut self.xmit_limit_bytes, limit(Limit::Xmit, mikrotik::XMIT_LIMIT));
        overwrite(&mut self.interim_secs, number(ACCT_INTERIM_INTERVAL));
        overwrite(&mut self.port_limit, number(PORT_LIMIT));
        overwrite(&mut self.group, text(mikrotik::GROUP));
        overwrite(&mut self.address_list, text(mikrotik::ADDRESS_LIST));
        overwrite(&mut self.filter_id, text(FILTER_ID));
        overwrite(&mut self.mark_id, text(mikrotik::MARK_ID));
        overwrite(&mut self.advertise_url, text(mikrotik::ADVERTISE_URL));
        overwrite(&mut self.redirection_url, text(radius_proto::wispr::REDIRECTION_URL));
    }

    /// Carries a CoA-Request out, or names the first attribute that stands in the way. Where a session is cannot be
    /// changed, whatever else may be.
    pub(super) fn change(&mut self, packet: &Packet<'_>, unlisted: CoaUnlisted) -> Result<(), Attribute> {
        let stands_in_the_way = |attribute: &Attribute| {
            let is_listed = names_the_session(*attribute) || is_changeable(*attribute);
            IMPOSSIBLE.contains(attribute) || (unlisted == CoaUnlisted::Refused && !is_listed)
        };
        if let Some(stranger) = packet.attributes().map(|(attribute, _)| attribute).find(stands_in_the_way) {
            return Err(stranger);
        }
        self.take(packet, |attribute| unlisted == CoaUnlisted::Honoured || is_changeable(attribute));
        Ok(())
    }

    /// The fewest bytes any limit leaves; for telling, not for deciding.
    pub(super) fn bytes_left(&self) -> Option<u64> {
        [self.total_limit_bytes, self.recv_limit_bytes, self.xmit_limit_bytes].into_iter().flatten().min()
    }
}

fn overwrite<T>(slot: &mut Option<T>, found: Option<T>) {
    if found.is_some() {
        *slot = found;
    }
}

/// Whether the attribute only says which session is meant.
fn names_the_session(attribute: Attribute) -> bool {
    let naming = [
        USER_NAME,
        NAS_IP_ADDRESS,
        NAS_PORT,
        FRAMED_IP_ADDRESS,
        CALLED_STATION_ID,
        CALLING_STATION_ID,
        NAS_IDENTIFIER,
        PROXY_STATE,
        ACCT_SESSION_ID,
        EVENT_TIMESTAMP,
        NAS_PORT_TYPE,
        NAS_PORT_ID,
        MESSAGE_AUTHENTICATOR,
        CLASS,
        mikrotik::HOST_IP,
    ];
    naming.contains(&attribute)
}

/// Whether the attribute is in the manual's list of changeable ones.
fn is_changeable(attribute: Attribute) -> bool {
    let changeable = [
        SESSION_TIMEOUT,
        IDLE_TIMEOUT,
        PORT_LIMIT,
        FILTER_ID,
        mikrotik::GROUP,
        mikrotik::RECV_LIMIT,
        mikrotik::RECV_LIMIT_GIGAWORDS,
        mikrotik::XMIT_LIMIT,
        mikrotik::XMIT_LIMIT_GIGAWORDS,
        mikrotik::RATE_LIMIT,
        mikrotik::MARK_ID,
        mikrotik::ADVERTISE_URL,
        mikrotik::ADVERTISE_INTERVAL,
        ASCEND_DATA_RATE,
        ASCEND_XMIT_RATE,
    ];
    changeable.contains(&attribute)
}
