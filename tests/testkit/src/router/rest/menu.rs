//! The menus there are.

/// A menu of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Menu {
    Host,
    Active,
    Cookie,
    User,
    Profile,
    Resource,
    Clock,
    Identity,
    Radius,
    RadiusIncoming,
}

const MENUS: [(Menu, &str); 10] = [
    (Menu::Host, "/ip/hotspot/host"),
    (Menu::Active, "/ip/hotspot/active"),
    (Menu::Cookie, "/ip/hotspot/cookie"),
    (Menu::User, "/ip/hotspot/user"),
    (Menu::Profile, "/ip/hotspot/profile"),
    (Menu::Resource, "/system/resource"),
    (Menu::Clock, "/system/clock"),
    (Menu::Identity, "/system/identity"),
    // The longer one first: it is no row of the shorter.
    (Menu::RadiusIncoming, "/radius/incoming"),
    (Menu::Radius, "/radius"),
];

impl Menu {
    /// The menu a path without its `/rest` begins with, and the row or command behind it.
    pub(super) fn find(path: &str) -> Option<(Self, Option<&str>)> {
        MENUS.iter().find_map(|(menu, own)| match path.strip_prefix(own)? {
            "" => Some((*menu, None)),
            rest => rest.strip_prefix('/').filter(|rest| !rest.contains('/')).map(|rest| (*menu, Some(rest))),
        })
    }

    pub(super) fn path(self) -> &'static str {
        MENUS.iter().find(|(menu, _)| *menu == self).map_or("", |(_, path)| path)
    }

    /// Whether it has no rows: it is one thing with properties.
    pub(super) fn is_single(self) -> bool {
        matches!(self, Menu::Resource | Menu::Clock | Menu::Identity | Menu::RadiusIncoming)
    }

    pub(super) fn can_remove(self) -> bool {
        matches!(self, Menu::Host | Menu::Active | Menu::Cookie | Menu::User)
    }

    pub(super) fn has_command(self, name: &str) -> bool {
        match name {
            "print" => true,
            "remove" => self.can_remove(),
            "login" => self == Menu::Active,
            "add" => self == Menu::User,
            "set" => matches!(self, Menu::User | Menu::Clock),
            "monitor" => matches!(self, Menu::Radius | Menu::RadiusIncoming),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_a_menu_and_perhaps_a_row_or_a_command() {
        for (path, found) in [
            ("/ip/hotspot/active", Some((Menu::Active, None))),
            ("/ip/hotspot/active/login", Some((Menu::Active, Some("login")))),
            ("/radius/incoming", Some((Menu::RadiusIncoming, None))),
            ("/radius/*1", Some((Menu::Radius, Some("*1")))),
            ("/radius/*1/x", None),
            ("/ip/hotspot", None),
            ("/ip/hotspot/activity", None),
        ] {
            assert_eq!(Menu::find(path), found, "{path}");
        }
    }
}
