//! A gateway that has a claim code and that nobody has confirmed: it may tell, and is told and given nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{cloud, post};
use acceptance::hand_made::{HandMade, record};
use domain::link::Cursor;
use sync_proto::{Answer, AppKey, Inquiry, Push, Taken, Up, Wants};

fn wants(up: Up, push: Push) -> Up {
    Up { wants: Wants::Push(push), ..up }
}

fn token() -> Inquiry {
    Inquiry::Token { app: AppKey::of("key", "secret").name(), bad: None }
}

#[test]
fn who_is_not_confirmed_hears_nothing_of_what_is_confirmed_later() {
    let cloud = cloud().start().unwrap();
    let provider = cloud.create_provider("Mama Njeri WiFi").unwrap();
    let one = HandMade::claim(&cloud, &provider, "Kibanda", 1);
    assert_eq!(post(&cloud, &one.callback_path(), b"{}").json()["ResultCode"], 0);
    let told = one.says(&cloud, &one.push(1, vec![record(1)]));
    assert!(!told.is_confirmed);
    assert!(matches!(told.taken, Taken::Stored { .. }));
    let held = one.says(&cloud, &one.hold(1));
    assert_eq!((held.directives.len(), held.is_confirmed), (0, false));
    // Its own past, from another epoch, and a token.
    let recalls = Some(Cursor { epoch: 1, sequence: 0 });
    let asked = wants(one.push(2, Vec::new()), Push { recalls, inquiries: vec![token()], ..Push::default() });
    let asked = Up { report: sync_proto::Report { epoch: 2, last_sequence: 0, ..asked.report }, ..asked };
    let answered = one.says(&cloud, &asked);
    assert_eq!((answered.recalled, answered.answers), (None, vec![Answer::NotConfirmed]));
    cloud.confirm_site(&provider, &one.site.to_string()).unwrap();
    let held = one.says(&cloud, &one.hold(2));
    assert_eq!((held.directives.len(), held.is_confirmed), (1, true));
    let again = one.says(&cloud, &Up { counter: one.push(3, Vec::new()).counter, ..asked });
    assert_eq!(again.recalled.unwrap().records, [record(1)]);
    assert!(matches!(again.answers[..], [Answer::Token { sites: 1, .. }]), "{:?}", again.answers);
}
