//! What books do whatever keeps them: on disk, folded or not, and in the in-memory twin.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod site;

use domain::checkout::Checkout;
use domain::decisions::{
    AccountingReport, Likeness, Opened, Paid, Payment, Purchase, ReportKind, account, checkpoint, open_checkout, paid,
    received, redeem, resolve_review, revoke,
};
use domain::device::Mac;
use domain::ids::PlanId;
use domain::money::Money;
use domain::phone::Phone;
use domain::receipt::ReceiptNumber;
use domain::review::Trouble;
use domain::session::SessionKey;
use domain::usage::Usage;
use site::Site;
use store::FoldDue;
use testkit::fragile_disk::{FragileDisk, Leaves};

/// Runs a test on the twin, on a journal, and on a file into which everything is folded at every turn.
fn check(test: impl Fn(&mut Site, &dyn Fn(&mut Site))) {
    test(&mut Site::twin(1), &|_| {});
    test(&mut Site::open(&FragileDisk::default(), 1).unwrap(), &|_| {});
    test(&mut Site::open(&FragileDisk::default(), 1).unwrap(), &|site| assert!(site.fold(FoldDue::Snapshot)));
}

fn report(code: domain::code::Code, kind: ReportKind, secs: u64) -> AccountingReport {
    AccountingReport {
        key: SessionKey { nas: "router".parse().unwrap(), id: "80100001".parse().unwrap() },
        kind,
        class: None,
        code: Some(code),
        user_name: code.plain().parse().unwrap(),
        device: Mac::from_bytes([2, 0, 0, 0, 1, 1]).unwrap(),
        ip: None,
        usage: Usage { secs, bytes_up: 10 * secs, bytes_down: 100 * secs },
    }
}

#[test]
fn a_ticket_is_found_by_its_code_and_lives_its_life() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        turn(site);
        let code = site.sell(plan).unwrap();
        turn(site);
        assert_eq!(site.login(code, 1), Some(true));
        assert!(site.is_active(code));
        turn(site);
        assert!(site.is_active(code));
        site.wait_secs(3600);
        assert_eq!(site.login(code, 1), Some(false));
        turn(site);
        assert!(!site.is_active(code));
    });
}

#[test]
fn a_session_is_counted_through_start_interim_and_stop() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        let code = site.sell(plan).unwrap();
        site.login(code, 1).unwrap();
        for (kind, secs) in [
            (ReportKind::Start, 0),
            (ReportKind::Interim, 60),
            (ReportKind::Interim, 60),
            (ReportKind::Stop { cause: 1 }, 90),
            (ReportKind::Stop { cause: 1 }, 90),
        ] {
            site.decide(|ledger, _, now| account(ledger, &report(code, kind, secs), now)).unwrap();
            turn(site);
        }
        assert_eq!(site.store.open_sessions().count(), 0);
        assert_eq!(site.ticket(code).unwrap().settled, Usage { secs: 90, bytes_up: 900, bytes_down: 9000 });
    });
}

#[test]
fn a_checkpoint_keeps_what_interims_told() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let code = site.sell(plan).unwrap();
    site.login(code, 1).unwrap();
    for (kind, secs) in [(ReportKind::Start, 0), (ReportKind::Interim, 60)] {
        site.decide(|ledger, _, now| account(ledger, &report(code, kind, secs), now)).unwrap();
    }
    assert_eq!(site.decide(|ledger, _, _| checkpoint(ledger)), Some(1));
    let reopened = Site::open(&disk.after_power_cut(Leaves::Synced), 2).unwrap();
    assert_eq!(reopened.store.open_sessions().map(|session| session.usage.secs).collect::<Vec<_>>(), [60]);
}

#[test]
fn a_closed_session_is_forgotten_after_thirty_days_and_its_usage_is_not() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let code = site.sell(plan).unwrap();
    site.login(code, 1).unwrap();
    site.decide(|ledger, _, now| account(ledger, &report(code, ReportKind::Stop { cause: 1 }, 90), now)).unwrap();
    let key = report(code, ReportKind::Start, 0).key;
    for (days, is_known) in [(1, true), (28, true), (2, false)] {
        site.wait_secs(days * 86_400);
        site.sell(plan).unwrap();
        assert!(site.fold(FoldDue::Snapshot));
        assert_eq!(site.decide(|ledger, _, _| ledger.session(&key)).unwrap().is_some(), is_known, "{days}");
    }
    assert_eq!(site.ticket(code).unwrap().settled.secs, 90);
}

fn ask_to_pay(site: &mut Site, plan: PlanId) -> Checkout {
    let payer = Phone::from_number(254_700_000_001).unwrap();
    let purchase = Purchase { plan, payer, device: None, address: None, once: None, remembered: None, named: None };
    let opened = site.decide(|ledger, chance, now| open_checkout(ledger, purchase, 100, chance, now)).unwrap();
    let Ok(Opened::New(checkout)) = opened else { panic!("{opened:?}") };
    checkout
}

fn receipt(text: &str, amount: Money) -> Payment {
    let receipt = Some(ReceiptNumber::parse(text).unwrap());
    Payment { receipt, amount: Some(amount), ..Payment::default() }
}

