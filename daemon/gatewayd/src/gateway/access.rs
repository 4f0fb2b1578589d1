//! Access-Request: a code typed at the router. The password is the code too, or empty; CHAP proves either.

use std::rc::Rc;

use domain::code::{Code, NotACode};
use domain::decisions::{Grant, Login, Refusal, admit, close_before_reboot};
use domain::device::Mac;
use domain::ledger::{Ledger, Read};
use domain::session::SessionKey;
use domain::time::Now;
use radius_proto::attribute::{ACCT_INTERIM_INTERVAL, CLASS, IDLE_TIMEOUT, PORT_LIMIT, SESSION_TIMEOUT};
use radius_proto::mikrotik::{Limit, RateLimit};
use radius_proto::{AccessRequest, PacketWriter, Proof, Text, Verified};

use crate::gateway::Gateway;
use crate::radius::{Nas, Port, ReplyKey, device_of, session_key, write_class};
use crate::words::Denied;

/// What is known about a login before the books are asked.
struct Attempt {
    code: Code,
    device: Mac,
    wait_secs: u64,
    rebooted: Option<SessionKey>,
}

impl Gateway {
    pub(super) fn take_access(&mut self, nas: &Nas, key: ReplyKey, verified: Verified<'_>) {
        if nas.require_message_authenticator && verified.require_message_authenticator().is_err() {
            return self.counters.count("message_authenticator_missing");
        }
        let request = match AccessRequest::read(verified) {
            Ok(request) => request,
            Err(unfit) => return self.counters.count(unfit.as_str()),
        };
        self.replies.begin(key);
        let typed = request.who.user_name.unwrap_or_default();
        let device = device_of(&request.who);
        // A device that knocks with its MAC for a name has typed nothing yet.
        if typed.as_str().is_some_and(|name| Mac::parse(name) == Ok(device)) {
            return self.deny(&request, key, Denied::Rule(Refusal::UnknownCode));
        }
        let code = match code_of(typed) {
            Ok(code) => code,
            Err(not_a_code) => return self.deny(&request, key, Denied::NotACode(not_a_code)),
        };
        let reading = self.clock.read();
        // Without a signature anyone on the wire could have sent it: it may be answered, but changes nothing for others.
        let is_signed = request.verified().has_message_authenticator();
        let begins = session_key(nas, &request.who).filter(|_| is_signed);
        let rebooted = begins.filter(|session| self.reboots.notices(session));
        let attempt = Attempt { code, device, wait_secs: self.guesses.wait_secs(device, reading.uptime_ms), rebooted };
        let vouched = matches!(request.proof, Proof::Chap(_)) && self.vouched.holds(code, device, reading.uptime_ms);
        let proven = vouched || is_proven(&request.proof, typed, code);
        let decided = self.store.decide(&reading, |ledger, _, now| decide(ledger, &attempt, proven, now));
        let decided = match decided {
            Ok(decided) => decided,
            Err(error) => {
                self.counters.count("storage_trouble");
                tracing::error!(%error, "a login could not be decided");
                return self.deny(&request, key, Denied::Storage);
            }
        };
        match decided.outcome {
            Ok(grant) => {
                self.counters.count("access_accept");
                let mut buffer = [0; radius_proto::MAX_PACKET];
                let mut writer = request.accept(&mut buffer);
                write_grant(&mut writer, &grant, admission_of(&request), self.config.radius.interim_seconds);
                let sealed = self.seal(&mut writer);
                let apology =
                    (!self.store.is_durable(decided.rests_on)).then(|| self.refusal(&request, Denied::Storage));
                self.reply_when(decided.rests_on, Port::Auth, key, sealed, apology.flatten());
            }
            Err(denied) => {
                let is_signed = is_signed || is_written(&request.proof, code);
                if denied == Denied::Rule(Refusal::UnknownCode) && is_signed {
                    self.counters.count("guess");
                    self.guesses.count(device, reading.uptime_ms);
                }
                self.deny_when(decided.rests_on, &request, key, denied);
            }
        }
    }

