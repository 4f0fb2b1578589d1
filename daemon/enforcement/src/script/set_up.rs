//! The script that sets a router up: which pieces, in which order. An import ends at its first error, so whatever can be
//! known beforehand is looked at first; the container comes last, when everything it leans on is there.

use super::container::made;
use super::fill::{asked, filled, indented, tried};
use super::fold::folded;
use super::options::{Container, Guests, Hotspot, Options, Place, Unfit};
use super::pages::pages;
use super::quote::{quoted, remark};
use super::rule::{FILTER, NAT, Rule};

const HEAD: &str = include_str!("../../data/script/head.rsc");
const PREFLIGHT: &str = include_str!("../../data/script/preflight.rsc");
const PREFLIGHT_INSIDE: &str = include_str!("../../data/script/preflight_inside.rsc");
const ROOM: &str = include_str!("../../data/script/room.rsc");
const ROOM_ON_DISK: &str = include_str!("../../data/script/room_disk.rsc");
const PREFLIGHT_NEW: &str = include_str!("../../data/script/preflight_new.rsc");
const PREFLIGHT_ADDRESS: &str = include_str!("../../data/script/preflight_address.rsc");
const PREFLIGHT_EXISTING: &str = include_str!("../../data/script/preflight_existing.rsc");
const REMEMBER: &str = include_str!("../../data/script/remember.rsc");
const NETWORK: &str = include_str!("../../data/script/network.rsc");
const SERVICES: &str = include_str!("../../data/script/services.rsc");
const GUESTS: &str = include_str!("../../data/script/guests.rsc");
const DHCP: &str = include_str!("../../data/script/dhcp.rsc");
const USER_PROFILE: &str = include_str!("../../data/script/user_profile.rsc");
const HOTSPOT_NEW: &str = include_str!("../../data/script/hotspot_new.rsc");
const HOTSPOT_EXISTING: &str = include_str!("../../data/script/hotspot_existing.rsc");
const PROFILE: &str = include_str!("../../data/script/profile.rsc");
const GARDEN: &str = include_str!("../../data/script/garden.rsc");
const BYPASS: &str = include_str!("../../data/script/bypass.rsc");
const PAGES: &str = include_str!("../../data/script/pages.rsc");
const VERIFY: &str = include_str!("../../data/script/verify.rsc");
const VERIFY_INSIDE: &str = include_str!("../../data/script/verify_inside.rsc");

/// Everything the gateway may do on the router, and everything else it may not.
const POLICY: &str = "read,write,api,rest-api,!local,!telnet,!ssh,!ftp,!reboot,!policy,!test,!winbox,!password,!web,\
                      !sniff,!sensitive,!romon";

/// The script of a site, or why there can be none.
pub fn set_up(options: &Options) -> Result<String, Unfit> {
    options.check()?;
    let own = Own::of(options);
    let container = match &options.place {
        Place::Inside(container) => Some(container),
        Place::Beside => None,
    };
    let mut text = own.fill(HEAD) + &own.preflight(container) + REMEMBER;
    if let Some(container) = container {
        text += &own.fill_with(NETWORK, &[("prefix", &container.prefix.to_string())]);
    }
    text += &own.fill(SERVICES);
    text += USER_PROFILE;
    text += &own.hotspot();
    text += &own.rules(container.is_some());
    text += &own.fill(GARDEN);
    text += &own.pages();
    text += &match container {
        Some(container) => made(options, container),
        None => own.fill(BYPASS),
    };
    text += &own.verify(container.is_some());
    Ok(folded(&text))
}

/// The options as they stand in a script.
struct Own<'a> {
    options: &'a Options,
    values: Vec<(&'static str, String)>,
}

