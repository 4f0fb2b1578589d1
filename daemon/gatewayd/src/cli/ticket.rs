//! `langod ticket`: sell, show, list and take back.

use std::io::{IsTerminal as _, Write as _};

use domain::code::{Code, NotACode};
use serde_json::Value;
use web_ui::{A4Sheet, Page as _, PaperWidth, Screen, ThermalStrip};

use crate::cli::arguments::{ListTickets, Mint, Paper, ShowTicket, TicketCommand};
use crate::cli::books::ask;
use crate::cli::{Failure, print};
use crate::config::{Config, Places};
use crate::desk::{Ask, MOST_MINTED_AT_ONCE, PAGE, Said, TicketView};
use crate::http::shown;

pub(super) fn run(command: TicketCommand, places: &Places) -> Result<(), Failure> {
    match command {
        TicketCommand::Mint(Mint { plan, count, json, csv, paper }) => {
            if usize::from(json) + usize::from(csv) + usize::from(paper.is_some()) > 1 {
                return Err(Failure::Wrong("--json, --csv and --paper: choose one of them".to_owned()));
            }
            let (tickets, failure) = mint(places, &plan, count);
            // What was made is sold: it is shown whatever came after it.
            if let Some(failure) = failure.as_ref().filter(|_| tickets.is_empty()) {
                return Err(failure.clone());
            }
            let shown = match (json, csv, paper) {
                (true, _, _) => print::json(&Value::Array(tickets.iter().map(print::ticket_json).collect())),
                (_, true, _) => print::out(&as_csv(&tickets)),
                (_, _, Some(paper)) => print_on(paper, places, &tickets),
                (false, false, None) => table(&tickets, ""),
            };
            shown.and(failure.map_or(Ok(()), Err))
        }
        TicketCommand::Show(ShowTicket { code, json }) => show(places, &code, json),
        TicketCommand::List(ListTickets { status, json }) => list(places, status.as_deref(), json),
        TicketCommand::Revoke(meant) => revoke(places, &meant.code),
        TicketCommand::TrustRestored(_) => trust_restored(places),
    }
}

/// As many as could be made, and why not all of them.
fn mint(places: &Places, plan: &str, count: u32) -> (Vec<TicketView>, Option<Failure>) {
    let mut tickets: Vec<TicketView> = Vec::new();
    while let Some(missing) = count.checked_sub(u32::try_from(tickets.len()).unwrap_or(u32::MAX)).filter(|&n| n > 0) {
        let question = Ask::Mint { plan: plan.to_owned(), count: missing.min(MOST_MINTED_AT_ONCE.into()) };
        match ask(&places.data, question) {
            Ok(Said::Tickets(more)) if !more.is_empty() => tickets.extend(more),
            Ok(_) => {
                let sentence = format!("there is no plan called \"{plan}\": `langod plan list` shows those there are");
                return (tickets, Some(Failure::Wrong(sentence)));
            }
            Err(failure) => return (tickets, Some(failure)),
        }
        show_progress(tickets.len(), count);
    }
    (tickets, None)
}

/// Long work shows how far it is, to a person at a terminal.
fn show_progress(minted: usize, count: u32) {
    if count > MOST_MINTED_AT_ONCE.into() && std::io::stderr().is_terminal() {
        let end = if minted >= count as usize { "\n" } else { "" };
        let _ = write!(std::io::stderr(), "\r{minted} of {count} tickets{end}");
    }
}

fn as_csv(tickets: &[TicketView]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = "code,plan,price,currency,status\r\n".to_owned();
    for view in tickets {
        let (price, currency) = (view.price.decimal(), view.price.currency().code());
        text += &format!("{},{},{price},{currency},{}\r\n", view.code, quoted(&view.plan), view.status.word());
    }
    text
}

fn print_on(paper: Paper, places: &Places, tickets: &[TicketView]) -> Result<(), Failure> {
    let config = Config::load(&places.config)?;
    let (issuer, tickets) =
        (shown::issuer(&config), tickets.iter().map(|view| shown::printed(&config, view)).collect());
    let html = match paper {
        Paper::A4 => A4Sheet { issuer, screen: Screen::File, tickets }.html(),
        Paper::Mm58 => ThermalStrip { issuer, screen: Screen::File, width: PaperWidth::Mm58, tickets }.html(),
        Paper::Mm80 => ThermalStrip { issuer, screen: Screen::File, width: PaperWidth::Mm80, tickets }.html(),
    };
    print::out(&html.map_err(|error| Failure::NotDone(error.to_string()))?)
}

