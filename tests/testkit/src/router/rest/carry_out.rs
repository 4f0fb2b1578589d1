//! Carrying a call out, if the user's group has the right to it.

use std::sync::Arc;

use super::call::{Arguments, Call};
use super::menu::Menu;
use super::refusal::Refusal;
use super::reply::Reply;
use super::rows::rows;
use super::users::{Policy, RestUser};
use super::{log_in, monitor, print, write};
use crate::router::hotspot::Hotspot;

pub(super) async fn carry_out(hotspot: &Arc<Hotspot>, user: &RestUser, call: &Call) -> Result<Reply, Refusal> {
    let needed = if call.only_reads() { Policy::Read } else { Policy::Write };
    if !user.may(needed) {
        return Err(Refusal::MissingRight { on_row: call.is_on_row() });
    }
    match call {
        Call::List { menu, filters } if menu.is_single() => {
            let single = rows(hotspot, *menu, user).into_iter().next().unwrap_or_default();
            let single = print::show(single, filters);
            let in_list = hotspot.quirks().rest.single_in_list;
            Ok(if in_list { Reply::Rows(vec![single]) } else { Reply::One(single) })
        }
        Call::List { menu, filters } => Ok(Reply::Rows(print::list(rows(hotspot, *menu, user), filters))),
        Call::Show { menu, row, filters } => {
            let is_named = |name: &str| *menu != Menu::Active && name == row;
            let all = rows(hotspot, *menu, user);
            let found = all.into_iter().find(|one| one.id() == row || one.get("name").is_some_and(is_named));
            Ok(Reply::One(print::show(found.ok_or(Refusal::MissingRow)?, filters)))
        }
        Call::Add { menu, arguments } => write::add(hotspot, *menu, user, arguments),
        Call::Set { menu, row, arguments } => write::set(hotspot, *menu, user, row, arguments),
        Call::Remove { menu, row } => match write::remove(hotspot, *menu, row) {
            Ok(()) => Ok(Reply::Gone),
            Err(refusal) => Err(refusal),
        },
        Call::Run { menu, command, arguments } => run(hotspot, *menu, user, command, arguments).await,
    }
}

async fn run(
    hotspot: &Arc<Hotspot>,
    menu: Menu,
    user: &RestUser,
    command: &str,
    arguments: &Arguments,
) -> Result<Reply, Refusal> {
    match command {
        "print" => print::print(rows(hotspot, menu, user), arguments),
        "login" => log_in::log_in(hotspot, arguments).await,
        "monitor" => monitor::monitor(hotspot, menu, arguments).await,
        "add" => match write::add(hotspot, menu, user, arguments)? {
            Reply::Created { row, .. } => Ok(Reply::Returned(row.id().to_owned())),
            other => Ok(other),
        },
        "set" if menu == Menu::Clock => write::set_clock(hotspot, arguments),
        // Commands say it in words where a row's own address says 404.
        "set" | "remove" => {
            let row = arguments.row().ok_or_else(|| Refusal::Words("missing =.id=".to_owned()))?;
            let done = match command {
                "set" => write::set(hotspot, menu, user, &row, arguments).map(|_| ()),
                _ => row.split(',').try_for_each(|row| write::remove(hotspot, menu, row)),
            };
            match done {
                Ok(()) => Ok(Reply::nothing()),
                Err(Refusal::MissingRow) => Err(Refusal::Words("no such item".to_owned())),
                Err(refusal) => Err(refusal),
            }
        }
        stranger => Err(Refusal::NoCommand(stranger.to_owned())),
    }
}
