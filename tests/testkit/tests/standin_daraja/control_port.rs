//! The stand-in steered over HTTP, as the program is.

use serde_json::{Value, json};
use testkit::daraja::PushState;

use crate::client::{Answer, Client};
use crate::world::{World, phone, wire, world};

struct Port(Client);

impl Port {
    fn of(world: &World) -> Self {
        Port(Client::new(world.daraja.control_url().trim_end_matches('/'), "", ""))
    }

    fn get(&self, path: &str) -> Value {
        self.0.ask("GET", path, &[], "").json()
    }

    fn post(&self, path: &str, body: Value) -> Answer {
        self.0.ask("POST", path, &[], &body.to_string())
    }
}

#[test]
fn a_payment_is_steered_from_push_to_reversal() {
    let (world, id) = open_push();
    let port = Port::of(&world);
    assert_eq!(port.get("/pushes")[0]["state"], "prompting");
    assert_eq!(port.post("/phones/0700000021/enter-pin", json!({})).status, 200);
    assert_eq!(port.post("/phones/0700000021/enter-pin", json!({})).status, 409);
    assert_eq!(port.post("/advance", json!({ "ms": 20_000 })).status, 200);
    assert_eq!(world.receiver.posted().callback()["ResultCode"], 0);
    assert_eq!(port.post("/callbacks", json!({ "checkout_request_id": id })).status, 200);
    world.receiver.posted();
    let receipt = port.get("/statement")[0]["receipt"].clone();
    assert_eq!(port.post("/reversals", json!({ "receipt": receipt })).status, 200);
    assert_eq!(port.post("/reversals", json!({ "receipt": receipt })).status, 409);
    assert!(port.get("/statement")[0]["reversed_by"].is_string());
    assert_eq!(port.get("/counters")["requests"]["stk-push"], 1);
    assert_eq!(port.get("/delivered")[0]["fate"], json!({ "answered": 200 }));
    assert_eq!(port.get("/clock")["since_start_ms"], 20_000);
}

fn open_push() -> (World, String) {
    let world = world();
    let id = world.pushed(&phone(21), 20);
    (world, id)
}

#[test]
fn phones_do_what_the_port_says() {
    let (world, _) = open_push();
    let port = Port::of(&world);
    let told = |verb: &str, body| {
        assert_eq!(port.post(&format!("/phones/0700000021/{verb}"), body).status, 200, "{verb}");
        world.daraja.latest_push(wire(&phone(21))).unwrap().state
    };
    assert_eq!(told("cancel", json!({})), PushState::Failed("1032".into()));
    assert_eq!(told("pay-after-all", json!({})), PushState::Paid);
    world.pushed(&phone(21), 30);
    assert_eq!(told("time-out", json!({})), PushState::Failed("1037".into()));
    world.pushed(&phone(21), 30);
    assert_eq!(told("end", json!({ "code": "2001" })), PushState::Failed("2001".into()));
    let body = json!({ "behaviour": { "fails": "8006" }, "delay_ms": 5000, "callback": "twice" });
    assert_eq!(port.post("/subscribers/0700000001", body.clone()).status, 200);
    assert_eq!(port.post("/subscribers/unknown", json!({ "behaviour": "cancels" })).status, 200);
    let listed = port.get("/subscribers");
    assert_eq!(listed[0][0], "254700000001");
    assert_eq!(listed[0][1]["behaviour"], body["behaviour"]);
}

#[test]
fn faults_quirks_and_doors_are_steered() {
    let world = world();
    let port = Port::of(&world);
    port.post("/faults/stk-push", json!({ "fault": "system-busy", "schedule": { "next": 1 } }));
    assert_eq!(world.push(&phone(1), 20).refusal().1, "500.003.02");
    port.post("/faults/all", json!({ "fault": { "slow": 1 } }));
    port.post("/faults/stk-push", json!({ "fault": "firewall" }));
    port.post("/heal", json!({}));
    assert_eq!(world.push(&phone(1), 20).status, 200);
    port.post("/faults/stk-push", json!({ "fault": "empty-body" }));
    port.post("/heal/stk-push", json!({}));
    assert_eq!(world.push(&phone(2), 20).status, 200);

    assert_eq!(port.post("/quirks", json!({ "callback": { "after": 5 } })).json()["callback"], json!({ "after": 5 }));
    assert_eq!(port.get("/quirks")["callback_shape"], "usual");
    assert_eq!(port.post("/quirks", json!({ "no_such": true })).status, 400);

    port.post("/connections", json!({ "connections": "refused" }));
    assert!(world.client.send("GET", "/", &[], "").is_err());
    port.post("/connections", json!({ "connections": "taken" }));
    port.post("/kill-token", json!({}));
    assert_eq!(world.push(&phone(4), 20).refusal().1, "404.001.03");
    port.post("/callback-to", json!({ "address": null }));
    port.post("/advance-until-quiet", json!({}));
    assert!(world.receiver.rest().is_empty());
    for path in ["/faults/nothing", "/nothing", "/heal/nothing", "/phones/0700000001/dance"] {
        assert_eq!(port.post(path, json!({ "fault": "cut" })).status, 404);
    }
}

#[test]
fn payments_by_hand_come_from_the_port_too() {
    let world = world();
    let port = Port::of(&world);
    world.register("v2");
    assert_eq!(port.get("/registration")["response_type"], "Completed");
    let body = json!({ "phone": "0722 000 111", "amount_shillings": 35, "bill_ref": "lango 9" });
    assert_eq!(port.post("/payments", body).text("receipt"), world.daraja.statement()[0].receipt);
    port.post("/delete-registration", json!({}));
    assert_eq!(port.get("/registration"), Value::Null);
    assert_eq!(port.get("/payouts"), json!([]));
}

#[test]
fn happenings_are_told_from_where_the_listener_left_off() {
    let world = world();
    let port = Port::of(&world);
    world.client.sign_in();
    let last = port.get("/events?after=0").as_array().unwrap().last().unwrap()["number"].as_u64().unwrap();
    let waiting = std::thread::spawn(move || port.get(&format!("/events?after={last}&wait_ms=20000")));
    world.daraja.kill_token();
    world.client.sign_in();
    let told = waiting.join().unwrap();
    assert_eq!((&told[0]["number"], &told[0]["event"]), (&json!(last + 1), &json!("token-issued")));
}
