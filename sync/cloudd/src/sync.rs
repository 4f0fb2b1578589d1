//! POST /sync/v1/enrol, /push and /hold: what gateways say. Bytes are judged by the gate; here they are taken, and a
//! question for directives waits.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cloud_gate::{Asked, Gate, Held, Refused};
use sync_proto::{Numbered, Refusal};
use tokio::select;
use tokio::time::{Instant, sleep_until, timeout};

use crate::cloud::Cloud;
use crate::http::{Later, Problem};
use crate::wake::Waiting;

/// Between two looks whether a gateway has been confirmed.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
/// Held questions that may ask the books at a time, some more than there are connections to the database. When all gateways
/// come at once after a cut, the others wait where waiting takes little room, and what gateways tell does not wait behind
/// them.
pub(crate) const TURNS: usize = 32;
/// Whoever waits longer for a turn is told to come again.
const FOR_A_TURN: Duration = Duration::from_secs(10);

pub(crate) async fn enrol(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    respond(cloud.gate.enrol(&bytes, cloud.clock.unix_ms()).await)
}

pub(crate) async fn push(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    respond(cloud.gate.push(&bytes, cloud.clock.unix_ms()).await)
}

pub(crate) async fn hold(State(cloud): State<Arc<Cloud>>, bytes: Bytes) -> Response {
    Later::answer(async move { respond(held(&cloud, bytes).await) })
}

async fn held(cloud: &Cloud, bytes: Bytes) -> Result<Vec<u8>, Refused> {
    let begun = Instant::now();
    // Taken before the books are asked, else a call in between is missed. Nothing is believed yet, and nothing is told.
    let waiting = cloud.wake.listen(Gate::named(&bytes)?);
    let mut held = match in_turn(cloud, || cloud.gate.hold(&bytes, cloud.clock.unix_ms())).await? {
        Asked::Held(held) => held,
        Asked::Answered(answer) => return Ok(answer),
    };
    drop(bytes);
    let until = begun + Duration::from_secs(u64::from(held.wait_secs)).min(cloud.config.hold);
    let directives = await_directives(cloud, &waiting, &mut held, until).await?;
    in_turn(cloud, || held.answer(directives, cloud.clock.unix_ms())).await
}

/// Waits to be called, and looks. Calls may be lost; the gateway asks again by itself, and whoever asks is told what there
/// is.
async fn await_directives(
    cloud: &Cloud,
    waiting: &Waiting,
    held: &mut Held<'_>,
    until: Instant,
) -> Result<Vec<Numbered>, Refused> {
    loop {
        // Somebody stands at the router with the words in hand, and a command of another process may not call us.
        let again = if held.is_confirmed() { until } else { until.min(Instant::now() + LOOK_AGAIN) };
        select! {
            () = waiting.called() => {}
            () = sleep_until(again) => if again == until { return Ok(Vec::new()) },
            () = cloud.stopping.told() => return Ok(Vec::new()),
        }
        if let Some(directives) = in_turn(cloud, || held.look()).await? {
            return Ok(directives);
        }
    }
}

/// Asks the books for a held question when it is its turn.
async fn in_turn<T, F>(cloud: &Cloud, ask: impl FnOnce() -> F) -> Result<T, Refused>
where
    F: Future<Output = Result<T, Refused>>,
{
    let Ok(Ok(_turn)) = timeout(FOR_A_TURN, cloud.turns.acquire()).await else {
        return Err(Refusal::Unavailable.into());
    };
    // Boxed, so that ten thousand that wait keep no room for it.
    Box::pin(ask()).await
}

/// A refusal is not signed: it changes nothing at the gateway.
fn respond(answer: Result<Vec<u8>, Refused>) -> Response {
    match answer {
        // Without a type, which nobody reads: a quiet gateway asks a hundred thousand times a month.
        Ok(bytes) => Body::from(bytes).into_response(),
        Err(Refused { refusal, cause }) => {
            if let Some(error) = cause {
                tracing::warn!(%error, "a frame could not be taken");
            }
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            let problem = Problem::new(status, refusal.code(), refusal.to_string());
            if refusal == Refusal::Unavailable { problem.retry_after(5) } else { problem }.into_response()
        }
    }
}
