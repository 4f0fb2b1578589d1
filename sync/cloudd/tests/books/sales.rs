//! How often phones ring through the cloud: the limit is looked at before the books are.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use cloud_store::books::{Admitted, Counter, Lane, Seen};
use domain::event::Event;
use domain::ids::ProviderId;

use crate::story::{hour, records};
use crate::world::World;

const UNKNOWN: &str = "00000000-0000-4000-8000-000000000000";

impl World {
    /// Asks for a phone to be asked to pay; the status and the code of a refusal.
    fn wants(&self, provider: ProviderId, plan: &str, from: &str) -> (u16, String) {
        let body = format!(r#"{{"plan_id":"{plan}","phone":"0712345678"}}"#);
        let request = format!(
            "POST /api/captive/{provider}/initiate-mpesa HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\
             X-Forwarded-For: {from}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let mut stream = TcpStream::connect(("127.0.0.1", self.cloud.port())).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let status = answer.split(' ').nth(1).unwrap().parse().unwrap();
        let code = answer.split("\"code\":\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        (status, code.to_owned())
    }
}

#[tokio::test]
async fn who_is_over_the_limit_is_not_asked_what_for_and_refused_guesses_use_nothing_up() {
    let mut world = World::sqlite().await;
    let (provider, site) = world.provider(1, &records(vec![(world.now_ms, Event::PlanAdded(hour()))])).await;
    world.store.platform().approve_provider(provider).await.unwrap();
    world.confirm(provider, site).await;
    world.serve();
    let seen = Seen { at_ms: world.now_ms + 30_000, version: None, wan: None, applied: 0 };
    let counter = Counter { start: 1, number: 1 };
    let caller = world.store.provider(provider).caller(site, 1).await.unwrap().unwrap();
    let heard = caller.admit(Lane::Push, counter, seen).await.unwrap();
    assert!(matches!(heard, Admitted::Fresh(_)), "{heard:?}");
    let (plan, home) = (hour().id.to_string(), "197.232.0.1");
    for _ in 0..40 {
        assert_eq!(world.wants(provider, UNKNOWN, home), (404, "unknown_plan".to_owned()));
    }
    for guest in 0..30 {
        assert_eq!(world.wants(provider, &plan, home), (202, String::new()), "{guest}");
    }
    let too_many = (429, "too_many_requests".to_owned());
    assert_eq!(world.wants(provider, &plan, home), too_many);
    // Before anybody looks whether there is such a plan, or such a provider.
    assert_eq!(world.wants(provider, UNKNOWN, home), too_many);
    assert_eq!(world.wants(ProviderId::from_bytes([9; 16]), &plan, home), too_many);
    assert_eq!(world.wants(provider, UNKNOWN, "197.232.0.2"), (404, "unknown_plan".to_owned()));
    assert_eq!(world.wants(provider, &plan, "197.232.0.2"), (202, String::new()));
}
