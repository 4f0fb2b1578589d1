//! `langod routeros script`: what the configuration says, put into the words of a router. The text goes to standard
//! output; what a person has to do besides goes to standard error.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr};

use enforcement::script::{
    Architecture, Container, Guests, Hotspot, Options, Place, Radius, Release, RestUser, Unfit, set_up, take_back,
};
use hyper::Uri;

use crate::chance::hexadecimal;
use crate::cli::arguments::{RouterosCommand, ScriptOptions};
use crate::cli::{Failure, print, try_seals};
use crate::config::{Config, Nas, Places};

/// Where a router without `coa` in the configuration listens, once the script has run.
const COA_PORT: u16 = 3799;
/// Of the network between router and container: two addresses.
const USUAL_PREFIX: u8 = 30;

impl From<Unfit> for Failure {
    fn from(unfit: Unfit) -> Self {
        Failure::Wrong(unfit.to_string())
    }
}

pub(super) fn run(command: RouterosCommand, places: &Places) -> Result<(), Failure> {
    let RouterosCommand::Script(typed) = command;
    if let Some(contradiction) = typed.contradiction() {
        return Err(Failure::Wrong(contradiction));
    }
    let release = Release::parse(&typed.version).map_err(|unfit| Failure::Wrong(format!("--version: {unfit}")))?;
    if typed.remove {
        return print::out(&take_back(release));
    }
    let place = place(&typed)?;
    let hotspot = hotspot(&typed)?;
    let config = try_seals(&Config::load(&places.config)?, &places.data)?;
    let nas = nas(&config, typed.nas.as_deref())?;
    let router = router(nas, typed.router)?;
    let gateway = gateway(&config, &typed, router)?;
    let (rest, is_drawn) = rest(nas, typed.rest_user.clone());
    let options = Options {
        site: config.site.name.clone(),
        release,
        place,
        gateway,
        router,
        portal_port: config.portal.listen.port(),
        radius: Radius {
            auth_port: config.radius.auth_listen.port(),
            acct_port: config.radius.acct_listen.port(),
            coa_port: nas.coa.map_or(COA_PORT, |coa| coa.port()),
            secret: nas.secret.expose().to_owned(),
        },
        rest,
        hotspot,
        ntp: typed.time_servers(),
    };
    let script = set_up(&options)?;
    for hint in hints(&config, nas, &options, is_drawn) {
        // Whoever reads standard error may have gone.
        let _ = writeln!(std::io::stderr(), "langod: {hint}");
    }
    print::out(&script)
}

fn place(typed: &ScriptOptions) -> Result<Place, Failure> {
    if typed.beside {
        return Ok(Place::Beside);
    }
    let Some(architecture) = &typed.architecture else {
        return Err(Failure::Wrong(
            "--architecture is missing: arm64, arm or amd64, as /system/resource/print shows it; or --beside"
                .to_owned(),
        ));
    };
    let architecture =
        Architecture::parse(architecture).map_err(|unfit| Failure::Wrong(format!("--architecture: {unfit}")))?;
    Ok(Place::Inside(Container {
        architecture,
        image: typed.image.clone().unwrap_or_else(|| format!("lango-{}.tar", architecture.name())),
        storage: typed.storage.clone().unwrap_or_else(|| "flash".to_owned()),
        prefix: typed.prefix.unwrap_or(USUAL_PREFIX),
    }))
}

fn hotspot(typed: &ScriptOptions) -> Result<Hotspot, Failure> {
    match (&typed.hotspot, &typed.interface) {
        (Some(name), _) => Ok(Hotspot::Existing(name.clone())),
        (None, Some(interface)) => Ok(Hotspot::New {
            interface: interface.clone(),
            guests: typed.network.map(|network| Guests {
                own: network.addr(),
                prefix: network.prefix_len(),
                dhcp: !typed.no_dhcp,
            }),
        }),
        (None, None) => Err(Failure::Wrong(
            "which hotspot? --hotspot NAME for the one that is there, or --interface NAME to make one".to_owned(),
        )),
    }
}

/// The router of this name, or the only one.
fn nas<'a>(config: &'a Config, name: Option<&str>) -> Result<&'a Nas, Failure> {
    let mut all = config.radius.nas.iter();
    let found = match name {
        Some(name) => all.find(|nas| nas.name.as_str() == name),
        None => all.next().filter(|_| config.radius.nas.len() == 1),
    };
    found.ok_or_else(|| {
        let known = config.radius.nas.iter().map(|nas| nas.name.as_str()).collect::<Vec<_>>().join(", ");
        Failure::Wrong(format!("which router? --nas with one of [[radius.nas]]: {known}"))
    })
}