    fn deny(&mut self, request: &AccessRequest<'_>, key: ReplyKey, denied: Denied) {
        self.deny_when(store::CommitNumber::default(), request, key, denied);
    }

    fn deny_when(&mut self, rests_on: store::CommitNumber, request: &AccessRequest<'_>, key: ReplyKey, denied: Denied) {
        self.counters.count("access_reject");
        self.counters.count(denied.code());
        let refusal = self.refusal(request, denied);
        self.reply_when(rests_on, Port::Auth, key, refusal, None);
    }

    fn refusal(&mut self, request: &AccessRequest<'_>, denied: Denied) -> Option<Rc<[u8]>> {
        let typed = request.who.user_name.and_then(Text::as_str).unwrap_or_default();
        let sentence = denied.to_guest(typed).sentence(self.config.site.language.0);
        let mut buffer = [0; radius_proto::MAX_PACKET];
        self.seal(request.reject(&mut buffer).reply_message(&sentence))
    }
}

fn decide(ledger: &mut dyn Ledger, attempt: &Attempt, proven: bool, now: &Now<'_>) -> Read<Result<Grant, Denied>> {
    if let Some(first) = &attempt.rebooted {
        close_before_reboot(ledger, &first.nas, Some(first), now)?;
    }
    if attempt.wait_secs > 0 {
        let knows = ledger.ticket_by_code(attempt.code)?.is_some_and(|ticket| ticket.knows(attempt.device));
        if !knows {
            return Ok(Err(Denied::Wait { secs: attempt.wait_secs }));
        }
    }
    if !proven {
        return Ok(Err(Denied::Rule(Refusal::UnknownCode)));
    }
    let granted = admit(ledger, Login { code: attempt.code, device: attempt.device }, now)?;
    Ok(granted.map_err(Denied::Rule))
}

/// Tells one accept from another when the router reuses a session id: the router's own random number for the request.
fn admission_of(request: &AccessRequest<'_>) -> u64 {
    let random = request.verified().packet().authenticator();
    random.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes))
}

fn write_grant(writer: &mut PacketWriter<'_>, grant: &Grant, admission: u64, interim_seconds: u32) {
    if let Some(secs) = grant.remaining.secs {
        writer.u32(SESSION_TIMEOUT, u32::try_from(secs).unwrap_or(u32::MAX));
    }
    if let Some(bytes) = grant.remaining.bytes {
        writer.mikrotik_limit(Limit::Total, bytes);
    }
    if let Some(rate) = grant.rate {
        writer.mikrotik_rate_limit(RateLimit {
            upload_bps: u64::from(rate.up_bits_per_sec),
            download_bps: u64::from(rate.down_bits_per_sec),
        });
    }
    if let Some(secs) = grant.idle_timeout_secs {
        writer.u32(IDLE_TIMEOUT, secs);
    }
    // RouterOS lets one device share a name unless it is told otherwise.
    writer.u32(PORT_LIMIT, u32::from(grant.devices));
    writer.u32(ACCT_INTERIM_INTERVAL, interim_seconds);
    writer.bytes(CLASS, &write_class(grant.ticket, admission));
}

fn code_of(typed: Text<'_>) -> Result<Code, NotACode> {
    typed.as_str().ok_or(NotACode::Shape).and_then(Code::parse)
}

/// Whether the password, which only a router with our secret can have hidden, is the code.
fn is_written(proof: &Proof<'_>, code: Code) -> bool {
    let Proof::Pap(password) = proof else { return false };
    std::str::from_utf8(password.as_bytes()).is_ok_and(|text| Code::parse(text) == Ok(code))
}

/// The password repeats the code in any writing, or is empty as from a form with one field.
fn is_proven(proof: &Proof<'_>, typed: Text<'_>, code: Code) -> bool {
    is_written(proof, code)
        || proof.matches(code.plain().as_bytes())
        || proof.matches(typed.as_bytes())
        || proof.matches(b"")
}
