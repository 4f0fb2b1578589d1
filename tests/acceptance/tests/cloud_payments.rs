//! Paying at a site behind NAT: the rail tells the cloud, and the cloud tells the gateway.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::chain::Chain;
use acceptance::shop::phone;

#[test]
fn a_callback_to_the_cloud_becomes_a_ticket_at_the_gateway() {
    let chain = Chain::forge();
    let id = chain.shop.buys(&phone(1));
    chain.shop.pass_secs(30);
    chain.shop.ticket(&id);
    chain.shop.agrees();
    chain.is_in_step();
    assert_eq!(chain.is_seen(|site| site["applied"] == 1)["last_directive"], 1);
}