fn router(nas: &Nas, typed: Option<Ipv4Addr>) -> Result<Ipv4Addr, Failure> {
    let is_one = nas.address.prefix_len() == nas.address.max_prefix_len();
    match (typed, nas.address.addr()) {
        (Some(address), _) => Ok(address),
        (None, IpAddr::V4(address)) if is_one => Ok(address),
        _ => Err(Failure::Wrong(format!(
            "{} is no single IPv4 address: say with --router which one the router has on the gateway's side",
            nas.address
        ))),
    }
}

/// As typed; else in a container the neighbour of the router, and beside it where the portal says it is.
fn gateway(config: &Config, typed: &ScriptOptions, router: Ipv4Addr) -> Result<Ipv4Addr, Failure> {
    if let Some(address) = typed.gateway {
        return Ok(address);
    }
    if typed.beside {
        let uri = config.portal.address.as_deref().and_then(|address| address.parse::<Uri>().ok());
        let address = uri.and_then(|uri| uri.host()?.parse().ok());
        return address.ok_or_else(|| {
            Failure::Wrong("--gateway is missing: the address of the box beside the router".to_owned())
        });
    }
    let network = ipnet::Ipv4Net::new(router, typed.prefix.unwrap_or(USUAL_PREFIX)).ok();
    let neighbour = network.and_then(|network| network.hosts().take(2).find(|host| *host != router));
    neighbour.ok_or_else(|| Failure::Wrong(format!("--gateway is missing: {router} has no neighbour by --prefix")))
}

/// The user the configuration names, or a new one; whether its password was drawn.
fn rest(nas: &Nas, name: String) -> (RestUser, bool) {
    let Some(rest) = &nas.rest else {
        return (RestUser { name, password: hexadecimal(16), port: 80 }, true);
    };
    let named = rest.url.parse::<Uri>().ok().and_then(|uri| uri.port_u16());
    let port = named.unwrap_or(if rest.url.starts_with("https:") { 443 } else { 80 });
    (RestUser { name: rest.user.clone(), password: rest.password.expose().to_owned(), port }, false)
}

/// What is to be done besides, or to be known.
fn hints(config: &Config, nas: &Nas, options: &Options, is_drawn: bool) -> Vec<String> {
    let Options { gateway, router, radius, rest, portal_port, .. } = options;
    let name = nas.name.as_str();
    let mut hints: Vec<String> = options.warnings().iter().map(|&warning| warning.to_owned()).collect();
    if is_drawn {
        hints.push(format!(
            "a password was drawn for the router's user: add to [[radius.nas]] {name}, before the script is made again:\n\
             rest = {{ url = \"http://{router}\", user = \"{}\", password = \"{}\" }}",
            rest.name, rest.password
        ));
    } else if nas.rest.as_ref().is_some_and(|rest| rest.url.starts_with("https:")) {
        hints
            .push("rest.url asks the service www-ssl: give that a certificate, the script sees to www only".to_owned());
    }
    if nas.coa.is_none() {
        hints.push(format!("add to [[radius.nas]] {name}: coa = \"{router}:{}\"", radius.coa_port));
    }
    if !nas.address.contains(&IpAddr::V4(*router)) {
        hints.push(format!("RADIUS will come from {router}: write address = \"{router}\" into [[radius.nas]] {name}"));
    }
    let portal = format!("http://{gateway}:{portal_port}");
    if config.portal.address.as_deref().is_none_or(|address| address.trim_end_matches('/') != portal) {
        hints.push(format!("guests will reach the portal at {portal}: write address = \"{portal}\" into [portal]"));
    }
    if let Hotspot::New { guests: Some(guests), .. } = &options.hotspot
        && !config.console.guests.iter().any(|network| network.contains(&IpAddr::V4(guests.own)))
    {
        hints.push(format!(
            "keep guests out of the counter: add \"{}/{}\" to guests in [console]",
            guests.own, guests.prefix
        ));
    }
    if matches!(options.place, Place::Inside(_)) && !config.site.trust_clock {
        hints.push("in a container the router keeps the clock: write trust_clock = true into [site]".to_owned());
    }
    if config.portal.listen.ip().is_loopback() || config.radius.auth_listen.ip().is_loopback() {
        hints.push("[portal] and [radius] listen on this machine alone: write 0.0.0.0 there".to_owned());
    }
    hints
}
