//! Runs the packets in `tests/vectors/radius` at the root of the repository. The line format is explained there.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::path::{Path, PathBuf};

use radius_proto::mikrotik::Limit;
use radius_proto::*;

#[test]
fn every_vector_says_what_its_file_claims() {
    let files = files();
    assert!(files.len() >= 9, "vectors are missing: {files:?}");
    for file in files {
        let text = fs::read_to_string(&file).expect("a readable file");
        let cases = cases(&text);
        assert!(!cases.is_empty(), "{} has no case", file.display());
        for case in cases {
            case.check(&format!("{}: {}", file.display(), case.value("case").unwrap_or_default()));
        }
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/radius");
    let entries = fs::read_dir(folder).expect("the folder of vectors");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut files: Vec<_> = paths.filter(|path| path.extension().is_some_and(|kind| kind == "txt")).collect();
    files.sort();
    files
}

/// One case: its lines as key and value, in their order.
struct Case(Vec<(String, String)>);

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if line.starts_with("case:") {
            cases.push(Case(Vec::new()));
        }
        let lines = &mut cases.last_mut().unwrap_or_else(|| panic!("before the first case: {line}")).0;
        if line.starts_with(' ') {
            let (_, value) = lines.last_mut().expect("a line to continue");
            value.push_str(line);
        } else {
            let (key, value) = line.split_once(':').unwrap_or_else(|| panic!("neither key nor comment: {line}"));
            lines.push((key.to_owned(), value.trim().to_owned()));
        }
    }
    cases
}

/// What a packet turned out to be.
enum Read<'a> {
    Access(Box<AccessRequest<'a>>),
    Accounting(Box<AccountingRequest<'a>>),
    Other(Packet<'a>),
    Reply(Reply<'a>),
}

impl Case {
    fn value(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn check(&self, name: &str) {
        let packet = hex(self.value("packet").unwrap_or_else(|| panic!("{name}: no packet")));
        let secret = Secret::new(self.value("secret").unwrap_or("unused")).expect("a secret");
        let (verdict, read) = match self.read(&packet, &secret) {
            Ok(read) if read.packet().has_message_authenticator() => ("signed".to_owned(), Some(read)),
            Ok(read) => ("genuine".to_owned(), Some(read)),
            Err(refusal) => (refusal, None),
        };
        assert_eq!(Some(verdict.as_str()), self.value("verdict"), "{name}");
        for (key, value) in &self.0 {
            if !matches!(key.as_str(), "case" | "packet" | "secret" | "request" | "verdict") {
                let read = read.as_ref().unwrap_or_else(|| panic!("{name}: {key} of a refused packet"));
                read.check(key, value, name);
            }
        }
    }

    fn read<'a>(&self, datagram: &'a [u8], secret: &'a Secret) -> Result<Read<'a>, String> {
        let packet = Packet::parse(datagram).map_err(|malformed| format!("malformed {}", malformed.as_str()))?;
        let forged = |forged: Forged| format!("forged {}", forged.as_str());
        let unfit = |unfit: Unfit| format!("unfit {}", unfit.as_str());
        if let Some(request) = self.value("request") {
            let request = hex(request).try_into().expect("16 bytes");
            return packet.verify_reply(&request, secret).map(Read::Reply).map_err(forged);
        }
        let verified = packet.verify(secret).map_err(forged)?;
        match packet.code() {
            Code::AccessRequest => AccessRequest::read(verified).map(Box::new).map(Read::Access),
            Code::AccountingRequest => AccountingRequest::read(verified).map(Box::new).map(Read::Accounting),
            Code::StatusServer => StatusRequest::read(verified).map(|_| Read::Other(packet)),
            _ => DynamicRequest::read(verified).map(|_| Read::Other(packet)),
        }
        .map_err(unfit)
    }
}

impl<'a> Read<'a> {
    fn packet(&self) -> &Packet<'a> {
        match self {
            Read::Access(request) => request.verified().packet(),
            Read::Accounting(request) => request.verified().packet(),
            Read::Other(packet) => packet,
            Read::Reply(reply) => reply.packet(),
        }
    }

    fn check(&self, key: &str, value: &str, name: &str) {
        let packet = self.packet();
        let found = match (key, self) {
            ("has", _) => return check_attribute(packet, value, name),
            ("lacks", _) => return assert_eq!(packet.bytes(named(value)), None, "{name}: {value}"),
            ("password", Read::Access(request)) => return assert!(request.proof.matches(value.as_bytes()), "{name}"),
            ("not_password", Read::Access(request)) => {
                return assert!(!request.proof.matches(value.as_bytes()), "{name}");
            }
            ("code", _) => packet.code().to_string(),
            ("identifier", _) => packet.identifier().to_string(),
            ("opaque", _) => packet.opaque_vendor_attributes().to_string(),
            ("status", Read::Accounting(request)) => request.status.to_string(),
            ("input_octets", Read::Accounting(request)) => shown(request.input_octets),
            ("output_octets", Read::Accounting(request)) => shown(request.output_octets),
            ("total_limit", _) => shown(Limit::Total.read(packet)),
            ("recv_limit", _) => shown(Limit::Recv.read(packet)),
            ("xmit_limit", _) => shown(Limit::Xmit.read(packet)),
            ("outcome", Read::Reply(reply)) => outcome(reply),
            _ => panic!("{name}: {key} does not apply"),
        };
        assert_eq!(found, value, "{name}: {key}");
    }
}

fn outcome(reply: &Reply<'_>) -> String {
    match DynamicOutcome::read(reply).expect("an ACK or NAK") {
        DynamicOutcome::Acknowledged => "acknowledged".to_owned(),
        DynamicOutcome::Refused(Some(cause)) => format!("refused {cause}"),
        DynamicOutcome::Refused(None) => "refused".to_owned(),
    }
}

fn check_attribute(packet: &Packet<'_>, expected: &str, name: &str) {
    let (attribute, value) = expected.split_once(" = ").unwrap_or_else(|| panic!("{name}: {expected}"));
    let found = packet.bytes(named(attribute)).unwrap_or_else(|| panic!("{name}: {attribute} is absent"));
    assert_eq!(found, bytes_of(value), "{name}: {attribute}");
}

fn bytes_of(value: &str) -> Vec<u8> {
    if let Some(text) = value.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
        return text.as_bytes().to_vec();
    }
    if let Some(digits) = value.strip_prefix("0x") {
        return hex(digits);
    }
    if let Ok(address) = value.parse::<std::net::Ipv4Addr>() {
        return address.octets().to_vec();
    }
    value.parse::<u32>().unwrap_or_else(|_| panic!("neither text, number nor address: {value}")).to_be_bytes().to_vec()
}

fn named(attribute: &str) -> Attribute {
    Attribute::named(attribute).unwrap_or_else(|| panic!("no attribute is named {attribute}"))
}

fn shown(number: Option<u64>) -> String {
    number.map_or_else(|| "none".to_owned(), |number| number.to_string())
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .map(|character| character.to_digit(16).unwrap_or_else(|| panic!("{character} is no hexadecimal digit")))
        .collect();
    assert!(digits.len().is_multiple_of(2), "half a byte in {text}");
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}
