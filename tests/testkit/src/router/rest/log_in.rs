//! `/ip/hotspot/active/login`: a guest is signed in by the owner's hand. RADIUS is asked all the same.

use std::net::Ipv4Addr;
use std::sync::Arc;

use domain::device::Mac;

use super::call::Arguments;
use super::refusal::Refusal;
use super::reply::Reply;
use crate::router::Device;
use crate::router::event::{Event, LoginMethod};
use crate::router::hotspot::Hotspot;
use crate::router::login::{Attempt, Credential, LoginError};

pub(super) async fn log_in(hotspot: &Arc<Hotspot>, arguments: &Arguments) -> Result<Reply, Refusal> {
    arguments.allow(&["ip", "user", "password", "mac-address", "domain"])?;
    let device = device(hotspot, arguments)?;
    let quirks = hotspot.quirks().rest;
    if quirks.ignores_login {
        hotspot.log.note(Event::RestNotApplied { asked: "/ip/hotspot/active/login".to_owned() });
        return Ok(Reply::nothing());
    }
    if hotspot.is_online(device) {
        // What RouterOS says here is not known.
        return Err(Refusal::Words("already logged in".to_owned()));
    }
    let argument = |name| arguments.text(name).unwrap_or_default();
    let attempt = Attempt {
        username: argument("user"),
        domain: argument("domain"),
        credential: Credential::Pap(argument("password")),
        method: LoginMethod::Api,
    };
    if !quirks.login_waits {
        let hotspot = Arc::clone(hotspot);
        // How it ends is told by the event log, and by nobody else.
        tokio::spawn(async move { drop(hotspot.login(device, attempt).await) });
        return Ok(Reply::nothing());
    }
    let say = |error: LoginError| {
        let prefix = if quirks.failure_prefix { "failure: " } else { "" };
        Refusal::Words(format!("{prefix}{error}"))
    };
    hotspot.login(device, attempt).await.map_err(say)?;
    Ok(Reply::nothing())
}

/// The host that is meant, in the words RouterOS was seen to use for the others.
fn device(hotspot: &Hotspot, arguments: &Arguments) -> Result<Device, Refusal> {
    let ip = arguments.text("ip").map_or(Ok(Ipv4Addr::UNSPECIFIED), |ip| ip.parse());
    let ip = ip.map_err(|_| Refusal::invalid("ip"))?;
    let mac = arguments.text("mac-address").map(|mac| Mac::parse(&mac)).transpose();
    let mac = mac.map_err(|_| Refusal::Words("invalid value of mac-address".to_owned()))?;
    let host = hotspot.state().hosts.get(&ip).map(|host| host.device);
    let device = host.ok_or_else(|| Refusal::Words(format!("unknown host IP {ip}")))?;
    if mac.is_some_and(|mac| mac != device.mac) {
        return Err(Refusal::Words("wrong MAC provided".to_owned()));
    }
    Ok(device)
}
