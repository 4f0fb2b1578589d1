//! A guest goes from one site of an owner to another with one ticket: two real gateways and a real cloud. The ticket is
//! honoured by one site at a time, and what was used of it travels with it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, Ways, is_in_step, join};
use acceptance::radclient::login;
use acceptance::session::Session;
use acceptance::shop::{Shop, phone};
use acceptance::site::{HOUR, device, one_ticket, plain, unsold};
use acceptance::web::{Answer, activation, post};
use testkit::machine::{PATIENCE, poll};
use testkit::{Langod, Relay};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const A_GIGABYTE: &str = "1 GB";

/// A cloud, the site where tickets are bought, and another one whose line can be cut.
struct Street {
    chain: Chain,
    duka: Shop,
    line: Relay,
}

impl Street {
    fn open() -> Self {
        Self::of(Chain::forge())
    }

    fn of(chain: Chain) -> Self {
        let straight = Ways::straight_to(&chain.cloud);
        let line = Relay::to(straight.gateway).unwrap();
        let ways = Ways { gateway: line.address(), ..straight };
        let (duka, _) = join(&chain.cloud, ways, &chain.shop.provider, "Duka", |gateway| gateway);
        Street { chain, duka, line }
    }

    fn kibanda(&self) -> &Langod {
        &self.chain.shop.langod
    }

    fn duka(&self) -> &Langod {
        &self.duka.langod
    }

    /// A ticket that the cloud has heard of.
    fn ticket(&self, plan: &str) -> String {
        let code = one_ticket(self.kibanda(), plan);
        is_in_step(self.kibanda());
        code
    }
}