impl<'a> Own<'a> {
    fn of(options: &'a Options) -> Self {
        let Options { release, gateway, router, portal_port, radius, rest, .. } = options;
        let is_inside = matches!(options.place, Place::Inside(_));
        let taken = format!("Lango: the user {} is not ours: choose another with --rest-user", rest.name);
        let values = vec![
            ("range", release.range()),
            ("first", release.first.to_string()),
            ("last", release.last.to_string()),
            ("where", if is_inside { "in a container" } else { "beside the router" }.to_owned()),
            ("modes", if is_inside { "hotspot=yes container=yes" } else { "hotspot=yes" }.to_owned()),
            ("hotspot-mode", indented(2, &asked("is", "[/system/device-mode get hotspot]"))),
            ("container-mode", indented(2, &asked("is", "[/system/device-mode get container]"))),
            ("gateway", gateway.to_string()),
            ("router", router.to_string()),
            ("portal-port", portal_port.to_string()),
            ("auth-port", radius.auth_port.to_string()),
            ("acct-port", radius.acct_port.to_string()),
            ("coa-port", radius.coa_port.to_string()),
            ("secret", quoted(&radius.secret)),
            ("user", quoted(&rest.name)),
            ("user-taken", quoted(&taken)),
            ("password", quoted(&rest.password)),
            ("policy", quoted(POLICY)),
            ("server", quoted(options.server())),
            ("ntp", options.ntp.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")),
        ];
        Own { options, values }
    }

    fn fill(&self, template: &str) -> String {
        let site = remark(&self.options.site);
        self.fill_with(template, &[("site", &site)])
    }

    fn fill_with(&self, template: &str, more: &[(&str, &str)]) -> String {
        let own = self.values.iter().map(|(name, value)| (*name, value.as_str()));
        filled(template, &own.chain(more.iter().copied()).collect::<Vec<_>>())
    }

    fn preflight(&self, container: Option<&Container>) -> String {
        let mut text = self.fill(PREFLIGHT);
        if let Some(container) = container {
            text += &self.preflight_inside(container);
        }
        text + &match &self.options.hotspot {
            Hotspot::Existing(name) => {
                let sentence =
                    format!("Lango: there is no hotspot {name}: /ip/hotspot/print shows those that are there");
                self.fill_with(PREFLIGHT_EXISTING, &[("no-server", &quoted(&sentence))])
            }
            Hotspot::New { interface, guests } => self.preflight_new(interface, guests.is_some()),
        }
    }

    fn preflight_inside(&self, container: &Container) -> String {
        let Container { architecture, image, storage, .. } = container;
        let no_image = format!("Lango: upload the image {image} to Files, then import this file again");
        let no_disk = format!("Lango: there is no disk {storage}: plug it in and format it with ext4, see /disk/print");
        let is_flash = storage == "flash";
        let store = if is_flash { "$langoBase".to_owned() } else { quoted(&format!("{storage}/")) };
        let room = match is_flash {
            true => ROOM.to_owned(),
            false => filled(ROOM_ON_DISK, &[("disk", &quoted(storage)), ("no-disk", &quoted(&no_disk))]),
        };
        let folders = ["lango", "lango/etc", "lango/data"].map(|folder| make_folder(folder, "%STORE%"));
        let values = [
            ("architecture", architecture.name()),
            ("not-architecture", architecture.is_another()),
            ("store", &store),
            ("image", &quoted(image)),
            ("no-image", &quoted(&no_image)),
            ("room", &room),
            ("make-folders", &indented(4, &folders.concat())),
        ];
        self.fill_with(PREFLIGHT_INSIDE, &values)
    }

    fn preflight_new(&self, interface: &str, brings_address: bool) -> String {
        let say = |rest: &str| quoted(&format!("Lango: {interface} {rest}"));
        let name = quoted(interface);
        let no_address = say("has no address: add --network 10.5.50.1/24, or give it one");
        let addressing = match brings_address {
            true => String::new(),
            false => filled(PREFLIGHT_ADDRESS, &[("interface", &name), ("no-address", &no_address)]),
        };
        let values = [
            ("interface", name.as_str()),
            ("no-interface", &say("is no interface here: /interface/print shows them")),
            ("is-port", &say("is a port of a bridge: name the bridge itself with --interface")),
            ("has-hotspot", &say("has a hotspot already: name that with --hotspot")),
            ("addressing", &addressing),
        ];
        self.fill_with(PREFLIGHT_NEW, &values)
    }

    fn hotspot(&self) -> String {
        match &self.options.hotspot {
            Hotspot::Existing(name) => {
                let server = quoted(name);
                let back_to = quoted(&format!("/ip/hotspot set [/ip/hotspot find name={server}] profile=\""));
                self.fill_with(HOTSPOT_EXISTING, &[("profile", PROFILE), ("back-to", &back_to)])
            }
            Hotspot::New { interface, guests } => {
                let interface = quoted(interface);
                let network = guests.as_ref().map_or_else(String::new, |guests| guests_network(guests, &interface));
                let own = match guests {
                    Some(guests) => quoted(&format!("{}/{}", guests.own, guests.prefix)),
                    None => format!("[/ip/address get [:pick [/ip/address find interface={interface}] 0] address]"),
                };
                let values = [("profile", PROFILE), ("interface", interface.as_str()), ("own", &own)];
                network + &self.fill_with(HOTSPOT_NEW, &values)
            }
        }
    }

    /// What is let through the owner's firewall, each rule put above the one before.
    fn rules(&self, is_inside: bool) -> String {
        let Options { gateway, portal_port, .. } = self.options;
        let (rest_port, coa_port) = (self.options.rest.port, self.options.radius.coa_port);
        let network = self.options.portal_network();
        let guests_on = format!(
            "in-interface=[/ip/hotspot get [/ip/hotspot find name={}] interface]",
            quoted(self.options.server())
        );
        let portal = format!("protocol=tcp dst-address={gateway} dst-port={portal_port}");
        let filter = |chain, action, what, matches: &str| Rule { menu: FILTER, chain, action, what, matches }.text();
        let nat = |action, what, matches: &str| Rule { menu: NAT, chain: "srcnat", action, what, matches }.text();
        let mut text =
            "\n# --- Firewall. The gateway needs the router's resolver, its REST interface and its port for\n\
                        # orders; guests need the portal, and nothing else of the gateway.\n"
                .to_owned();
        if is_inside {
            text += &filter("forward", "drop", "guests to the gateway", &format!("dst-address={gateway} {guests_on}"));
            text += &filter("forward", "accept", "gateway to the internet", &format!("src-address={gateway}"));
        }
        text += &filter("forward", "accept", "portal", &portal);
        text += &filter(
            "input",
            "accept",
            "orders and names",
            &format!("src-address={gateway} protocol=udp dst-port=53,{coa_port}"),
        );
        text += &filter(
            "input",
            "accept",
            "REST and names",
            &format!("src-address={gateway} protocol=tcp dst-port=53,{rest_port}"),
        );
        text += &filter("input", "accept", "ping", &format!("src-address={gateway} protocol=icmp"));
        if is_inside {
            text += "# The gateway reaches the internet under the router's address.\n";
            let matches = format!("src-address={gateway} dst-address=!{network}");
            text += &nat("masquerade", "gateway to the internet", &matches);
        }
        text += "# Hotspots masquerade guests towards everything. Towards the portal they must not: it would\n\
                 # take every guest for the router.\n";
        text + &nat("accept", "guests keep their address", &format!("dst-address={network}"))
    }

    fn pages(&self) -> String {
        let portal = format!("http://{}:{}", self.options.gateway, self.options.portal_port);
        let write = |page: super::Page| format!("    $langoPage {} {}\n", quoted(page.name), quoted(&page.text));
        let written: String = pages(&self.options.site, &portal).into_iter().map(write).collect();
        let folder = make_folder("lango-pages", "%BASE%");
        filled(PAGES, &[("make-folder", &indented(4, &folder)), ("pages", written.trim_end())])
    }

    fn verify(&self, is_inside: bool) -> String {
        let (inside, forget) = match is_inside {
            true => (VERIFY_INSIDE, ["langoBase", "langoRemember", "langoPage", "langoStore", "langoState"].as_slice()),
            false => ("", ["langoBase", "langoRemember", "langoPage"].as_slice()),
        };
        self.fill_with(VERIFY, &[("verify-inside", inside), ("forget", &super::take_back::forgotten(forget))])
    }
}

fn guests_network(guests: &Guests, interface: &str) -> String {
    let (from, to) = guests.pool();
    let values = [
        ("interface", interface.to_owned()),
        ("network", format!("{}/{}", guests.own, guests.prefix)),
        ("guests", guests.network()),
        ("own", guests.own.to_string()),
        ("range", format!("{from}-{to}")),
    ];
    let mut values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let dhcp = if guests.dhcp { filled(DHCP, &values) } else { String::new() };
    values.push(("dhcp", &dhcp));
    filled(GUESTS, &values)
}

/// Makes a folder below the one a variable holds; where that cannot be done, whatever needs it says so.
fn make_folder(folder: &str, below: &str) -> String {
    let variable = if below == "%STORE%" { "$langoStore" } else { "$langoBase" };
    tried(&format!("/file add name=\"{below}{folder}\" type=directory"), &[(below, variable)])
}

#[cfg(test)]
mod tests {
    use super::super::options::tests::options;
    use super::*;

    #[test]
    fn nothing_is_left_open_and_no_line_is_too_long() {
        let text = set_up(&options()).unwrap();
        for line in text.lines() {
            assert!(line.len() <= super::super::fold::MOST_COLUMNS, "{line}");
            assert!(!line.contains(['@', '\t']) && !line.contains("%\"") && line.is_ascii(), "{line}");
        }
    }

    #[test]
    fn options_that_do_not_fit_make_no_script() {
        let mut options = options();
        options.portal_port = 80;
        assert!(set_up(&options).is_err());
    }
}
