//! Whether orders reach the routers: each is asked to end a session that cannot be. Whoever says that there is none has our
//! secret and lets us in.

use std::net::SocketAddr;
use std::time::Duration;

use radius_proto::{DynamicOutcome, Identification, Packet, PacketWriter, Secret};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use crate::chance::hexadecimal;
use crate::cli::doctor::finding::Finding;
use crate::config::{Nas, Radius};

const TO_ANSWER: Duration = Duration::from_secs(2);
const TIMES: u8 = 2;
const REMEDY: &str =
    "on the router: /radius incoming set accept=yes port=3799, and /ip firewall filter has to accept it";

/// One line for each router that takes orders; those of a whole network are not known one by one.
pub(super) async fn answers(radius: &Radius) -> Vec<Finding> {
    let mut findings = Vec::new();
    let single = radius.nas.iter().filter(|nas| nas.address.prefix_len() == nas.address.max_prefix_len());
    for (nas, coa) in single.filter_map(|nas| Some((nas, nas.coa?))) {
        let name = &nas.name;
        findings.push(match ask(nas, coa).await {
            Ok(true) => Finding::good("orders", format!("{name} takes orders at {coa}")),
            // Guests still come in; who is to be sent off stays until the router's next report.
            Ok(false) => Finding::mind("orders", format!("{name} does not answer orders at {coa}"), REMEDY),
            Err(error) => Finding::mind("orders", format!("{name} cannot be asked at {coa}: {error}"), REMEDY),
        });
    }
    findings
}

/// Whether a genuine answer came, whatever it says: nobody has such a session.
async fn ask(nas: &Nas, coa: SocketAddr) -> std::io::Result<bool> {
    let socket = UdpSocket::bind(SocketAddr::from(([0, 0, 0, 0], 0))).await?;
    socket.connect(coa).await?;
    let Ok(secret) = Secret::new(nas.secret.expose()) else { return Ok(false) };
    let (mut buffer, session) = ([0; radius_proto::MAX_PACKET], hexadecimal(4));
    let mut writer = PacketWriter::disconnect_request(1, &mut buffer, &secret);
    writer.identification(&Identification {
        user_name: Some("lango-doctor".into()),
        acct_session_id: Some(session.as_str().into()),
        ..Identification::default()
    });
    let Ok(asked) = writer.finish() else { return Ok(false) };
    for _ in 0..TIMES {
        socket.send(asked.bytes()).await?;
        let mut answer = [0; radius_proto::MAX_PACKET];
        let Ok(received) = timeout(TO_ANSWER, socket.recv(&mut answer)).await else { continue };
        let packet = Packet::parse(answer.get(..received?).unwrap_or_default());
        let reply = packet.as_ref().ok().and_then(|packet| packet.verify_reply(asked.authenticator(), &secret).ok());
        if reply.is_some_and(|reply| DynamicOutcome::read(&reply).is_ok()) {
            return Ok(true);
        }
    }
    Ok(false)
}
