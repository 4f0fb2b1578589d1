//! The sites the golden files are made for.

use std::net::Ipv4Addr;

use enforcement::script::{
    Architecture, Container, Guests, Hotspot, Options, Place, Radius, Release, RestUser, set_up, take_back,
};

/// A script with its file name and the minor version it is for.
pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) minor: u16,
    pub(crate) text: String,
}

/// Every version inside with a new hotspot; the other ways for some.
pub(crate) fn variants() -> Vec<Variant> {
    let inside = |version: &str| site(version);
    vec![
        of("7.16-inside-new", 16, inside("7.16")),
        of("7.20-inside-new", 20, inside("7.20")),
        of("7.21-inside-new", 21, inside("7.21")),
        of("7.23-inside-new", 23, inside("7.23")),
        of("7.24-inside-new", 24, inside("7.24")),
        of("7.20-inside-existing-arm-usb", 20, existing(on_usb(inside("7.20")))),
        of("7.24-inside-guests-amd64", 24, with_guests(inside("7.24"))),
        of("7.16-beside-existing", 16, existing(beside(inside("7.16")))),
        of("7.24-beside-new", 24, beside(inside("7.24"))),
        gone("7.16-remove", 16, "7.16"),
        gone("7.24-remove", 24, "7.24"),
    ]
}

fn of(name: &'static str, minor: u16, options: Options) -> Variant {
    Variant { name, minor, text: set_up(&options).unwrap() }
}

fn gone(name: &'static str, minor: u16, version: &str) -> Variant {
    Variant { name, minor, text: take_back(Release::parse(version).unwrap()) }
}

/// A site in a container, with a hotspot of its own on the bridge.
pub(crate) fn site(version: &str) -> Options {
    Options {
        site: "Mama Njeri's caf\u{e9}".to_owned(),
        release: Release::parse(version).unwrap(),
        place: Place::Inside(Container {
            architecture: Architecture::Arm64,
            image: "lango-arm64.tar".to_owned(),
            storage: "flash".to_owned(),
            prefix: 30,
        }),
        gateway: Ipv4Addr::new(172, 31, 255, 2),
        router: Ipv4Addr::new(172, 31, 255, 1),
        portal_port: 8088,
        radius: Radius {
            auth_port: 1812,
            acct_port: 1813,
            coa_port: 3799,
            secret: "the secret of the tests".to_owned(),
        },
        rest: RestUser { name: "lango".to_owned(), password: "the password of the tests".to_owned(), port: 80 },
        hotspot: Hotspot::New { interface: "bridge".to_owned(), guests: None },
        ntp: vec![Ipv4Addr::new(162, 159, 200, 1), Ipv4Addr::new(216, 239, 35, 0)],
    }
}

fn existing(options: Options) -> Options {
    Options { hotspot: Hotspot::Existing("hotspot1".to_owned()), ..options }
}

fn beside(options: Options) -> Options {
    let (gateway, router) = (Ipv4Addr::new(192, 168, 88, 10), Ipv4Addr::new(192, 168, 88, 1));
    Options { place: Place::Beside, gateway, router, ..options }
}

fn on_usb(mut options: Options) -> Options {
    options.place = Place::Inside(Container {
        architecture: Architecture::Arm,
        image: "lango-arm.tar".to_owned(),
        storage: "usb1".to_owned(),
        prefix: 30,
    });
    options
}

fn with_guests(mut options: Options) -> Options {
    let guests = Guests { own: Ipv4Addr::new(10, 5, 50, 1), prefix: 24, dhcp: true };
    options.hotspot = Hotspot::New { interface: "wifi guests".to_owned(), guests: Some(guests) };
    options.place = Place::Inside(Container {
        architecture: Architecture::Amd64,
        image: "lango-amd64.tar".to_owned(),
        storage: "flash".to_owned(),
        prefix: 24,
    });
    options
}
