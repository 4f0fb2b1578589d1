//! What a newcomer reads first: what to open, what to type, and what to try besides.

use std::io::{self, Write};

use testkit::daraja::Msisdn;

use crate::hotspot::Hotspot;
use crate::outside::OWNER;

pub(crate) fn print(hotspot: &Hotspot) -> io::Result<()> {
    io::stdout().write_all(text(hotspot).as_bytes())
}

/// The first few of the directory: what can happen to a payment.
const PHONES: usize = 12;

fn phones(hotspot: &Hotspot) -> String {
    let known = hotspot.outside.rail.control().subscribers();
    let lines: Vec<String> =
        known.iter().take(PHONES).map(|(phone, subscriber)| format!("    {}   {subscriber}", local(*phone))).collect();
    lines.join("\n")
}

/// As a guest types it: 0700 000 001.
fn local(phone: Msisdn) -> String {
    let digits = phone.to_string().split_off(3);
    let (line, last) = digits.split_at(digits.len().saturating_sub(3));
    let (network, middle) = line.split_at(line.len().saturating_sub(3));
    format!("0{network} {middle} {last}")
}

fn text(hotspot: &Hotspot) -> String {
    let [phone, other] = hotspot.guests().map(|device| hotspot.router.url(device));
    let offers: String = hotspot
        .offers
        .iter()
        .map(|offer| format!("    {:<8} {}\n             {}\n", offer.plan, offer.codes.join("   "), offer.terms))
        .collect();
    let phones = phones(hotspot);
    format!(
        "
Lango is running: a gateway, a router, a cloud, and one guest who is online already.

  1. Open this as a guest's phone would (a window 360 wide is about right):

         {phone}

     The router catches the page and leads to the portal. Type a code; after the sign-in the same address
     shows what the router knows.

  2. A second phone, for a ticket on two devices:

         {other}

  Or press Pay at a price. The phones of this M-PESA, of which no shilling is real:

{phones}

  Codes to try:

{offers}
    {in_use}   is in use on Amina's phone: it can be moved to yours
    {revoked}   was taken back by the owner
    Change any character of a code, and see what a slip of the finger meets.

  Its owner sees the site at {cloud}/ as {owner}, password: {password}

  See it go on: type i and Enter to pull the internet's plug, c and Enter to kill the cloud, again to bring
  them back. Codes go on working all the while, and what happened is told later.

  The portal is {portal}, the metrics are at {metrics}, the router is steered at {control}
  and M-PESA at {rail}
  The gateway's own commands work meanwhile, as in another terminal:

         {langod} --config {config} --data {data} session list

Ctrl-C ends everything. What happens:

",
        in_use = hotspot.code_in_use,
        revoked = hotspot.revoked_code,
        portal = hotspot.langod.portal_url(),
        metrics = hotspot.langod.metrics_url(),
        control = hotspot.router.control_url(),
        rail = hotspot.outside.rail.control_url(),
        cloud = hotspot.outside.cloud.url(),
        owner = OWNER.0,
        password = OWNER.1,
        langod = hotspot.langod.binary().display(),
        config = hotspot.langod.config_path().display(),
        data = hotspot.langod.data_dir().display(),
    )
}
