//! One guest played without hands: from the router's first page through the portal onto the internet and off again.
//! What a newcomer is promised by the demo is what is checked here.

use anyhow::{Context, ensure};
use radius_proto::AcctStatusType;
use testkit::machine::{PATIENCE, poll};
use testkit::{Event, Phone};

use crate::hotspot::{Hotspot, sign_in};
use crate::narrator::{Narrator, clock, say};
use crate::surfing::surf;

pub(crate) fn play(hotspot: &mut Hotspot) -> anyhow::Result<()> {
    let outcome = act(hotspot);
    let mut narrator = Narrator::default();
    for record in hotspot.router.control().events_after(0) {
        if let Some(line) = narrator.line(&record.event) {
            say(&format!("{}  {line}", clock(record.at_ms)));
        }
    }
    outcome.with_context(|| format!("langod said:\n{}", hotspot.langod.log().text()))
}

fn act(hotspot: &mut Hotspot) -> anyhow::Result<()> {
    a_code_brings_a_guest_online(hotspot)?;
    a_ticket_moves_from_one_phone_to_another(hotspot)?;
    a_guest_pays_by_phone(hotspot)?;
    it_goes_on_without_internet_and_cloud(hotspot)
}

fn a_code_brings_a_guest_online(hotspot: &Hotspot) -> anyhow::Result<()> {
    let (router, control) = (&hotspot.router, hotspot.router.control());
    let [guest, _] = hotspot.guests();
    let code = hotspot.offers.first().and_then(|offer| offer.codes.first()).context("no ticket was minted")?;

    sign_in(router, guest, code)?;
    let session = control.session(guest).context("the guest was not let in")?;
    ensure!(session.secs_left.is_some_and(|secs| secs <= 3600), "the hour has no end: {session:?}");
    let page = Phone::new(guest).get("http://example.com/")?;
    ensure!(page.body.contains("on the internet"), "the guest is online but reaches nothing");

    surf(control);
    let mark = control.mark();
    control.interim(guest)?;
    router.wait_after(mark, |event| is_answered(event, AcctStatusType::InterimUpdate))?;
    let sessions = hotspot.langod.sessions()?.to_string();
    ensure!(sessions.contains(&guest.mac.to_string()), "the gateway does not know who is online: {sessions}");

    let mark = control.mark();
    control.log_out(guest)?;
    router.wait_after(mark, |event| is_answered(event, AcctStatusType::Stop))?;
    Ok(())
}

fn a_ticket_moves_from_one_phone_to_another(hotspot: &Hotspot) -> anyhow::Result<()> {
    let (router, control) = (&hotspot.router, hotspot.router.control());
    let [_, guest] = hotspot.guests();
    let phone = Phone::new(guest);
    let portal = phone.open(&router.url(guest))?;
    let form = portal.form_with("code").context("the portal has no field for a code")?;
    let taken = phone.submit(&form.with("code", &hotspot.code_in_use))?;
    let offer = taken.forms().into_iter().find(|form| form.action.ends_with("/move"));
    let moved = phone.submit(&offer.with_context(|| format!("the ticket cannot be moved:\n{}", taken.body))?)?;
    router.wait_for(|event| matches!(event, Event::SessionEnded { mac, .. } if *mac == hotspot.amina().mac))?;
    let form = moved.form_with("username").with_context(|| format!("no way online after the move:\n{}", moved.body))?;
    phone.submit(&form)?;
    ensure!(control.session(guest).is_some(), "the ticket moved, but its new phone was not let in");
    Ok(())
}

fn a_guest_pays_by_phone(hotspot: &Hotspot) -> anyhow::Result<()> {
    let (router, control) = (&hotspot.router, hotspot.router.control());
    let [guest, _] = hotspot.guests();
    let phone = Phone::new(guest);
    let portal = phone.open(&router.url(guest))?;
    let buy = portal.forms().into_iter().find(|form| form.action.ends_with("/buy"));
    let plans = hotspot.langod.json(&["plan", "list"])?;
    let plan = plans.pointer("/0/id").and_then(|id| id.as_str()).context("there is no plan")?;
    let offer = phone.submit(&buy.context("no price has a button")?.with("plan", plan))?;
    let form = offer.form_with("phone").with_context(|| format!("no field for a phone:\n{}", offer.body))?;
    let waiting = phone.submit(&form.with("phone", "0700000001"))?;
    ensure!(waiting.body.contains("PIN"), "the guest is not told to enter the PIN:\n{}", waiting.body);

    hotspot.outside.rail.control().advance_until_quiet();
    // The callback goes to the cloud, and comes down from there.
    let paid = || {
        let payments = hotspot.langod.json(&["payment", "list"]).ok()?;
        payments.pointer("/0/status").is_some_and(|status| status == "success").then_some(payments)
    };
    let payments = poll(PATIENCE, paid).context("M-PESA's word does not arrive")?;
    let code = payments.pointer("/0/ticket").and_then(|code| code.as_str()).context("paid, and no ticket")?;
    sign_in(router, guest, code)?;
    ensure!(control.session(guest).is_some(), "the guest has paid and is not let in");
    Ok(())
}

fn it_goes_on_without_internet_and_cloud(hotspot: &mut Hotspot) -> anyhow::Result<()> {
    say(hotspot.outside.pull_the_internet());
    say(hotspot.outside.kill_the_cloud()?);
    let [_, guest] = hotspot.guests();
    let code = hotspot.langod.mint("1 hour", 1)?.into_iter().next().context("nothing is sold without internet")?;
    hotspot.router.control().log_out(guest)?;
    sign_in(&hotspot.router, guest, &code)?;
    ensure!(hotspot.router.control().session(guest).is_some(), "without internet a ticket does not work");
    say(hotspot.outside.kill_the_cloud()?);
    say(hotspot.outside.pull_the_internet());
    Ok(())
}

fn is_answered(event: &Event, report: AcctStatusType) -> bool {
    matches!(event, Event::AccountingAnswered { status, .. } if *status == report)
}
