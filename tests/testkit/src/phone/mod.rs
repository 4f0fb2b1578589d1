//! A guest's phone without a screen: a browser without JavaScript or cookies, behind one of the router's doors. Enough
//! to follow a captive portal from the first page to the last; what a page looks like is for a real browser to say.

mod form;
mod http;

use std::io;
use std::net::SocketAddr;

pub use self::form::Form;
pub use self::http::Page;

use crate::form::Fields;
use crate::router::Device;

/// Redirects in a row before a browser gives up.
const MOST_HOPS: usize = 10;

/// A device's browser.
#[derive(Clone, Debug)]
pub struct Phone {
    way: Way,
}

/// How a browser reaches a host.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// Addresses on loopback directly, all others through the router's door, which sees them as captured traffic.
    Door(SocketAddr),
    /// Addresses directly, and every name is this one: the network around it decides what becomes of it.
    Network(SocketAddr),
}

impl Phone {
    /// The phone that is this device.
    pub fn new(device: Device) -> Self {
        Phone { way: Way::Door(device.door) }
    }

    /// A phone in a guest's own network, where all the names of the web lead to one address.
    pub fn in_network(web: SocketAddr) -> Self {
        Phone { way: Way::Network(web) }
    }

    /// One request, nothing followed.
    pub fn get(&self, url: &str) -> io::Result<Page> {
        self.request("GET", url, None)
    }

    /// One posted form, nothing followed.
    pub fn post(&self, url: &str, fields: &Fields) -> io::Result<Page> {
        self.request("POST", url, Some(("application/x-www-form-urlencoded", fields.encode())))
    }

    /// One posted JSON document.
    pub fn post_json(&self, url: &str, json: &str) -> io::Result<Page> {
        self.request("POST", url, Some(("application/json", json.to_owned())))
    }

    /// A page as a guest opens it: redirects and refreshes are followed to the end.
    pub fn open(&self, url: &str) -> io::Result<Page> {
        self.follow(self.get(url)?)
    }

    /// Fills in a form of a page, presses its button, and follows.
    pub fn submit(&self, form: &Form) -> io::Result<Page> {
        if form.posts {
            self.follow(self.post(&form.action, &form.fields)?)
        } else {
            self.open(&format!("{}?{}", form.action, form.fields.encode()))
        }
    }

    fn follow(&self, mut page: Page) -> io::Result<Page> {
        for _ in 0..MOST_HOPS {
            let Some(next) = page.leads_to() else { return Ok(page) };
            page = self.get(&next)?;
        }
        Err(io::Error::other(format!("{MOST_HOPS} redirects in a row, the last to {}", page.url)))
    }

    fn request(&self, method: &str, url: &str, body: Option<(&str, String)>) -> io::Result<Page> {
        http::fetch(method, url, body, |host| match self.way {
            Way::Door(door) if !is_near(host) => Some(door),
            Way::Door(_) => host.parse().ok(),
            Way::Network(web) => Some(address(host).unwrap_or(web)),
        })
    }
}

/// One request to an address on loopback, by nobody in particular.
pub fn get(url: &str) -> io::Result<Page> {
    http::fetch("GET", url, None, |host| host.parse().ok())
}

/// A host that is an address, with the port that everybody supposes where it names none.
fn address(host: &str) -> Option<SocketAddr> {
    host.parse().ok().or_else(|| Some(SocketAddr::new(host.parse().ok()?, 80)))
}

/// Whether a host is on this machine, portal or router.
fn is_near(host: &str) -> bool {
    host.parse::<SocketAddr>().is_ok_and(|address| address.ip().is_loopback())
}
