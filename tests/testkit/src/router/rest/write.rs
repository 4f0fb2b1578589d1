//! What calls change: the router's own users, its clock, and rows that go.

use std::sync::Arc;

use radius_proto::TerminateCause;

use super::call::Arguments;
use super::menu::Menu;
use super::refusal::Refusal;
use super::reply::Reply;
use super::rows::user_row;
use super::users::{Policy, RestUser};
use super::{row, span};
use crate::router::clock::{self, Clock};
use crate::router::event::Event;
use crate::router::hotspot::Hotspot;
use crate::router::local_users::{LocalUser, NotAdded};

/// What a row of `/ip/hotspot/user` may be given.
const OF_USER: [&str; 12] = [
    ".id",
    "numbers",
    "name",
    "password",
    "profile",
    "mac-address",
    "comment",
    "limit-uptime",
    "limit-bytes-in",
    "limit-bytes-out",
    "limit-bytes-total",
    "disabled",
];

pub(super) fn add(hotspot: &Hotspot, menu: Menu, by: &RestUser, arguments: &Arguments) -> Result<Reply, Refusal> {
    let mut user = LocalUser::default();
    change(&mut user, arguments)?;
    if user.name.is_empty() {
        return Err(Refusal::Words("missing =name=".to_owned()));
    }
    let number = {
        let mut state = hotspot.state();
        let number = state.next_row();
        state.users.put(number, user.clone()).map_err(failure)?;
        number
    };
    let row = user_row(&hotspot.quirks().rest, number, &user, by.may(Policy::Sensitive));
    Ok(Reply::Created { path: format!("/rest{}/{}", menu.path(), row::id(number)), row })
}

pub(super) fn set(
    hotspot: &Hotspot,
    menu: Menu,
    by: &RestUser,
    name: &str,
    arguments: &Arguments,
) -> Result<Reply, Refusal> {
    if menu != Menu::User {
        return Err(Refusal::NoResource);
    }
    let number = find_user(hotspot, name)?;
    let user = {
        let mut state = hotspot.state();
        let mut user = state.users.get(number).cloned().ok_or(Refusal::MissingRow)?;
        change(&mut user, arguments)?;
        state.users.put(number, user.clone()).map_err(failure)?;
        user
    };
    Ok(Reply::One(user_row(&hotspot.quirks().rest, number, &user, by.may(Policy::Sensitive))))
}

fn failure(why: NotAdded) -> Refusal {
    Refusal::Words(format!("failure: {why}"))
}

fn change(user: &mut LocalUser, arguments: &Arguments) -> Result<(), Refusal> {
    arguments.allow(&OF_USER)?;
    let texts = [
        ("name", &mut user.name),
        ("password", &mut user.password),
        ("profile", &mut user.profile),
        ("mac-address", &mut user.mac_address),
        ("comment", &mut user.comment),
    ];
    for (argument, slot) in texts {
        if let Some(text) = arguments.text(argument) {
            *slot = text;
        }
    }
    let limits = [
        ("limit-bytes-in", &mut user.limit_bytes_in),
        ("limit-bytes-out", &mut user.limit_bytes_out),
        ("limit-bytes-total", &mut user.limit_bytes_total),
    ];
    for (argument, slot) in limits {
        if let Some(text) = arguments.text(argument) {
            *slot = text.parse().map_err(|_| Refusal::invalid(argument))?;
        }
    }
    if let Some(text) = arguments.text("limit-uptime") {
        user.limit_uptime_secs = span::read(&text).ok_or_else(|| Refusal::invalid("limit-uptime"))?;
    }
    if let Some(text) = arguments.text("disabled") {
        user.disabled = match text.as_str() {
            "true" | "yes" => true,
            "false" | "no" => false,
            _ => return Err(Refusal::invalid("disabled")),
        };
    }
    Ok(())
}

fn find_user(hotspot: &Hotspot, name: &str) -> Result<u32, Refusal> {
    let state = hotspot.state();
    let found = state.users.rows().find(|(number, user)| row::id(*number) == name || user.name == name);
    found.map(|(number, _)| number).ok_or(Refusal::MissingRow)
}

/// Removes a row, or, by a quirk, says so only.
pub(super) fn remove(hotspot: &Arc<Hotspot>, menu: Menu, name: &str) -> Result<(), Refusal> {
    let quirks = hotspot.quirks().rest;
    let ignores = match menu {
        Menu::Active => quirks.ignores_active_remove,
        Menu::Cookie => quirks.ignores_cookie_remove,
        _ => false,
    };
    match menu {
        Menu::Active | Menu::Host => {
            let device = {
                let state = hotspot.state();
                let active = state.sessions.values().map(|session| (session.device.ip.to_bits(), session.device));
                let hosts = state.hosts.values().map(|host| (host.row, host.device));
                let mut rows: Vec<_> = if menu == Menu::Active { active.collect() } else { hosts.collect() };
                rows.retain(|(number, _)| row::id(*number) == name);
                rows.first().map(|(_, device)| *device).ok_or(Refusal::MissingRow)?
            };
            if !ignores {
                hotspot.end(device, TerminateCause::AdminReset);
            }
            if menu == Menu::Host {
                hotspot.state().hosts.remove(&device.ip);
            }
        }
        Menu::Cookie => {
            let is_there = hotspot.state().living_cookies(hotspot.now()).any(|cookie| row::id(cookie.row) == name);
            if !is_there {
                return Err(Refusal::MissingRow);
            }
            if !ignores {
                hotspot.delete_cookies("removed", |cookie| row::id(cookie.row) == name);
            }
        }
        Menu::User => {
            let number = find_user(hotspot, name)?;
            hotspot.state().users.remove(number);
        }
        _ => return Err(Refusal::NoResource),
    }
    if ignores {
        hotspot.log.note(Event::RestNotApplied { asked: format!("{}/remove {name}", menu.path()) });
    }
    Ok(())
}

pub(super) fn set_clock(hotspot: &Hotspot, arguments: &Arguments) -> Result<Reply, Refusal> {
    arguments.allow(&["date", "time"])?;
    let (date, time) = (arguments.text("date"), arguments.text("time"));
    let set = clock::with(hotspot.clock_secs(), date.as_deref(), time.as_deref());
    let secs = set.ok_or_else(|| Refusal::invalid(if date.is_some() { "date" } else { "time" }))?;
    hotspot.set_clock(Clock::set(secs, hotspot.now()));
    Ok(Reply::nothing())
}