fn read_code(typed: &str) -> Result<Code, Failure> {
    Code::parse(typed).map_err(|error| {
        Failure::Wrong(match error {
            NotACode::Shape => format!("\"{typed}\" is no code: a code has nine letters and digits, like 7KM-2PX-9DT"),
            NotACode::Check => format!("\"{typed}\": one character of this code is wrong, please compare it"),
        })
    })
}

fn unknown(typed: &str) -> Failure {
    Failure::NotDone(format!("no ticket has the code {typed}"))
}

fn show(places: &Places, typed: &str, json: bool) -> Result<(), Failure> {
    let code = read_code(typed)?;
    let Said::Tickets(views) = ask(&places.data, Ask::Ticket { code })? else { return Err(unknown(typed)) };
    let Some(view) = views.first() else { return Err(unknown(typed)) };
    if json {
        return print::json(&print::ticket_json(view));
    }
    let mut text = format!("{}  {} ({}, {})\n", view.code, view.status.word(), view.plan, view.price);
    if matches!(view.status.word(), "new" | "active") {
        text += &format!("left      {}\n", print::left(view));
        text += &format!("devices   {} of {} online\n", view.online.len(), view.terms.devices);
    }
    print::out(&text)
}

fn list(places: &Places, status: Option<&str>, json: bool) -> Result<(), Failure> {
    const KNOWN: [&str; 5] = ["new", "active", "used", "expired", "revoked"];
    if let Some(status) = status.filter(|status| !KNOWN.contains(status)) {
        return Err(Failure::Wrong(format!("--status {status}: a ticket is {}", KNOWN.join(", "))));
    }
    let mut tickets = Vec::new();
    let mut after = None;
    loop {
        let Said::Tickets(page) = ask(&places.data, Ask::Tickets { after })? else {
            return Err(Failure::NotDone("the tickets could not be read".to_owned()));
        };
        let is_last = page.len() < PAGE;
        after = page.last().map(|view| view.id);
        tickets.extend(page.into_iter().filter(|view| status.is_none_or(|status| view.status.word() == status)));
        if is_last {
            break;
        }
    }
    if json {
        return print::json(&Value::Array(tickets.iter().map(print::ticket_json).collect()));
    }
    table(&tickets, "No tickets. Make some: langod ticket mint --plan \"1 hour\" --count 10")
}

fn table(tickets: &[TicketView], none: &str) -> Result<(), Failure> {
    let row = |view: &TicketView| {
        let devices = format!("{}/{}", view.online.len(), view.terms.devices);
        vec![
            view.code.to_string(),
            view.status.word().to_owned(),
            view.plan.clone(),
            view.price.to_string(),
            print::left(view),
            devices,
        ]
    };
    let rows: Vec<_> = tickets.iter().map(row).collect();
    print::table(&["CODE", "STATUS", "PLAN", "PRICE", "LEFT", "ONLINE"], &rows, none)
}

fn trust_restored(places: &Places) -> Result<(), Failure> {
    print::out(match ask(&places.data, Ask::TrustRestored)? {
        Said::Done(1..) => {
            "Unused tickets of the backup are honoured from now on, also those used after it was made.\n"
        }
        _ => "No ticket waits: either the cloud has told what came after the backup, or there was none.\n",
    })
}

fn revoke(places: &Places, typed: &str) -> Result<(), Failure> {
    let code = read_code(typed)?;
    match ask(&places.data, Ask::Revoke { code })? {
        Said::Done(_) => print::out(&format!("{code} is revoked; whoever was online with it is sent off.\n")),
        _ => Err(unknown(typed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tickets_are_shown_in_one_way_only() {
        let nowhere = Places { config: "/nowhere/langod.toml".into(), data: "/nowhere".into() };
        for (json, csv, paper) in [
            (true, true, None),
            (true, false, Some(Paper::A4)),
            (false, true, Some(Paper::Mm58)),
            (true, true, Some(Paper::Mm80)),
        ] {
            let mint = TicketCommand::Mint(Mint { plan: "1 hour".to_owned(), count: 1, json, csv, paper });
            let refused = run(mint, &nowhere);
            assert!(matches!(&refused, Err(Failure::Wrong(said)) if said.contains("choose one")), "{refused:?}");
        }
    }
}
