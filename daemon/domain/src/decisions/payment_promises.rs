//! The promises about money, tried on every order in which a rail may tell of a payment: each receipt ends as exactly
//! one ticket or before a person, and a recorded success never falls.

use proptest::prelude::*;

use super::*;
use crate::checkout::{Cause, Checkout, Progress, RailIds};
use crate::decisions::trial_books::{Books, HOUR, device};
use crate::ids::{CheckoutId, OnceId, PlanId};
use crate::money::{Currency, Money};
use crate::phone::Phone;
use crate::receipt::ReceiptNumber;
use crate::review::Trouble;

fn phone(number: u64) -> Phone {
    Phone::from_number(254_700_000_000 + number).unwrap()
}

fn shillings(shillings: u64) -> Money {
    Money::from_cents(shillings * 100, Currency::Kes).unwrap()
}

fn number(text: &str) -> ReceiptNumber {
    ReceiptNumber::parse(text).unwrap()
}

fn receipt(text: &str) -> Payment {
    Payment { receipt: Some(number(text)), amount: Some(shillings(20)), ..Payment::default() }
}

fn by_hand(text: &str, amount: u64, reference: &str) -> Payment {
    let reference = Some(reference.parse().unwrap());
    Payment { receipt: Some(number(text)), amount: Some(shillings(amount)), reference, ..Payment::default() }
}

/// Every phone is typed on a page of its own, on each device another.
fn page(payer: u64, on: u8) -> OnceId {
    OnceId::from_bytes([payer as u8 ^ on << 4; 16])
}

fn ids() -> RailIds {
    RailIds { merchant_request: "m".parse().unwrap(), checkout_request: "ws_CO_1".parse().unwrap() }
}

struct Shop {
    books: Books,
    hour: PlanId,
}

impl Shop {
    fn open() -> Self {
        let mut books = Books::default();
        let hour = books.offer("1 hour", HOUR, 1);
        Shop { books, hour }
    }

    fn asks(&mut self, payer: u64, on: u8) -> Result<Opened, SaleRefused> {
        let purchase = Purchase {
            plan: self.hour,
            payer: phone(payer),
            device: Some(device(on)),
            address: None,
            once: Some(page(payer, on)),
            remembered: None,
            named: None,
        };
        self.books.decide(|ledger, chance, now| open_checkout(ledger, purchase, MOST_TRIES_OF_A_SITE, chance, now))
    }

    fn checkout(&mut self, payer: u64) -> Checkout {
        let Ok(Opened::New(checkout)) = self.asks(payer, payer as u8) else { panic!("the guest may buy") };
        self.books.decide(|ledger, _, _| accepted(ledger, checkout.id, ids())).unwrap()
    }

    fn paid(&mut self, id: CheckoutId, payment: &Payment) -> Paid {
        self.books.decide(|ledger, chance, now| paid(ledger, id, payment, chance, now))
    }

    fn fails(&mut self, id: CheckoutId) {
        let code = "1037".parse().unwrap();
        self.books.decide(|ledger, _, _| failed(ledger, id, Cause::NoPinInTime, code));
    }

    fn hears(&mut self, payment: &Payment, likeness: Likeness) -> Received {
        let number = payment.receipt.unwrap();
        self.books.decide(|ledger, chance, now| received(ledger, number, payment, &|_| likeness, chance, now))
    }

    fn types(&mut self, text: &str, chosen: Option<PlanId>) -> Result<crate::ticket::Ticket, NotRedeemed> {
        self.books.decide(|ledger, chance, now| redeem(ledger, number(text), chosen, chance, now))
    }

    fn is_settled(&self, id: CheckoutId) -> bool {
        matches!(self.books.checkout(id).progress, Progress::Paid { .. })
    }
}

#[test]
fn a_guest_who_presses_twice_is_asked_once() {
    let mut shop = Shop::open();
    let Ok(Opened::New(first)) = shop.asks(1, 1) else { panic!("the guest may buy") };
    assert_eq!(shop.asks(1, 1), Ok(Opened::Again(first)));
    assert!(matches!(shop.asks(1, 2), Err(SaleRefused::PromptOpen { wait_secs: 120 })));
}

