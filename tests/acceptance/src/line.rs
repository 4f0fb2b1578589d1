//! A container's line to its router: a network of its own, with the router at the other end.

use std::net::Ipv4Addr;
use std::sync::Arc;

use crate::namespace::{Namespace, ip};

/// The line, as both ends know it.
#[derive(Clone)]
pub struct Line {
    /// The container's network.
    pub(crate) namespace: Arc<Namespace>,
    /// The router's network, unless the test machine itself is the router.
    at_router: Option<Arc<Namespace>>,
    /// The router's end.
    pub(crate) router: Ipv4Addr,
    /// The container's.
    pub(crate) container: Ipv4Addr,
}

impl Line {
    /// A pair of virtual interfaces between a new network and the test machine.
    pub(crate) fn make() -> Self {
        // 172.31.0.0/16 in nets of four addresses; a test program takes a few of them.
        let (number, namespace) = Namespace::numbered();
        let base = u32::from(Ipv4Addr::new(172, 31, 0, 0)) + number * 4;
        let (router, container) = (Ipv4Addr::from(base + 1), Ipv4Addr::from(base + 2));
        let (name, far) = (namespace.name(), format!("{}c", namespace.name()));
        ip(&format!("link add {name} type veth peer name {far} netns {name}"));
        ip(&format!("addr add {router}/30 dev {name}"));
        ip(&format!("link set {name} up"));
        namespace.ip(&[
            format!("addr add {container}/30 dev {far}"),
            format!("link set {far} up"),
            format!("route add default via {router}"),
        ]);
        Line { namespace: Arc::new(namespace), at_router: None, router, container }
    }

    /// One that is there already, between two networks.
    pub(crate) fn between(container: (&Arc<Namespace>, Ipv4Addr), router: (&Arc<Namespace>, Ipv4Addr)) -> Self {
        let ((namespace, container), (at_router, router)) = (container, router);
        Line { namespace: Arc::clone(namespace), at_router: Some(Arc::clone(at_router)), router, container }
    }

    /// Does something where the router is.
    pub(crate) fn at_router<T: Send>(&self, act: impl FnOnce() -> T + Send) -> T {
        match &self.at_router {
            Some(namespace) => namespace.run(act),
            None => act(),
        }
    }
}
