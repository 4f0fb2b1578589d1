//! A guest's whole life at routers of every habit known or suspected, one at a time: what is unsure of RouterOS is lived
//! through both ways.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use acceptance::life::lived;
use testkit::router::{
    AccountingRetry, Body, Booleans, ClockAfterBoot, CoaUnlisted, Forward, KnownLocally, MissingRow, NoCommand,
    OrderlyReboot, Quirks, RestAccess,
};

type Habit = (&'static str, fn(&mut Quirks));

fn all_are_lived(habits: &[Habit]) {
    habits.iter().for_each(|(habit, change)| lived(habit, change));
}

#[test]
fn however_it_lets_guests_in() {
    all_are_lived(&[
        ("as most are", |_| {}),
        ("CHAP alone", |quirks| (quirks.http_chap, quirks.http_pap) = (true, false)),
        ("both ways of proof", |quirks| quirks.http_chap = true),
        ("cookies of the MAC", |quirks| quirks.mac_cookie = true),
        ("its own users never asked", |quirks| quirks.local_users = KnownLocally::Skipped),
        ("pages that refresh themselves", |quirks| {
            (quirks.forward, quirks.after_login) = (Forward::Page, Forward::Page);
        }),
    ]);
}

#[test]
fn however_it_speaks_radius() {
    all_are_lived(&[
        ("before 7.15: nothing signed", |quirks| {
            (quirks.access_message_authenticator, quirks.require_message_auth) = (false, false);
        }),
        ("impatient", |quirks| quirks.radius_timeout_ms = 300),
        ("one send", |quirks| quirks.radius_sends = 1),
        ("counting its sessions down", |quirks| quirks.sessions_count_down = true),
        ("directions exchanged", |quirks| quirks.directions_swapped = true),
        ("tells of its boots", |quirks| quirks.accounting_on_off = true),
        ("an admin's reboot", |quirks| quirks.orderly_reboot = OrderlyReboot::AdminReboot),
        ("another packet each try", |quirks| quirks.accounting_retry = AccountingRetry::NewPacket),
        ("reports when it likes", |quirks| quirks.interim_update_secs = 300),
        ("MACs without colons", |quirks| quirks.mac_format = "XXXXXXXXXXXX".to_owned()),
        ("MACs with dashes", |quirks| quirks.mac_format = "XX-XX-XX-XX-XX-XX".to_owned()),
        ("woken in 1970", |quirks| quirks.clock_after_boot = ClockAfterBoot::Of1970),
        ("woken in the past", |quirks| quirks.clock_after_boot = ClockAfterBoot::LastSaved),
    ]);
}

#[test]
fn however_it_takes_orders() {
    all_are_lived(&[
        ("none at all", |quirks| quirks.coa_accept = false),
        ("signed ones alone", |quirks| quirks.coa_requires_message_authenticator = true),
        ("without an address too", |quirks| quirks.coa_needs_framed_ip = false),
        ("with its own name alone", |quirks| quirks.coa_checks_nas = true),
        ("never to end a session", |quirks| quirks.coa_keeps_sessions = true),
        ("more than the manual lists", |quirks| quirks.coa_unlisted = CoaUnlisted::Honoured),
    ]);
}

#[test]
fn however_its_rest_answers() {
    all_are_lived(&[
        ("nobody listens", |quirks| quirks.rest.access = RestAccess::Closed),
        ("a page of HTML", |quirks| quirks.rest.access = RestAccess::Off),
        ("us not listed", |quirks| quirks.rest.access = RestAccess::Unlisted),
        ("yes and no", |quirks| quirks.rest.booleans = Booleans::YesNo),
        ("400 for what it does not know", |quirks| quirks.rest.no_command = NoCommand::BadRequest),
        ("told what is not there", |quirks| quirks.rest.missing_row = MissingRow::Told),
        ("a version that says less", |quirks| {
            quirks.rest.lacking = ["authorized", "bypassed", "uptime"].map(str::to_owned).into();
        }),
        ("a list of one", |quirks| quirks.rest.single_in_list = true),
        ("half an answer", |quirks| quirks.rest.body = Body::Half),
        ("no answer", |quirks| quirks.rest.body = Body::Empty),
        ("cut", |quirks| quirks.rest.body = Body::Cut),
        ("logins answered early", |quirks| quirks.rest.login_waits = false),
        ("logins not done", |quirks| quirks.rest.ignores_login = true),
        ("errors that say so first", |quirks| quirks.rest.failure_prefix = true),
    ]);
}