#[test]
fn a_phone_and_a_device_get_three_tries_in_ten_minutes() {
    let mut shop = Shop::open();
    for _ in 0..MOST_TRIES {
        let checkout = shop.checkout(1);
        shop.fails(checkout.id);
        shop.books.wait_secs(10);
    }
    assert_eq!(shop.asks(1, 9), Err(SaleRefused::TooOften { wait_secs: 570 }));
    assert_eq!(shop.asks(9, 1), Err(SaleRefused::TooOften { wait_secs: 570 }));
    assert!(shop.asks(9, 9).is_ok());
    shop.books.wait_secs(570);
    assert!(shop.asks(1, 1).is_ok());
}

#[test]
fn a_guest_who_names_anothers_device_uses_up_nobodys_tries_but_their_own() {
    let mut shop = Shop::open();
    let mut asks = |payer: u64, on: u8, address: u8| {
        let address = Some(std::net::Ipv4Addr::new(10, 5, 50, address));
        let purchase = Purchase {
            plan: shop.hour,
            payer: phone(payer),
            device: Some(device(on)),
            address,
            once: None,
            remembered: None,
            named: None,
        };
        shop.books.decide(|ledger, chance, now| open_checkout(ledger, purchase, 100, chance, now))
    };
    (1..=3).for_each(|payer| assert!(asks(payer, 7, 66).is_ok()));
    assert!(matches!(asks(4, 8, 66), Err(SaleRefused::TooOften { .. })));
    assert!(asks(5, 7, 7).is_ok());
}

#[test]
fn where_the_rail_could_not_be_reached_no_try_is_counted() {
    let mut shop = Shop::open();
    for _ in 0..10 {
        let checkout = shop.checkout(1);
        let code = "unreachable".parse().unwrap();
        shop.books.decide(|ledger, _, _| failed(ledger, checkout.id, Cause::RailUnreachable, code));
    }
    assert!(shop.asks(1, 1).is_ok());
}

#[test]
fn a_site_is_not_made_to_ring_a_whole_town() {
    let mut shop = Shop::open();
    for guest in 0..u64::from(MOST_TRIES_OF_A_SITE) {
        let purchase = Purchase {
            plan: shop.hour,
            payer: phone(guest),
            device: None,
            address: None,
            once: None,
            remembered: None,
            named: None,
        };
        assert!(
            shop.books
                .decide(|ledger, chance, now| open_checkout(ledger, purchase, MOST_TRIES_OF_A_SITE, chance, now))
                .is_ok()
        );
    }
    assert_eq!(shop.asks(999, 1), Err(SaleRefused::SiteBusy { wait_secs: 600 }));
}

#[test]
fn a_request_that_the_power_cut_short_is_doubtful_and_not_sent_again() {
    let mut shop = Shop::open();
    let Ok(Opened::New(checkout)) = shop.asks(1, 1) else { panic!("the guest may buy") };
    assert_eq!(shop.books.decide(|ledger, _, _| doubt_unsent(ledger)), 1);
    assert_eq!(shop.books.checkout(checkout.id).progress, Progress::Unknown);
    assert_eq!(shop.books.decide(|ledger, _, _| doubt_unsent(ledger)), 0);
    shop.paid(checkout.id, &receipt("UAF0AB12CD"));
    assert!(shop.is_settled(checkout.id));
}

#[test]
fn a_success_after_the_guest_gave_up_is_a_ticket_for_that_phone() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    shop.fails(checkout.id);
    shop.books.wait_secs(3600);
    shop.paid(checkout.id, &receipt("UAF0AB12CD"));
    assert!(shop.is_settled(checkout.id));
    assert_eq!(shop.books.tickets(), 1);
    let ticket = shop.types("UAF0AB12CD", None).unwrap();
    assert_eq!(ticket.payer, Some(phone(1)));
    assert_eq!(shop.books.checkout(checkout.id).ticket, Some(ticket.id));
}

#[test]
fn a_success_without_a_receipt_is_a_ticket_and_the_receipt_binds_later() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    shop.paid(checkout.id, &Payment::default());
    assert_eq!(shop.books.tickets(), 1);
    let first = shop.hears(&by_hand("UAF0AB12CD", 20, &checkout.reference().to_string()), Likeness::Other);
    assert!(matches!(first, Received::Settled(_)));
    assert!(shop.types("UAF0AB12CD", None).is_ok());
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, Vec::new()));
}