fn activate(langod: &Langod, code: &str) -> Answer {
    post(langod, &activation(code), JSON, &format!(r#"{{"mac":"{}"}}"#, device(1)))
}

/// A guest types a code and waits until it is there.
#[track_caller]
fn comes_to(langod: &Langod, code: &str) -> Answer {
    let arrived = poll(PATIENCE, || Some(activate(langod, code)).filter(|answer| answer.status == 200));
    arrived.unwrap_or_else(|| panic!("{:?}\n{}", activate(langod, code), langod.log().text()))
}

fn type_code(langod: &Langod, code: &str) -> Answer {
    post(langod, "/ticket", FORM, &format!("code={code}"))
}

/// Where a page goes on by itself.
fn next_look(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("http-equiv=\"refresh\" content=\"")?;
    let (seconds_and_link, _) = rest.split_once('"')?;
    let (_, link) = seconds_and_link.split_once(";url=")?;
    Some(link.replace("&amp;", "&").replace("&#38;", "&"))
}

#[test]
fn a_ticket_goes_to_another_site_and_home_again_with_what_was_used_of_it() {
    let street = Street::open();
    let data = ["--name", A_GIGABYTE, "--price", "100", "--kind", "data", "--data", "1GB", "--validity", "30d"];
    street.kibanda().add_plan(&data).unwrap();
    let code = street.ticket(A_GIGABYTE);
    let phone = device(1);
    assert!(login(street.kibanda(), &code, &phone).is_accept());
    let at_home = Session::new("80100001", &code, &phone);
    at_home.start(street.kibanda());
    at_home.stop(street.kibanda(), [60, 0, 300_000_000]);

    let asked = activate(street.duka(), &code);
    assert_eq!(asked.problem(), (409, "ticket_elsewhere".to_owned()));
    assert!(asked.header("retry-after").is_some() && asked.body.contains("Kibanda"), "{asked:?}");
    let there = comes_to(street.duka(), &code);
    assert_eq!(there.json()["remaining_bytes"], 700_000_000);
    assert!(login(street.duka(), &code, &device(1)).is_accept());
    assert!(!login(street.kibanda(), &code, &device(1)).is_accept());
    assert_eq!(street.kibanda().ticket(&code).unwrap()["custody"], "lent");
    assert_eq!(street.duka().ticket(&code).unwrap()["custody"], "visiting");
    let away = Session::new("80100002", &code, &phone);
    away.start(street.duka());
    away.stop(street.duka(), [60, 0, 200_000_000]);

    let back = comes_to(street.kibanda(), &code);
    assert_eq!(back.json()["remaining_bytes"], 500_000_000);
    assert!(login(street.kibanda(), &code, &device(1)).is_accept());
    assert!(!login(street.duka(), &code, &device(1)).is_accept());
    is_in_step(street.kibanda());
    is_in_step(street.duka());
}

#[test]
fn the_page_asks_for_the_ticket_and_goes_on_by_itself() {
    let street = Street::open();
    let code = street.ticket(HOUR);
    let page = type_code(street.duka(), &code);
    assert_eq!(page.status, 200);
    assert!(page.body.contains("This ticket is from another place") && page.body.contains("Kibanda"), "{page:?}");
    let link = next_look(&page).unwrap_or_else(|| panic!("{page:?}"));
    assert!(link.starts_with(&format!("/seek/{}/1?", plain(&code))), "{link}");
    let shown = poll(PATIENCE, || {
        let page = acceptance::web::get(street.duka(), &link);
        Some(page).filter(|page| next_look(page).is_none())
    });
    let shown = shown.unwrap();
    assert!(shown.body.contains(&code) && !shown.body.contains("another place"), "{shown:?}");
    assert!(login(street.duka(), &code, &device(1)).is_accept());
}

#[test]
fn without_the_internet_the_guest_is_told_plainly_and_visitors_are_let_in() {
    let street = Street::open();
    let (here, there) = (street.ticket(HOUR), street.ticket(HOUR));
    comes_to(street.duka(), &here);
    street.line.cut();
    assert!(login(street.duka(), &here, &device(1)).is_accept());
    let told = poll(PATIENCE, || Some(type_code(street.duka(), &there)).filter(|page| next_look(page).is_none()));
    let told = told.unwrap();
    assert!(told.body.contains("internet") && told.body.contains("down here"), "{told:?}");
    assert!(login(street.kibanda(), &there, &device(2)).is_accept());
    // What it lent is not honoured at home meanwhile.
    assert!(!login(street.kibanda(), &here, &device(1)).is_accept());
}

#[test]
fn both_ends_keep_to_it_through_power_cuts() {
    let mut street = Street::open();
    let code = street.ticket(HOUR);
    comes_to(street.duka(), &code);
    assert!(login(street.duka(), &code, &device(1)).is_accept());
    street.duka.langod.kill_9().unwrap();
    street.chain.shop.langod.kill_9().unwrap();
    street.duka.langod.launch().unwrap();
    street.chain.shop.langod.launch().unwrap();
    assert!(login(street.duka(), &code, &device(1)).is_accept());
    assert!(!login(street.kibanda(), &code, &device(1)).is_accept());
    comes_to(street.kibanda(), &code);
    assert!(!login(street.duka(), &code, &device(1)).is_accept());
}

#[test]
fn the_owner_moves_a_ticket_by_force_whose_own_site_is_gone() {
    let mut street = Street::of(Chain::with(|cloud| cloud.hold_seconds(1), |gateway| gateway));
    let code = street.ticket(HOUR);
    let provider = street.chain.shop.provider.clone();
    let sites = street.chain.cloud.json(&["site", "list", "--provider", &provider]).unwrap();
    let duka = sites.as_array().unwrap().iter().find(|site| site["name"] == "Duka").unwrap()["id"].clone();
    let duka = duka.as_str().unwrap().to_owned();
    // The plan has to be sold there; then it is the same plan.
    let plan = ["plan", "put", "--provider", &provider, "--id", &street.chain.shop.hour, "--site", &duka];
    let hour = ["--name", "An hour of Kibanda", "--price", "20", "--kind", "elapsed", "--duration", "1h"];
    street.chain.cloud.command(&[&plan[..], &hour[..]].concat()).unwrap();
    street.chain.shop.langod.kill_9().unwrap();

    let moved = |reason: &str| {
        let words = ["ticket", "move", &code, "--provider", &provider, "--to", &duka, "--reason", reason];
        street.chain.cloud.run(&words).unwrap()
    };
    assert_eq!(moved(" ").status.code(), Some(2));
    let told = |langod: &Langod| langod.json(&["ticket", "list"]).unwrap().as_array().unwrap().clone();
    let sells = || {
        let plans = street.chain.cloud.json(&["plan", "list", "--provider", &provider, "--site", &duka]).unwrap();
        plans.as_array().unwrap().iter().any(|plan| plan["id"] == street.chain.shop.hour.as_str())
    };
    assert!(poll(PATIENCE, || sells().then_some(())).is_some(), "Duka does not tell that it sells the plan");
    for _ in 0..2 {
        let done = moved("the router was stolen");
        assert!(done.status.success(), "{done:?}");
    }
    let new = poll(PATIENCE, || told(street.duka()).first().cloned()).unwrap();
    let new = new["code"].as_str().unwrap();
    is_in_step(street.duka());
    assert_eq!(told(street.duka()).len(), 1, "said twice, done once");
    assert!(login(street.duka(), new, &device(1)).is_accept());

    // Should it ever come back, it hears of it.
    street.chain.shop.langod.launch().unwrap();
    let status = |code: &str| street.kibanda().ticket(code).unwrap()["status"].clone();
    assert!(poll(PATIENCE, || (status(&code) == "revoked").then_some(())).is_some(), "{}", status(&code));
    assert!(!login(street.kibanda(), &code, &device(1)).is_accept());
    assert!(!moved("again").status.success(), "what is over is not moved");
}

#[test]
fn what_no_site_sold_or_is_over_is_said_as_it_is() {
    let street = Street::open();
    let revoked = street.ticket(HOUR);
    street.kibanda().command(&["ticket", "revoke", &revoked]).unwrap();
    is_in_step(street.kibanda());
    assert_eq!(activate(street.duka(), &revoked).problem(), (410, "ticket_revoked".to_owned()));
    for number in 1..=5 {
        assert_eq!(activate(street.duka(), &unsold(number)).problem(), (404, "unknown_code".to_owned()));
    }
    // Codes that these books do not know are guesses, wherever they were looked for.
    assert_eq!(activate(street.duka(), &unsold(6)).problem(), (429, "too_many_requests".to_owned()));
}

#[test]
fn a_receipt_paid_at_one_site_finds_its_ticket_at_another() {
    let street = Street::open();
    let id = street.chain.shop.buys(&phone(1));
    street.chain.shop.pass_secs(30);
    let code = street.chain.shop.ticket(&id);
    let posted = street.chain.shop.daraja.control().statement();
    let receipt = posted[0].receipt.as_str().to_owned();
    street.chain.shop.waits_for(&id, |payment| payment["status"] == "success");
    street.chain.is_in_step();
    let arrived = poll(PATIENCE, || Some(street.duka.types(&receipt, None)).filter(|answer| answer.status == 200));
    let arrived = arrived.unwrap_or_else(|| panic!("{:?}", street.duka.types(&receipt, None)));
    assert_eq!(arrived.json()["code"], code.as_str());
    assert!(login(street.duka(), &code, &device(1)).is_accept());
    assert!(!login(street.kibanda(), &code, &device(1)).is_accept());
}
