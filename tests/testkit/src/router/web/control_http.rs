//! The control port: JSON over HTTP, for people with curl and for tests in other languages.
//!
//! ```text
//! GET  /devices /hosts /sessions /cookies /counters /quirks /users /clock
//! GET  /events?after=N&wait_ms=M           what happened after N; waits up to M ms if that is nothing yet
//! POST /quirks                             {"http_chap": true, "rest": {"delay_ms": 500}, …}: the named ones change
//! POST /users                              {"name": "staff", "password": "…"}: a name the router knows itself
//! POST /rest-users                         {"name": "langod", "password": "…", "policies": ["read", "rest-api"]}
//! POST /ntp                                {}: the clock is right until the next boot
//! POST /reboot                             {"how": "orderly" | "power-cut"}
//! POST /lose-replies                       {"count": 2}
//! POST /devices/{mac or ip}/traffic        {"upload_bytes": 0, "download_bytes": 5000000}
//! POST /devices/{mac or ip}/end            {"cause": 4}: any Acct-Terminate-Cause by its number
//! POST /devices/{mac or ip}/{interim | idle-out | drop-carrier | time-out | remove | log-out}
//! POST /devices/{mac or ip}/remove-cookie
//! ```

use std::sync::Arc;
use std::time::Duration;

use hyper::{Method, StatusCode};
use radius_proto::TerminateCause;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::answer::{Answer, json, text};
use super::ask::Ask;
use super::serve;
use crate::router::boot::Reboot;
use crate::router::control::{Control, NotOnline};
use crate::router::{Device, NotAdded, Quirks};

/// The longest long poll.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Serves the control port for as long as the router runs.
pub(in crate::router) async fn control(control: Control, listener: TcpListener) {
    let Ok(door) = listener.local_addr() else { return };
    serve(listener, move |_, request| {
        let control = control.clone();
        async move {
            Some(match Ask::read(request, door).await {
                Ok(ask) => answer(&control, &ask).await.unwrap_or_else(|Refused(status, why)| text(status, &why)),
                Err(refusal) => refusal,
            })
        }
    })
    .await;
}

async fn answer(control: &Control, ask: &Ask) -> Result<Answer, Refused> {
    let segments: Vec<&str> = ask.path.trim_matches('/').split('/').collect();
    match (&ask.method, segments.as_slice()) {
        (&Method::GET, ["devices"]) => Ok(shown(&control.devices())),
        (&Method::GET, ["hosts"]) => Ok(shown(&control.hosts())),
        (&Method::GET, ["sessions"]) => Ok(shown(&control.sessions())),
        (&Method::GET, ["cookies"]) => {
            Ok(shown(&control.cookies().iter().map(ToString::to_string).collect::<Vec<_>>()))
        }
        (&Method::GET, ["counters"]) => Ok(shown(&control.counters())),
        (&Method::GET, ["quirks"]) => Ok(shown(&control.quirks())),
        (&Method::GET, ["users"]) => Ok(shown(&control.local_users())),
        (&Method::GET, ["clock"]) => Ok(shown(&serde_json::json!({ "unix_secs": control.clock_unix_secs() }))),
        (&Method::GET, ["events"]) => Ok(events(control, ask).await),
        (&Method::POST, ["quirks"]) => change_quirks(control, ask),
        (&Method::POST, ["users"]) => {
            let conflict = |why: NotAdded| Refused(StatusCode::CONFLICT, why.to_string());
            control.add_local_user(body(ask)?).map_err(conflict)?;
            Ok(done())
        }
        (&Method::POST, ["rest-users"]) => {
            control.set_rest_user(body(ask)?);
            Ok(done())
        }
        (&Method::POST, ["ntp"]) => {
            control.grant_ntp();
            Ok(done())
        }
        (&Method::POST, ["reboot"]) => {
            control.hotspot.reboot(body::<RebootHow>(ask)?.how).await;
            Ok(done())
        }
        (&Method::POST, ["lose-replies"]) => {
            control.lose_replies(body::<Count>(ask)?.count);
            Ok(done())
        }
        (&Method::POST, ["devices", name, verb]) => {
            let device = control.find(&name.to_uppercase()).ok_or_else(not_found)?;
            on_device(control, device, verb, ask)
        }
        _ => Err(not_found()),
    }
}

fn on_device(control: &Control, device: Device, verb: &str, ask: &Ask) -> Result<Answer, Refused> {
    let moved = match verb {
        "traffic" => {
            let Traffic { upload_bytes, download_bytes } = body(ask)?;
            control.traffic(device, upload_bytes, download_bytes)
        }
        "end" => control.end(device, TerminateCause::from_number(body::<Cause>(ask)?.cause)),
        "interim" => control.interim(device),
        "idle-out" => control.idle_out(device),
        "drop-carrier" => control.drop_carrier(device),
        "time-out" => control.time_out(device),
        "remove" => control.remove(device),
        "log-out" => control.log_out(device),
        "remove-cookie" => {
            control.remove_cookie(device.mac);
            Ok(())
        }
        _ => return Err(not_found()),
    };
    moved.map(|()| done()).map_err(|NotOnline(mac)| Refused(StatusCode::CONFLICT, format!("{mac} is not online")))
}

fn change_quirks(control: &Control, ask: &Ask) -> Result<Answer, Refused> {
    let changed: Quirks = control.quirks().changed(body(ask)?).map_err(|refusal| bad_request(&refusal))?;
    control.set_quirks(|quirks| quirks.clone_from(&changed));
    Ok(shown(&changed))
}

async fn events(control: &Control, ask: &Ask) -> Answer {
    let number = |name| ask.fields.get(name).and_then(|value| value.parse().ok());
    let after = number("after").unwrap_or(0);
    let wait = Duration::from_millis(number("wait_ms").unwrap_or(0)).min(LONGEST_WAIT);
    let log = &Arc::clone(&control.hotspot).log;
    // Running out of time is an answer too: the empty list.
    let _ = timeout(wait, log.grows_beyond(after)).await;
    shown(&log.after(after))
}

#[derive(Deserialize)]
struct RebootHow {
    how: Reboot,
}

#[derive(Deserialize)]
struct Count {
    count: u32,
}

#[derive(Deserialize)]
struct Cause {
    cause: u32,
}

#[derive(Deserialize)]
struct Traffic {
    #[serde(default)]
    upload_bytes: u64,
    #[serde(default)]
    download_bytes: u64,
}

fn body<T: DeserializeOwned>(ask: &Ask) -> Result<T, Refused> {
    serde_json::from_slice(&ask.body).map_err(|refusal| bad_request(&refusal))
}

/// Why nothing was done.
struct Refused(StatusCode, String);

fn bad_request(refusal: &serde_json::Error) -> Refused {
    Refused(StatusCode::BAD_REQUEST, refusal.to_string())
}

fn not_found() -> Refused {
    Refused(StatusCode::NOT_FOUND, "nothing by that name".to_owned())
}

fn shown(value: &impl serde::Serialize) -> Answer {
    match serde_json::to_string(value) {
        Ok(body) => json(StatusCode::OK, body),
        Err(failure) => text(StatusCode::INTERNAL_SERVER_ERROR, &failure.to_string()),
    }
}

fn done() -> Answer {
    json(StatusCode::OK, "{}".to_owned())
}
