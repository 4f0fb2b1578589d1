//! One guest's device in its own network, with or without a screen.

use std::net::SocketAddr;
use std::sync::Arc;

use testkit::{Device, Phone};

use super::networks::{HOTSPOT, INTERNET};
use super::{NEWS, SITE};
use crate::browser::Setup;
use crate::namespace::Namespace;

/// The device.
#[derive(Clone)]
pub struct Guest {
    /// As the router knows it.
    pub device: Device,
    pub(super) network: Arc<Namespace>,
}

/// Where a guest ends up who wants to see the web.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// There.
    News,
    /// At the portal.
    Portal,
    /// Nowhere one would want to be.
    Neither(String),
}

impl Guest {
    /// Its browser, to be started.
    pub fn browser(&self) -> Setup {
        Setup::in_network(Arc::clone(&self.network), INTERNET)
    }

    /// What it is shown when it opens a page of the web, redirects followed.
    pub fn opens_the_web(&self) -> Shown {
        match self.with_phone(|phone| phone.open("http://example.com/")) {
            Ok(page) if page.body.contains(NEWS) => Shown::News,
            Ok(page) if page.body.contains(SITE) => Shown::Portal,
            Ok(page) => Shown::Neither(page.body),
            Err(error) => Shown::Neither(error.to_string()),
        }
    }

    /// Hands a code to the router, as the form on its own login page does.
    pub fn types(&self, code: &str) {
        let fields = [("username", code), ("password", code), ("dst", "")];
        let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        // An answer that does not come is for the router's table to tell.
        let _ = self.with_phone(|phone| phone.post(&format!("http://{HOTSPOT}/login"), &fields));
    }

    /// Signs out.
    pub fn logs_out(&self) {
        let _ = self.with_phone(|phone| phone.get(&format!("http://{HOTSPOT}/logout")));
    }

    /// Whether anybody answers there.
    pub fn reaches(&self, address: SocketAddr) -> bool {
        self.network.reaches(address)
    }

    fn with_phone<T: Send>(&self, act: impl FnOnce(Phone) -> T + Send) -> T {
        self.network.run(|| act(Phone::in_network(SocketAddr::from((INTERNET, 80)))))
    }
}