#[test]
fn a_payment_is_asked_for_settled_and_found_again_wherever_it_lies() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        let checkout = ask_to_pay(site, plan);
        turn(site);
        assert_eq!(site.decide(|ledger, _, _| ledger.checkout_named(checkout.reference())).unwrap().unwrap(), checkout);
        let payment = receipt("UAF0AB12CD", checkout.offer.price);
        for _ in 0..2 {
            let settled = site.decide(|ledger, chance, now| paid(ledger, checkout.id, &payment, chance, now)).unwrap();
            assert!(matches!(settled, Paid::Settled(_)));
            turn(site);
        }
        let number = payment.receipt.unwrap();
        let found = site.decide(|ledger, chance, now| redeem(ledger, number, None, chance, now)).unwrap().unwrap();
        assert_eq!(site.all_tickets().into_iter().map(|ticket| ticket.id).collect::<Vec<_>>(), [found.id]);
        assert_eq!(site.store.checkouts_after(None, 10).unwrap().len(), 1);
        let recent = site.decide(|ledger, _, _| ledger.recent_checkouts(&|_| true)).unwrap();
        assert_eq!(recent.iter().map(|checkout| checkout.ticket).collect::<Vec<_>>(), [Some(found.id)]);
    });
}

#[test]
fn money_without_a_checkout_waits_for_a_person_wherever_it_lies() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        let price = site.decide(|ledger, _, _| ledger.plan(plan)).unwrap().unwrap().price;
        let payment = receipt("UAF0AB12CD", price);
        let number = payment.receipt.unwrap();
        for _ in 0..2 {
            site.decide(|ledger, chance, now| received(ledger, number, &payment, &|_| Likeness::Other, chance, now))
                .unwrap();
            turn(site);
        }
        let reviews = site.decide(|ledger, _, _| ledger.reviews(&|_| true)).unwrap();
        assert_eq!(reviews.iter().map(|review| review.trouble).collect::<Vec<_>>(), [Trouble::UnmatchedReceipt]);
        let id = reviews[0].id;
        site.decide(|ledger, _, now| resolve_review(ledger, id, "given back", now)).unwrap();
        turn(site);
        assert!(!site.decide(|ledger, _, _| ledger.review(id)).unwrap().unwrap().is_open());
    });
}

#[test]
fn payments_are_forgotten_when_nobody_asks_any_more_and_their_receipts_later() {
    let disk = FragileDisk::default();
    let mut site = Site::open(&disk, 1).unwrap();
    let plan = site.offer().unwrap();
    let checkout = ask_to_pay(&mut site, plan);
    let payment = receipt("UAF0AB12CD", checkout.offer.price);
    site.decide(|ledger, chance, now| paid(ledger, checkout.id, &payment, chance, now)).unwrap();
    for (days, is_recent, has_checkout, has_receipt) in
        [(1, true, true, true), (2, false, true, true), (28, false, false, true), (62, false, false, false)]
    {
        site.wait_secs(days * 86_400);
        site.sell(plan).unwrap();
        assert!(site.fold(FoldDue::Snapshot));
        let recent = site.decide(|ledger, _, _| ledger.recent_checkouts(&|_| true)).unwrap();
        assert_eq!(recent.len(), usize::from(is_recent), "{days}");
        let found = site.decide(|ledger, _, _| ledger.checkout(checkout.id)).unwrap();
        assert_eq!(found.is_some(), has_checkout, "{days}");
        let found = site.decide(|ledger, _, _| ledger.receipt(payment.receipt.unwrap())).unwrap();
        assert_eq!(found.is_some(), has_receipt, "{days}");
    }
}

#[test]
fn listings_show_every_ticket_once_wherever_it_lies() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        let mut sold: Vec<_> = (0..5).map(|_| site.sell(plan).unwrap()).collect();
        turn(site);
        sold.extend((0..5).map(|_| site.sell(plan).unwrap()));
        site.login(sold[0], 1).unwrap();
        let mut listed: Vec<_> = site.all_tickets().into_iter().map(|ticket| ticket.code).collect();
        let first_page = site.store.tickets_after(None, 3).unwrap();
        assert_eq!(first_page.len(), 3);
        let rest = site.store.tickets_after(Some(first_page[2].id), 100).unwrap();
        assert_eq!(rest.len(), 7);
        sold.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, sold);
    });
}

#[test]
fn every_change_has_its_line_in_the_outbox() {
    check(|site, turn| {
        let plan = site.offer().unwrap();
        let code = site.sell(plan).unwrap();
        turn(site);
        site.login(code, 1).unwrap();
        site.login(code, 1).unwrap();
        site.decide(|ledger, _, now| revoke(ledger, code, now)).unwrap();
        assert_eq!(site.store.last_sequence(), 4, "plan added, ticket minted, activated, revoked");
    });
}

#[test]
fn a_decision_that_fails_changes_nothing() {
    check(|site, _| {
        let plan = site.offer().unwrap();
        let code = site.sell(plan).unwrap();
        let reading = site.reading();
        let failed = site.store.decide(&reading, |ledger, _, now| {
            revoke(ledger, code, now)?;
            Err::<(), _>(domain::ledger::LedgerError { cause: "on purpose".to_owned() })
        });
        assert!(failed.is_err());
        assert_eq!(site.login(code, 1), Some(true));
    });
}
