//! Two hours of simulated guests with random faults, after which the router's and the gateway's idea of who is online
//! agree.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::env;

use acceptance::evening::Evening;

const TWO_HOURS_SECS: u64 = 7200;
/// How often it is quiet within them, and who is online looked at. Each time the quiet comes out of trouble.
const ROUNDS: u64 = 6;
const IN_TROUBLE_SECS: u64 = 120;
/// Beyond the three missed reports after which the gateway gives a silent session up (190 s), and beyond the next report
/// of a guest whom an order has not reached.
const QUIET_SECS: u64 = 300;

/// Drawn once; LANGO_SEED names another.
const SEED: u64 = 20_261_123;

/// Fewer of any of these, and the evening proves little.
const LIVELY: [(&str, u32); 23] = [
    ("login by Some(HttpPap)", 70),
    ("login by Some(Api)", 25),
    ("login by Some(MacCookie)", 100),
    ("let in", 4),
    ("refused: We do not know this code", 10),
    ("ended: User-Request", 40),
    ("ended: Lost-Carrier", 50),
    ("ended: Idle-Timeout", 8),
    ("ended: Session-Timeout", 5),
    ("ended: Admin-Reset", 15),
    ("kicked", 8),
    ("revoked", 2),
    ("traffic", 1500),
    ("replies lost", 1),
    ("line cut", 1),
    ("lost: Stop", 8),
    ("lost: Interim-Update", 50),
    ("gateway killed", 2),
    ("REST ", 5),
    ("orders ", 3),
    ("order obeyed", 10),
    ("order refused", 1),
    ("power cut", 1),
];

#[test]
fn after_two_hours_of_faults_router_and_gateway_agree_on_who_is_online() {
    let named = env::var_os("LANGO_SEED").and_then(|text| text.to_str()?.parse().ok());
    let mut evening = Evening::open(named.unwrap_or(SEED));
    for _ in 0..ROUNDS {
        evening.live(TWO_HOURS_SECS / ROUNDS - IN_TROUBLE_SECS);
        evening.live_in_trouble(IN_TROUBLE_SECS);
        evening.calm(QUIET_SECS);
        evening.agrees();
        evening.lets_everybody_in();
        evening.agrees();
    }
    println!("{}", evening.summary());
    evening.was_lively(&LIVELY);
}
