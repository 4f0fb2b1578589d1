//! Secrets are shown nowhere: not by a command, not in the log at start, at sales and at failures, not in metrics, not in
//! the books. Nor is anybody's whole number in what people read.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use acceptance::metrics;
use acceptance::shop::{PROVIDER, Shop, phone};
use acceptance::web;
use payment_proto::mpesa::{Credentials, Password, Timestamp};
use testkit::daraja::{Behaviour, Daraja, DarajaConfig, Endpoint, Fault, Schedule};

const KEY: &str = "standin-key";
const SECRET: &str = "standin-secret";
const PASSKEY: &str = "bfb279f9aa9bdbcf158e97dd71a467cd2e0c893059b10f78e6b72ada1ed2c919";
const OF_THE_ROUTER: &str = "a-secret-for-tests-only";

/// One request to a rail, and the document that comes back.
fn asked(rail: &Daraja, request: &str, authorization: &str) -> serde_json::Value {
    let mut stream = TcpStream::connect(rail.base_url().trim_start_matches("http://")).unwrap();
    write!(stream, "{request} HTTP/1.0\r\nHost: rail\r\nAuthorization: {authorization}\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).unwrap()).unwrap()
}

/// The token a gateway uses on this rail. A twin gives the same one first: the same seed, the same chance.
fn token_on(rail: &Daraja) -> String {
    let twin = Daraja::start(DarajaConfig::paybill()).unwrap();
    let credentials = Credentials::new(KEY, SECRET, PASSKEY).unwrap().basic_authorization();
    let granted = asked(&twin, "GET /oauth/v1/generate?grant_type=client_credentials", credentials.reveal());
    let token = granted["access_token"].as_str().unwrap().to_owned();
    let refused = rail.counters().tokens_refused;
    asked(rail, "POST /mpesa/stkpushquery/v1/query", &format!("Bearer {token}"));
    assert_eq!(rail.counters().tokens_refused, refused, "it is the token in use");
    token
}

/// A day of a shop, sales and all kinds of failures; and the token of its morning.
fn a_day() -> (Shop, String) {
    let mut shop = Shop::open();
    for (guest, behaviour) in
        [(1, Behaviour::Pays), (2, Behaviour::Cancels), (3, Behaviour::Fails("SFC_IC0003".into()))]
    {
        shop.behaves(&phone(guest), behaviour);
        shop.buys(&phone(guest));
    }
    let token = token_on(&shop.daraja);
    shop.pass_secs(30);
    let faults = [Fault::LostAnswer, Fault::NoProduct, Fault::Firewall, Fault::SystemBusy, Fault::InternalError];
    for (guest, fault) in (4..).zip(faults) {
        shop.daraja.fail(Endpoint::StkPush, fault, Schedule::Next(1));
        assert_eq!(shop.asks(&phone(guest)).status, 202);
    }
    shop.daraja.fail(Endpoint::StkQuery, Fault::WrongTypes, Schedule::Next(1));
    shop.pass_secs(30);
    let callback = shop.door.posted().remove(0);
    let genuine = callback.path.clone();
    let altered = genuine.replace(&genuine[genuine.len() - 4..], "0000");
    for path in [&altered, &format!("{genuine}/more"), &genuine.replace(PROVIDER, "somebody-else")] {
        drop(shop.door.hand_in(&callback.to(path)));
    }
    let foreign = shop.confirmation("UAF0FOREIG", "20.00", "wifi", &format!("254{}", &phone(9)[1..]));
    shop.door.hand_in(&foreign).unwrap();
    shop.types("UAF0FOREIG", None);
    web::post(&shop.langod, &genuine, "application/json", &callback.body);
    shop.langod.restart().unwrap();
    (shop, token)
}

#[test]
fn nothing_shows_a_secret() {
    let (shop, token) = a_day();
    let credentials = Credentials::new(KEY, SECRET, PASSKEY).unwrap();
    let password = Password::new("174379".parse().unwrap(), &credentials, Timestamp::from_unix_ms(0));
    let basic = credentials.basic_authorization().reveal().trim_start_matches("Basic ").to_owned();
    // The last letters of a password are the time's.
    let mut secrets = vec![KEY, SECRET, PASSKEY, OF_THE_ROUTER, &basic, &token, &password.reveal()[..88]];
    let pushes = shop.daraja.pushes();
    assert!(pushes.len() >= 4, "{}", shop.story());
    let callbacks = pushes.iter().map(|push| push.callback_url.rsplit('/').next().unwrap());
    // Whose site it is and which payment may be known; the proof that it comes from the rail may not.
    secrets.extend(callbacks.map(|token| &token[64..]));
    let c2b = shop.confirmation("UAF0000000", "1.00", "", "").path;
    secrets.push(&c2b.split('/').nth(4).unwrap()[32..]);

    let of = |words: &[&str]| {
        let output = shop.langod.run(words).unwrap();
        output.stdout + &output.stderr
    };
    let mut shown =
        vec![("log".to_owned(), shop.langod.log().text()), ("metrics".to_owned(), metrics::exposition(&shop.langod))];
    for words in [
        &["payment", "list"][..],
        &["payment", "list", "--json"],
        &["payment", "show", shop.payments()[0]["reference"].as_str().unwrap()],
        &["payment", "show", "UAF0FOREIG"],
        &["review", "list", "--all"],
        &["review", "list", "--json"],
        &["config", "check"],
        &["doctor"],
        &["doctor", "--json"],
    ] {
        shown.push((words.join(" "), of(words)));
    }
    for (place, text) in &shown {
        let found = secrets.iter().find(|secret| text.contains(**secret));
        assert_eq!(found, None, "in {place}:\n{text}");
        let phones = (1..=9).map(phone);
        let whole = phones.map(|phone| phone[1..].to_owned()).find(|phone| text.contains(phone.as_str()));
        assert_eq!(whole, None, "a whole number in {place}:\n{text}");
    }
    let copy = shop.langod.dir().join("copy.lango");
    shop.langod.command(&["backup", copy.to_str().unwrap()]).unwrap();
    let in_the_folder = fs::read_dir(shop.langod.data_dir()).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = in_the_folder.chain([copy]).collect();
    for file in files.iter().filter(|file| file.is_file()) {
        let bytes = fs::read(file).unwrap();
        let holds = |secret: &&&str| bytes.windows(secret.len()).any(|window| window == secret.as_bytes());
        assert_eq!(secrets.iter().find(holds), None, "in {}", file.display());
    }
    assert!(files.len() >= 4 && files.iter().all(|file| !file.is_dir()), "books, journal, key, copy: {files:?}");
}
