//! `langod payment`: who was asked to pay, how it ended, and handing in what the rail posted.

use std::io::Read as _;

use domain::checkout::Reference;
use domain::ids::CheckoutId;
use domain::receipt::ReceiptNumber;
use serde_json::{Value, json};
use web_ui::{Language, duration_in_words};

use crate::cli::arguments::{ListPayments, PaymentCommand, ShowPayment};
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::Places;
use crate::desk::{Ask, PAGE, PaymentAsk, PaymentSaid, PaymentView, Said, Stands};
use crate::http::price_of;

/// More than the rail ever posts.
const LARGEST_NOTICE: u64 = 64 << 10;

pub(super) fn run(command: PaymentCommand, places: &Places) -> Result<(), Failure> {
    match command {
        PaymentCommand::List(ListPayments { json }) => list(places, json),
        PaymentCommand::Show(ShowPayment { what, json }) => show(places, &what, json),
        PaymentCommand::Notice(posted) => notice(places, posted.path),
    }
}

/// All payments that are kept, the youngest first.
fn all(places: &Places) -> Result<Vec<PaymentView>, Failure> {
    let mut views = Vec::new();
    let mut after: Option<CheckoutId> = None;
    loop {
        let page = ask(&places.data, Ask::Payment(PaymentAsk::List { after }))?;
        let Said::Payment(PaymentSaid::Payments(page)) = page else {
            return Err(Failure::NotDone("the payments could not be read".to_owned()));
        };
        let is_last = page.len() < PAGE;
        after = page.last().map(|view| view.id);
        views.extend(page);
        if is_last {
            break;
        }
    }
    views.sort_by_key(|view| view.age_secs);
    Ok(views)
}

fn list(places: &Places, json: bool) -> Result<(), Failure> {
    let views = all(places)?;
    if json {
        return print::json(&Value::Array(views.iter().map(payment_json).collect()));
    }
    let row = |view: &PaymentView| {
        vec![
            view.reference.clone(),
            duration_in_words(Language::English, view.age_secs),
            view.payer.to_string(),
            view.plan.clone(),
            view.amount.to_string(),
            stands(view),
            view.receipt.map_or_else(String::new, |receipt| receipt.to_string()),
            view.ticket.as_ref().map_or_else(String::new, |ticket| ticket.code.to_string()),
        ]
    };
    let rows: Vec<_> = views.iter().map(row).collect();
    let heading = ["REFERENCE", "AGO", "PHONE", "PLAN", "AMOUNT", "STATUS", "RECEIPT", "TICKET"];
    print::table(&heading, &rows, "Nobody has paid by phone yet. `langod mpesa test --phone 07...` tries it for KES 1.")
}

fn stands(view: &PaymentView) -> String {
    match &view.stands {
        Stands::Asking => "asking".to_owned(),
        Stands::Prompted => "waiting for the PIN".to_owned(),
        Stands::Unclear => "unclear".to_owned(),
        Stands::Paid => "paid".to_owned(),
        Stands::Failed { cause, code } => format!("{} ({code})", cause.as_str().replace('_', " ")),
    }
}

fn show(places: &Places, what: &str, json: bool) -> Result<(), Failure> {
    let unknown = || Failure::NotDone(format!("no payment is called {what}: `langod payment list` shows all"));
    let receipt = ReceiptNumber::parse(what).ok();
    let reference = Reference::parse(what).map(|reference| reference.to_string());
    let id = what.parse::<CheckoutId>().ok();
    let is_meant = |view: &PaymentView| {
        Some(view.id) == id
            || Some(&view.reference) == reference.as_ref()
            || (receipt.is_some() && view.receipt == receipt)
    };
    let Some(view) = all(places)?.into_iter().find(is_meant) else {
        return receipt.map_or_else(|| Err(unknown()), |number| show_receipt(places, number, json));
    };
    if json {
        return print::json(&payment_json(&view));
    }
    let mut text = format!("{}  {} from {}: {}\n", view.reference, view.amount, view.payer, stands(&view));
    text += &format!("payment   {}\n", view.id);
    text += &format!("plan      {}\n", view.plan);
    text += &format!("asked     {} ago\n", duration_in_words(Language::English, view.age_secs));
    if let Some(device) = view.device {
        text += &format!("device    {device}\n");
    }
    text += &match (view.receipt, &view.stands) {
        (Some(receipt), _) => format!("receipt   {receipt}\n"),
        (None, Stands::Paid) => "receipt   not heard yet; it binds when it comes\n".to_owned(),
        (None, _) => String::new(),
    };
    if let Some(ticket) = &view.ticket {
        text += &format!("ticket    {} ({})\n", ticket.code, ticket.status.word());
    }
    print::out(&text)
}

/// Money that no checkout of ours asked for.
fn show_receipt(places: &Places, number: ReceiptNumber, json: bool) -> Result<(), Failure> {
    let Said::Payment(PaymentSaid::Receipt(receipt)) = ask(&places.data, Ask::Payment(PaymentAsk::Receipt(number)))?
    else {
        return Err(Failure::NotDone(format!("nobody has told of a receipt {number}")));
    };
    let amount = receipt.amount.map_or_else(|| "an unknown amount".to_owned(), |amount| amount.to_string());
    if json {
        return print::json(&json!({
            "receipt": number.as_str(),
            "amount": receipt.amount.map(price_of),
            "currency": receipt.amount.map(|amount| amount.currency().code()),
            "reference": receipt.reference.as_deref(),
            "ticket_id": receipt.ticket.map(|ticket| ticket.to_string()),
        }));
    }
    let became = if receipt.ticket.is_some() { "it became a ticket" } else { "no ticket yet: the guest may type it" };
    print::out(&format!("{number}  {amount}, sent by hand: {became}\n"))
}

/// A payment for programs.
fn payment_json(view: &PaymentView) -> Value {
    let (why, code) = match &view.stands {
        Stands::Failed { cause, code } => (Some(cause.as_str()), Some(code.as_str())),
        Stands::Unclear => (Some("unclear"), None),
        Stands::Asking | Stands::Prompted | Stands::Paid => (None, None),
    };
    json!({
        "payment_id": view.id.to_string(),
        "reference": view.reference,
        "status": view.stands.word(),
        "reason": why,
        "result_code": code,
        "plan": view.plan,
        "plan_id": view.plan_id.to_string(),
        "amount": price_of(view.amount),
        "currency": view.amount.currency().code(),
        "phone": view.payer.to_string(),
        "mac": view.device.map(|device| device.to_string()),
        "receipt": view.receipt.map(|receipt| receipt.to_string()),
        "ticket": view.ticket.as_ref().map(|ticket| ticket.code.to_string()),
        "age_seconds": view.age_secs,
    })
}

fn notice(places: &Places, path: String) -> Result<(), Failure> {
    let mut body = Vec::new();
    std::io::stdin().take(LARGEST_NOTICE + 1).read_to_end(&mut body)?;
    if body.len() as u64 > LARGEST_NOTICE {
        return Err(Failure::Wrong(format!(
            "the body is larger than {LARGEST_NOTICE} bytes: M-PESA never posts so much"
        )));
    }
    match ask(&places.data, Ask::Payment(PaymentAsk::Notice { path, body }))? {
        Said::Payment(PaymentSaid::Noticed(word)) => print::out(&format!("{word}\n")),
        _ => Err(Failure::NotDone("no daemon is running to take it: start `langod run`".to_owned())),
    }
}
