//! The cloud's own books go back in time: its database is restored from a copy. What it forgot the gateways tell it again.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::{Chain, Ways};
use acceptance::cloud_books::CloudBooks;
use acceptance::metrics;
use acceptance::shop::phone;
use acceptance::site::HOUR;

/// A site, and what its cloud knew at the beginning.
fn begin() -> (Chain, CloudBooks) {
    let books = CloudBooks::open();
    let cloud = books.cloud().start().unwrap();
    let ways = Ways::straight_to(&cloud);
    let mut chain = Chain::on(cloud, ways, |gateway| gateway);
    chain.is_in_step();
    chain.cloud.stop().unwrap();
    books.keep_copy();
    chain.cloud.launch().unwrap();
    (chain, books)
}

fn put_back(chain: &mut Chain, books: &CloudBooks) {
    chain.cloud.stop().unwrap();
    books.put_copy_back();
    chain.cloud.launch().unwrap();
}

#[test]
fn sales_the_cloud_forgot_are_told_again() {
    let (mut chain, books) = begin();
    chain.shop.langod.mint(HOUR, 5).unwrap();
    chain.is_in_step();
    put_back(&mut chain, &books);
    chain.shop.langod.mint(HOUR, 1).unwrap();
    chain.is_in_step();
    books.agree_with(&chain.shop.langod, &chain.site);
    assert_eq!(metrics::events(&chain.shop.langod, "fork"), 0);
}

#[test]
fn a_callback_reaches_a_gateway_that_has_carried_out_more_than_the_cloud_remembers() {
    let (mut chain, books) = begin();
    for guest in 1..=2 {
        let id = chain.shop.buys(&phone(guest));
        chain.shop.pass_secs(30);
        chain.shop.ticket(&id);
    }
    chain.is_seen(|site| site["applied"] == 2);
    put_back(&mut chain, &books);
    let id = chain.shop.buys(&phone(3));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.shop.agrees();
}
