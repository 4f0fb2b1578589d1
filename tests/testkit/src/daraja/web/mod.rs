//! The API over HTTP: one request from the door to its answer. Gateway matters come first (path, faults, method,
//! token), then the call itself; a fault that spoils the answer comes last.

mod answer;
mod ask;
mod b2c;
mod body;
mod c2b_register;
mod c2b_simulate;
mod control_body;
mod control_http;
mod door;
mod faulty;
mod party;
mod pull;
mod reversal;
mod signature;
mod stk_push;
mod stk_query;
mod token;
mod transaction_status;

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;

pub(super) use self::control_http::control;
pub use self::door::Connections;
pub(super) use self::door::DoorHandle;

use self::answer::Answer;
use self::ask::Ask;
use self::body::Body;
use super::Endpoint;
use super::endpoint::Version;
use super::event::Event;
use super::mpesa::Mpesa;
use super::refusal::Refusal;

/// Serves the API.
pub(super) fn open_door(mpesa: Arc<Mpesa>, listener: TcpListener, address: SocketAddr) -> DoorHandle {
    door::open(listener, address, move |request| {
        let mpesa = Arc::clone(&mpesa);
        async move { answer(&mpesa, &Ask::read(request).await?).await }
    })
}

async fn answer(mpesa: &Arc<Mpesa>, ask: &Ask) -> Option<Answer> {
    let Some((endpoint, version)) = Endpoint::at(&ask.path) else {
        mpesa.state().counters.unknown_paths += 1;
        return Some(Answer::refusal(mpesa, &Refusal::new(404, "404.001.01", "Resource not found")));
    };
    let fault = {
        let mut state = mpesa.state();
        *state.counters.requests.entry(endpoint).or_default() += 1;
        state.faults.next(endpoint)
    };
    let Some(fault) = fault else { return Some(work(mpesa, endpoint, version, ask).await) };
    mpesa.note(Event::FaultMet { endpoint, fault });
    match faulty::in_place_of_work(mpesa, endpoint, fault, ask).await {
        faulty::InPlace::Answer(answer) => Some(answer),
        faulty::InPlace::Cut => None,
        faulty::InPlace::Nothing => faulty::spoilt(fault, work(mpesa, endpoint, version, ask).await).await,
    }
}

/// What the API says when nothing comes between.
async fn work(mpesa: &Arc<Mpesa>, endpoint: Endpoint, version: Version, ask: &Ask) -> Answer {
    call(mpesa, endpoint, version, ask).await.unwrap_or_else(|refusal| {
        let (code, message) = (refusal.code.to_owned(), refusal.message.clone());
        mpesa.note(Event::Refused { endpoint, code, message });
        Answer::refusal(mpesa, &refusal)
    })
}

async fn call(mpesa: &Arc<Mpesa>, endpoint: Endpoint, version: Version, ask: &Ask) -> Result<Answer, Refusal> {
    if !endpoint.takes(&ask.method) {
        return Err(Refusal::new(405, "405.001", "Method Not Allowed"));
    }
    let body = || token::check(mpesa, endpoint, ask).and_then(|()| Body::read(ask));
    match endpoint {
        Endpoint::Token => token::generate(mpesa, ask),
        Endpoint::StkPush => stk_push::push(mpesa, &body()?).await,
        Endpoint::StkQuery => stk_query::query(mpesa, &body()?),
        Endpoint::C2bRegister => c2b_register::register(mpesa, version, &body()?),
        Endpoint::C2bSimulate => c2b_simulate::simulate(mpesa, &body()?),
        Endpoint::TransactionStatus => transaction_status::query(mpesa, &body()?),
        Endpoint::Reversal => reversal::request(mpesa, &body()?),
        Endpoint::B2c => b2c::pay(mpesa, version, &body()?),
        Endpoint::PullRegister => pull::register(mpesa, &body()?),
        Endpoint::PullQuery => pull::query(mpesa, &body()?),
    }
}
