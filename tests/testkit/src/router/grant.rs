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
    /// WISPr-Redirection-URL: where the browser goes after the login.
    pub redirection_url: Option<String>,
}

const ASCEND: u32 = 529;

impl Grant {
    /// Reads an Access-Accept.
    pub(super) fn read(packet: &Packet<'_>) -> Self {
        let mut grant = Grant::default();
        grant.take(packet);
        grant
    }

    /// Takes over whatever the packet says and keeps the rest.
    fn take(&mut self, packet: &Packet<'_>) {
        let text = |attribute| packet.text(attribute).map(|text| text.to_string());
        overwrite(&mut self.session_timeout_secs, packet.u32(SESSION_TIMEOUT));
        overwrite(&mut self.idle_timeout_secs, packet.u32(IDLE_TIMEOUT));
        overwrite(&mut self.rate_limit, text(mikrotik::RATE_LIMIT));
        overwrite(&mut self.total_limit_bytes, Limit::Total.read(packet));
        overwrite(&mut self.recv_limit_bytes, Limit::Recv.read(packet));
        overwrite(&mut self.xmit_limit_bytes, Limit::Xmit.read(packet));
        overwrite(&mut self.interim_secs, packet.u32(ACCT_INTERIM_INTERVAL));
        overwrite(&mut self.port_limit, packet.u32(PORT_LIMIT));
        overwrite(&mut self.group, text(mikrotik::GROUP));
        overwrite(&mut self.address_list, text(mikrotik::ADDRESS_LIST));
        overwrite(&mut self.filter_id, text(FILTER_ID));
        overwrite(&mut self.redirection_url, text(radius_proto::wispr::REDIRECTION_URL));
    }

    /// Carries a CoA-Request out, or names the first attribute that stands in the way.
    pub(super) fn change(&mut self, packet: &Packet<'_>, unlisted: CoaUnlisted) -> Result<(), Attribute> {
        let stranger = packet.attributes().map(|(attribute, _)| attribute).find(|attribute| !may_change(*attribute));
        match (stranger, unlisted) {
            (Some(attribute), CoaUnlisted::Refused) => return Err(attribute),
            (_, CoaUnlisted::Honoured) => self.take(packet),
            _ => {
                let (total_limit_bytes, address_list) = (self.total_limit_bytes, self.address_list.take());
                self.take(packet);
                (self.total_limit_bytes, self.address_list) = (total_limit_bytes, address_list);
            }
        }
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

/// Whether the attribute names the session or is in the manual's list of changeable ones.
fn may_change(attribute: Attribute) -> bool {
    let names_the_session = [
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
        Attribute::Vendor { vendor: ASCEND, number: 197 },
        Attribute::Vendor { vendor: ASCEND, number: 255 },
    ];
    names_the_session.contains(&attribute) || changeable.contains(&attribute)
}