#[test]
fn a_till_tells_no_account_and_what_is_seen_of_the_number_names_the_receipt() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    let notice = by_hand("UAF0AB12CD", 20, "");
    shop.paid(checkout.id, &Payment::default());
    assert!(matches!(shop.hears(&notice, Likeness::Perhaps), Received::Settled(_)));
    assert_eq!(shop.books.tickets(), 1);
}

#[test]
fn half_a_number_is_not_enough_to_believe_in_a_payment_but_a_whole_one_is() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    assert_eq!(shop.hears(&by_hand("UAF0AB12CD", 20, ""), Likeness::Perhaps), Received::Unmatched);
    assert!(!shop.is_settled(checkout.id));
    assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::Undecided));
    assert!(matches!(shop.hears(&by_hand("UAF0AB12CE", 20, ""), Likeness::Same), Received::Settled(_)));
}

#[test]
fn a_till_whose_notice_comes_before_the_question_gives_one_ticket() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    let masked = Payment { payer_ends: Some(phone(1).last_three()), ..by_hand("UAF0AB12CD", 20, "") };
    shop.books.wait_secs(10);
    assert_eq!(shop.hears(&masked, Likeness::Perhaps), Received::Unmatched);
    shop.books.wait_secs(15);
    shop.paid(checkout.id, &Payment::default());
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, Vec::new()));
    shop.books.wait_secs(3600);
    assert_eq!(Some(shop.types("UAF0AB12CD", None).unwrap().id), shop.books.checkout(checkout.id).ticket);
}

#[test]
fn money_that_may_be_a_payments_is_not_given_to_whoever_types_it_however_long_they_wait() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    assert_eq!(shop.hears(&by_hand("UAF0AB12CD", 20, ""), Likeness::Perhaps), Received::Unmatched);
    shop.paid(checkout.id, &Payment::default());
    assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::Undecided));
    for hours in [1, 24, 72] {
        shop.books.wait_secs(hours * 3600);
        assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::UnderReview));
    }
    assert_eq!(shop.books.tickets(), 1);
}

#[test]
fn a_receipt_typed_before_its_callback_came_is_one_ticket() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    shop.fails(checkout.id);
    shop.hears(&by_hand("UAF0AB12CD", 20, "x"), Likeness::Other);
    let typed = shop.types("UAF0AB12CD", None).unwrap();
    assert!(matches!(shop.paid(checkout.id, &receipt("UAF0AB12CD")), Paid::Settled(_)));
    shop.paid(checkout.id, &Payment::default());
    assert_eq!(shop.books.checkout(checkout.id).ticket, Some(typed.id));
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, Vec::new()));
}

#[test]
fn a_receipt_named_by_a_notice_that_proves_nothing_counts_once_the_rail_confirms() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    shop.books.decide(|ledger, _, _| heard_of(ledger, checkout.id, number("UAF0AB12CD")));
    assert!(!shop.is_settled(checkout.id));
    assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::Unknown));
    shop.paid(checkout.id, &Payment::default());
    assert!(shop.types("UAF0AB12CD", None).is_ok());
    assert_eq!(shop.books.tickets(), 1);
}

#[test]
fn who_knows_only_a_phones_number_is_not_taken_for_its_guest() {
    let mut shop = Shop::open();
    let (hour, once) = (shop.hour, page(1, 1));
    let mut asks = |once| {
        let purchase =
            Purchase { plan: hour, payer: phone(1), device: None, address: None, once, remembered: None, named: None };
        shop.books.decide(|ledger, chance, now| open_checkout(ledger, purchase, 100, chance, now))
    };
    assert!(matches!(asks(Some(once)), Ok(Opened::New(_))));
    assert!(matches!(asks(None), Err(SaleRefused::PromptOpen { .. })));
    assert!(matches!(asks(Some(page(2, 2))), Err(SaleRefused::PromptOpen { .. })));
    assert!(matches!(asks(Some(once)), Ok(Opened::Again(_))));
}

