//! Who asks, and in which words: each code belongs to one device, and a request is made of its number alone. Attributes
//! and their order are those of a RouterOS hotspot.

use std::net::Ipv4Addr;

use radius_proto::attribute::*;
use radius_proto::{AcctStatusType, Authenticator, Datagram, PacketWriter, Secret, ServiceType, Unwritable};

/// Session ids as a router that booted once counts them: `801` and five hexadecimal digits.
const FIRST_SESSION: u32 = 0x8010_0000;
const SESSIONS: usize = 0x10_0000;
const INTERIM_SECS: u32 = 60;
/// What a guest moves in a minute: 1 Mbit/s down for a tenth of the time.
const UPLOAD_BYTES: u64 = 75_000;
const DOWNLOAD_BYTES: u64 = 750_000;

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// May this code go online? (PAP, a session of its own each time)
    Login,
    /// The session of the login with the same number has begun.
    Start,
    /// It goes on: the first round of numbers is one minute into it, the second two.
    Interim,
    /// It has ended, by the guest's wish.
    Stop,
}

/// The guests and their codes.
#[derive(Clone, Debug)]
pub struct Guests {
    ask: Ask,
    codes: Vec<String>,
    first_session: usize,
}

impl Guests {
    /// These codes, asking this.
    pub fn new(ask: Ask, codes: Vec<String>) -> Self {
        Guests { ask, codes, first_session: 0 }
    }

    /// With session ids behind those of earlier runs.
    pub fn after_sessions(self, count: usize) -> Self {
        Guests { first_session: count, ..self }
    }

    /// How many codes there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether nobody is there to ask.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The code of a request.
    pub fn code(&self, nth: usize) -> &str {
        self.codes.get(self.guest(nth)).map_or("", String::as_str)
    }

    /// Writes a request.
    pub(super) fn write<'b>(
        &self,
        nth: usize,
        identifier: u8,
        random: Authenticator,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> Result<Datagram<'b>, Unwritable> {
        let minutes =
            u32::try_from(nth.checked_div(self.codes.len()).unwrap_or(0)).unwrap_or(u32::MAX).saturating_add(1);
        match self.ask {
            Ask::Login => self.login(nth, PacketWriter::access_request(identifier, random, buffer, secret)),
            Ask::Start => self.report(nth, AcctStatusType::Start, 0, identifier, buffer, secret),
            Ask::Interim => self.report(nth, AcctStatusType::InterimUpdate, minutes, identifier, buffer, secret),
            Ask::Stop => self.report(nth, AcctStatusType::Stop, minutes, identifier, buffer, secret),
        }
    }

    fn login<'b>(&self, nth: usize, mut writer: PacketWriter<'b>) -> Result<Datagram<'b>, Unwritable> {
        let code = self.code(nth);
        self.place(nth, &mut writer);
        writer.user_password(code.as_bytes()).message_authenticator().finish()
    }

    fn report<'b>(
        &self,
        nth: usize,
        status: AcctStatusType,
        minutes: u32,
        identifier: u8,
        buffer: &'b mut [u8],
        secret: &'b Secret,
    ) -> Result<Datagram<'b>, Unwritable> {
        let mut writer = PacketWriter::accounting_request(status, identifier, buffer, secret);
        self.place(nth, &mut writer);
        if status != AcctStatusType::Start {
            let minutes_u64 = u64::from(minutes);
            writer
                .u32(ACCT_SESSION_TIME, minutes.saturating_mul(INTERIM_SECS))
                .acct_octets(minutes_u64 * UPLOAD_BYTES, minutes_u64 * DOWNLOAD_BYTES);
        }
        if status == AcctStatusType::Stop {
            writer.u32(ACCT_TERMINATE_CAUSE, 1);
        }
        writer.u32(ACCT_DELAY_TIME, 0).finish()
    }

    /// Who and where: the same in every packet of a session.
    fn place(&self, nth: usize, writer: &mut PacketWriter<'_>) {
        let session = self.session(nth);
        let [.., ip_a, ip_b, ip_c] = self.guest(nth).to_be_bytes();
        let [_, _, _, a, b, c, d, e] = digest(self.code(nth)).to_be_bytes();
        writer
            .u32(NAS_PORT_TYPE, 19)
            .display(CALLING_STATION_ID, format_args!("02:{a:02X}:{b:02X}:{c:02X}:{d:02X}:{e:02X}"))
            .text(CALLED_STATION_ID, "hotspot1")
            .text(NAS_PORT_ID, "bridge")
            .text(USER_NAME, self.code(nth))
            .u32(NAS_PORT, session)
            .display(ACCT_SESSION_ID, format_args!("{session:08x}"))
            .ipv4(FRAMED_IP_ADDRESS, Ipv4Addr::new(10, ip_a, ip_b, ip_c))
            .u32(SERVICE_TYPE, ServiceType::Login.number())
            .text(NAS_IDENTIFIER, "load")
            .ipv4(NAS_IP_ADDRESS, Ipv4Addr::LOCALHOST);
    }

    fn guest(&self, nth: usize) -> usize {
        nth.checked_rem(self.codes.len()).unwrap_or(0)
    }

    /// Logins and Starts have a session each; what follows belongs to the guest's first.
    fn session(&self, nth: usize) -> u32 {
        let number = match self.ask {
            Ask::Login | Ask::Start => nth,
            Ask::Interim | Ask::Stop => self.guest(nth),
        };
        FIRST_SESSION + u32::try_from((self.first_session + number) % SESSIONS).unwrap_or(0)
    }
}

/// FNV-1a: a code always comes from the same device, also in another run.
fn digest(code: &str) -> u64 {
    code.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

#[cfg(test)]
mod tests {
    use radius_proto::{AccessRequest, AccountingRequest, Packet};

    use super::*;

    fn asked(ask: Ask, nth: usize, check: impl FnOnce(&[u8], &Secret)) {
        let secret = Secret::new("s").expect("not empty");
        let guests = Guests::new(ask, vec!["AAA".into(), "BBB".into()]);
        let mut buffer = [0; 512];
        let datagram = guests.write(nth, 9, [3; 16], &mut buffer, &secret).expect("fits");
        check(&datagram, &secret);
    }

    #[test]
    fn a_login_carries_its_code_as_name_and_password() {
        asked(Ask::Login, 3, |bytes, secret| {
            let request = AccessRequest::read(Packet::parse(bytes).expect("parses").verify(secret).expect("true"));
            let request = request.expect("fit");
            assert!(request.proof.matches(b"BBB"));
            assert_eq!(request.verified().packet().bytes(ACCT_SESSION_ID), Some(&b"80100003"[..]));
        });
    }

    #[test]
    fn an_interim_belongs_to_the_first_session_and_counts_on() {
        asked(Ask::Interim, 3, |bytes, secret| {
            let report = AccountingRequest::read(Packet::parse(bytes).expect("parses").verify(secret).expect("true"));
            let report = report.expect("fit");
            assert_eq!(report.session_time_secs, Some(120));
            assert_eq!(report.output_octets, Some(2 * DOWNLOAD_BYTES));
            assert_eq!(report.acct_session_id().as_str(), Some("80100001"));
        });
    }
}
