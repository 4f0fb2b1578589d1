//! A guest at the door: the Access-Request (RFC 2865 section 4.1) as one value, with its proof ready to be compared.
//! Whether the guest may go online is decided elsewhere.

use subtle::ConstantTimeEq;

use crate::attribute::*;
use crate::password::chap_digest;
use crate::reading::{first, number};
use crate::{Attribute, Authenticator, Code, Identification, PacketWriter, Password, ServiceType, Unfit, Verified};

/// A verified Access-Request.
#[derive(Clone, Debug)]
pub struct AccessRequest<'a> {
    /// Who asks, and where.
    pub who: Identification<'a>,
    /// How the guest shows to be the one named.
    pub proof: Proof<'a>,
    /// The service asked for.
    pub service_type: Option<ServiceType>,
    /// What an earlier Access-Challenge asked to be returned.
    pub state: Option<&'a [u8]>,
    verified: Verified<'a>,
}

/// How a guest shows to be the one named.
#[derive(Clone, Debug)]
pub enum Proof<'a> {
    /// A password (RFC 2865 section 5.2).
    Pap(Password),
    /// A digest over a challenge (RFC 2865 section 5.3).
    Chap(Chap<'a>),
    /// EAP (RFC 3579), which this crate does not speak.
    Eap,
    /// None at all.
    None,
}

/// A CHAP answer with the challenge it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chap<'a> {
    /// CHAP's own identifier.
    pub ident: u8,
    /// The answer.
    pub digest: &'a Authenticator,
    /// CHAP-Challenge, or the request's authenticator where that is absent (RFC 2865 section 5.3).
    pub challenge: &'a [u8],
}

impl Proof<'_> {
    /// Whether the guest knows `candidate`, in constant time. No proof and EAP match nothing.
    pub fn matches(&self, candidate: &[u8]) -> bool {
        match self {
            Proof::Pap(password) => password.matches(candidate),
            Proof::Chap(chap) => chap.matches(candidate),
            Proof::Eap | Proof::None => false,
        }
    }
}

impl Chap<'_> {
    fn matches(&self, candidate: &[u8]) -> bool {
        chap_digest(self.ident, candidate, self.challenge).ct_eq(self.digest).into()
    }
}

impl<'a> AccessRequest<'a> {
    /// Reads a verified packet as an Access-Request.
    pub fn read(verified: Verified<'a>) -> Result<Self, Unfit> {
        let packet = *verified.packet();
        if packet.code() != Code::AccessRequest {
            return Err(Unfit::WrongCode { code: packet.code() });
        }
        let mut who = Identification::default();
        let mut evidence = Evidence::default();
        let (mut service_type, mut state) = (None, None);
        for (attribute, value) in packet.attributes() {
            if who.note(attribute, value)? {
                continue;
            }
            match attribute {
                SERVICE_TYPE => first(&mut service_type, ServiceType::from_number(number(attribute, value)?)),
                STATE => first(&mut state, value),
                _ => evidence.note(attribute, value),
            }
        }
        let proof = evidence.proof(&verified)?;
        Ok(AccessRequest { who, proof, service_type, state, verified })
    }

    /// The packet this was read from.
    pub fn verified(&self) -> &Verified<'a> {
        &self.verified
    }

    /// Begins an Access-Accept (RFC 2865 section 4.2).
    pub fn accept<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccessAccept, buffer)
    }

    /// Begins an Access-Reject (RFC 2865 section 4.3).
    pub fn reject<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccessReject, buffer)
    }

    /// Begins an Access-Challenge (RFC 2865 section 4.4).
    pub fn challenge<'b>(&self, buffer: &'b mut [u8]) -> PacketWriter<'b>
    where
        'a: 'b,
    {
        self.verified.answer(Code::AccessChallenge, buffer)
    }
}

/// The attributes a proof is made of, as found.
#[derive(Default)]
struct Evidence<'a> {
    user_password: Option<&'a [u8]>,
    chap_password: Option<&'a [u8]>,
    chap_challenge: Option<&'a [u8]>,
    eap: bool,
}

impl<'a> Evidence<'a> {
    fn note(&mut self, attribute: Attribute, value: &'a [u8]) {
        match attribute {
            USER_PASSWORD => first(&mut self.user_password, value),
            CHAP_PASSWORD => first(&mut self.chap_password, value),
            CHAP_CHALLENGE => first(&mut self.chap_challenge, value),
            EAP_MESSAGE => self.eap = true,
            _ => {}
        }
    }

    fn proof(&self, verified: &Verified<'a>) -> Result<Proof<'a>, Unfit> {
        match (self.user_password, self.chap_password) {
            (Some(_), Some(_)) => Err(Unfit::TwoProofs),
            (Some(hidden), None) => pap(hidden, verified).map(Proof::Pap),
            (None, Some(value)) => {
                let challenge = self.chap_challenge.unwrap_or(verified.packet().authenticator());
                chap(value, challenge).map(Proof::Chap)
            }
            (None, None) if self.eap => Ok(Proof::Eap),
            (None, None) => Ok(Proof::None),
        }
    }
}

fn pap(hidden: &[u8], verified: &Verified<'_>) -> Result<Password, Unfit> {
    Password::reveal(hidden, verified.secret(), verified.packet().authenticator())
        .ok_or(Unfit::ValueLength { attribute: USER_PASSWORD, length: hidden.len() })
}

fn chap<'a>(value: &'a [u8], challenge: &'a [u8]) -> Result<Chap<'a>, Unfit> {
    let malformed = Unfit::ValueLength { attribute: CHAP_PASSWORD, length: value.len() };
    let (ident, digest) = value.split_first().ok_or(malformed)?;
    let digest = digest.try_into().or(Err(malformed))?;
    Ok(Chap { ident: *ident, digest, challenge })
}