#[test]
fn tries_that_never_left_are_bounded_too() {
    let mut shop = Shop::open();
    let mut opened = 0;
    while let Ok(Opened::New(checkout)) = shop.asks(1, 1) {
        let code = "unreachable".parse().unwrap();
        shop.books.decide(|ledger, _, _| failed(ledger, checkout.id, Cause::RailUnreachable, code));
        opened += 1;
    }
    assert_eq!(opened, 12);
}

#[test]
fn another_amount_than_asked_goes_before_a_person_and_nobody_gets_it_by_typing() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    let short = by_hand("UAF0AB12CD", 5, &checkout.reference().to_string());
    assert!(matches!(shop.hears(&short, Likeness::Same), Received::Doubtful(_)));
    let troubles = shop.books.open_troubles();
    assert_eq!(troubles, [Trouble::AmountMismatch { asked: shillings(20), arrived: shillings(5) }]);
    shop.books.wait_secs(3600);
    assert_eq!(shop.types("UAF0AB12CD", Some(shop.hour)), Err(NotRedeemed::UnderReview));
    assert_eq!(shop.books.tickets(), 0);
}

#[test]
fn a_receipt_pays_one_checkout_only() {
    let mut shop = Shop::open();
    let (one, other) = (shop.checkout(1), shop.checkout(2));
    shop.paid(one.id, &receipt("UAF0AB12CD"));
    assert!(matches!(shop.paid(other.id, &receipt("UAF0AB12CD")), Paid::Doubtful(_)));
    assert!(!shop.is_settled(other.id));
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, vec![Trouble::ReceiptUsedBefore]));
}

#[test]
fn a_second_receipt_for_one_checkout_goes_before_a_person() {
    let mut shop = Shop::open();
    let checkout = shop.checkout(1);
    shop.paid(checkout.id, &receipt("UAF0AB12CD"));
    for _ in 0..3 {
        shop.paid(checkout.id, &receipt("UAF0AB12CE"));
    }
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, vec![Trouble::SecondReceipt]));
    assert_eq!(shop.types("UAF0AB12CE", None), Err(NotRedeemed::UnderReview));
}

#[test]
fn money_sent_by_hand_waits_for_whoever_types_its_receipt() {
    let mut shop = Shop::open();
    assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::Unknown));
    assert_eq!(shop.hears(&by_hand("UAF0AB12CD", 20, "wifi 17"), Likeness::Other), Received::Unmatched);
    assert_eq!(shop.hears(&by_hand("UAF0AB12CD", 20, "wifi 17"), Likeness::Other), Received::Known);
    assert_eq!(shop.books.open_troubles(), [Trouble::UnmatchedReceipt]);
    let ticket = shop.types("UAF0AB12CD", None).unwrap();
    assert_eq!(shop.types("UAF0AB12CD", None), Ok(ticket));
    assert_eq!((shop.books.tickets(), shop.books.open_troubles()), (1, Vec::new()));
}

#[test]
fn more_money_than_the_plan_costs_leaves_a_remainder_for_a_person() {
    let mut shop = Shop::open();
    shop.hears(&by_hand("UAF0AB12CD", 50, ""), Likeness::Other);
    assert_eq!(shop.types("UAF0AB12CD", None), Err(NotRedeemed::ChoosePlan { amount: shillings(50) }));
    assert!(shop.types("UAF0AB12CD", Some(shop.hour)).is_ok());
    assert_eq!(shop.books.open_troubles(), [Trouble::Remainder { left: shillings(30) }]);
    shop.hears(&by_hand("UAF0AB12CE", 5, ""), Likeness::Other);
    assert_eq!(shop.types("UAF0AB12CE", None), Err(NotRedeemed::TooLittle { amount: shillings(5) }));
}

#[test]
fn what_is_overdue_is_put_before_a_person_once() {
    let mut shop = Shop::open();
    let (silent, blank) = (shop.checkout(1), shop.checkout(2));
    shop.paid(blank.id, &Payment::default());
    shop.books.wait_secs(47 * 3600);
    for _ in 0..3 {
        shop.books.decide(|ledger, chance, now| review_overdue(ledger, chance, now));
    }
    let mut troubles = shop.books.open_troubles();
    troubles.sort_by_key(|trouble| format!("{trouble:?}"));
    assert_eq!(troubles, [Trouble::NeverSettled, Trouble::PaidWithoutReceipt]);
    shop.paid(silent.id, &receipt("UAF0AB12CD"));
    shop.paid(blank.id, &receipt("UAF0AB12CE"));
    assert_eq!(shop.books.open_troubles(), []);
}

#[test]
fn a_person_settles_an_entry_once() {
    let mut shop = Shop::open();
    shop.hears(&by_hand("UAF0AB12CD", 20, "x"), Likeness::Other);
    let id = shop.books.reviews()[0].id;
    let settled = shop.books.decide(|ledger, _, now| resolve_review(ledger, id, "given back in cash", now)).unwrap();
    let again = shop.books.decide(|ledger, _, now| resolve_review(ledger, id, "something else", now)).unwrap();
    assert_eq!(settled, again);
    assert_eq!(again.resolved.unwrap().note, "given back in cash");
}

/// Something the rail says of one of three checkouts.
#[derive(Clone, Debug)]
enum Said {
    Fails(usize),
    Asked(usize),
    Callback(usize, usize),
    Notice(usize, usize),
    Typed(usize),
    Later,
}

fn anything() -> impl Strategy<Value = Said> {
    let (checkout, receipt) = (0usize..3, 0usize..4);
    prop_oneof![
        checkout.clone().prop_map(Said::Fails),
        checkout.clone().prop_map(Said::Asked),
        (checkout.clone(), receipt.clone()).prop_map(|(one, two)| Said::Callback(one, two)),
        (checkout, receipt.clone()).prop_map(|(one, two)| Said::Notice(one, two)),
        receipt.prop_map(Said::Typed),
        Just(Said::Later),
    ]
}

const RECEIPTS: [&str; 4] = ["UAF0AB12C0", "UAF0AB12C1", "UAF0AB12C2", "UAF0AB12C3"];

proptest! {
    #[test]
    fn every_receipt_ends_as_one_ticket_or_before_a_person(all in proptest::collection::vec(anything(), 0..25)) {
        let mut shop = Shop::open();
        let checkouts: Vec<Checkout> = (1..=3).map(|guest| shop.checkout(guest)).collect();
        let mut was_paid = [false; 3];
        for said in all {
            match said {
                Said::Fails(one) => shop.fails(checkouts[one].id),
                Said::Asked(one) => drop(shop.paid(checkouts[one].id, &Payment::default())),
                Said::Callback(one, two) => drop(shop.paid(checkouts[one].id, &receipt(RECEIPTS[two]))),
                Said::Notice(one, two) => {
                    let reference = checkouts[one].reference().to_string();
                    shop.hears(&by_hand(RECEIPTS[two], 20, &reference), Likeness::Other);
                }
                Said::Typed(two) => drop(shop.types(RECEIPTS[two], None)),
                Said::Later => shop.books.wait_secs(1000),
            }
            for (was, checkout) in was_paid.iter_mut().zip(&checkouts) {
                let is_paid = shop.is_settled(checkout.id);
                prop_assert!(is_paid || !*was, "a success fell");
                *was = is_paid;
            }
        }
        let receipts = shop.books.receipts();
        let reviewed: Vec<_> = shop.books.reviews().into_iter().filter_map(|review| review.receipt).collect();
        for receipt in &receipts {
            prop_assert!(receipt.ticket.is_some() || reviewed.contains(&receipt.number), "{receipt:?} is lost");
        }
        let mut tickets: Vec<_> = receipts.iter().filter_map(|receipt| receipt.ticket).collect();
        let all_tickets = tickets.len();
        tickets.sort_unstable();
        tickets.dedup();
        prop_assert_eq!(tickets.len(), all_tickets, "two receipts share a ticket");
        let unreceipted = checkouts.iter().filter(|checkout| {
            matches!(shop.books.checkout(checkout.id).progress, Progress::Paid { receipt: None })
        });
        prop_assert_eq!(shop.books.tickets(), tickets.len() + unreceipted.count(), "a ticket nobody paid for");
    }
}
