//! `langod routeros`.

use std::net::Ipv4Addr;

use argh::FromArgs;

/// Set up a MikroTik router.
#[derive(FromArgs, Debug)]
#[argh(subcommand, name = "routeros")]
pub(crate) struct Routeros {
    #[argh(subcommand)]
    pub(crate) command: RouterosCommand,
}

#[derive(FromArgs, Debug)]
#[argh(subcommand)]
pub(crate) enum RouterosCommand {
    Script(ScriptOptions),
}

/// Print a script that sets the router up; it may be imported any number of times.
///
/// Redirect it into a file, upload that to the router's Files, and type there `/import file-name=lango.rsc`. Secret and ports
/// come from the configuration. What else a person should know is said on standard error.
#[derive(FromArgs, Debug)]
#[argh(
    subcommand,
    name = "script",
    example = "A new hotspot, with the gateway in a container:\n  langod routeros script --version 7.20 --architecture arm64 --interface bridge > lango.rsc",
    example = "The hotspot that is there, with the gateway on a box beside the router:\n  langod routeros script --version 7.20 --beside --gateway 192.168.88.10 --hotspot hotspot1"
)]
pub(crate) struct ScriptOptions {
    /// the router's version, as /system/resource/print shows it: 7.16 to 7.24
    #[argh(option)]
    pub(crate) version: String,
    /// what the router and the image run on: arm64, arm or amd64 (x86)
    #[argh(option)]
    pub(crate) architecture: Option<String>,
    /// the gateway is a box of its own beside the router, and no container
    #[argh(switch)]
    pub(crate) beside: bool,
    /// use the hotspot of this name; /ip/hotspot/print shows it
    #[argh(option, arg_name = "name")]
    pub(crate) hotspot: Option<String>,
    /// make a hotspot on this interface; of a bridge the bridge itself
    #[argh(option, arg_name = "name")]
    pub(crate) interface: Option<String>,
    /// give the interface this address first, such as 10.5.50.1/24, and guests theirs by DHCP
    #[argh(option, arg_name = "address/prefix")]
    pub(crate) network: Option<ipnet::Ipv4Net>,
    /// hand out no addresses in that network
    #[argh(switch)]
    pub(crate) no_dhcp: bool,
    /// the router, where [[radius.nas]] lists several
    #[argh(option, arg_name = "name")]
    pub(crate) nas: Option<String>,
    /// the gateway's address; in a container the one beside the router's
    #[argh(option, arg_name = "address")]
    pub(crate) gateway: Option<Ipv4Addr>,
    /// the router's address on the gateway's side, if it is not the one in [[radius.nas]]
    #[argh(option, arg_name = "address")]
    pub(crate) router: Option<Ipv4Addr>,
    /// the prefix of the network between router and container, 30 if not said
    #[argh(option, arg_name = "length")]
    pub(crate) prefix: Option<u8>,
    /// the image's file name in Files, if it is not lango-ARCHITECTURE.tar
    #[argh(option, arg_name = "file")]
    pub(crate) image: Option<String>,
    /// where the container and the books are: flash for the router's own memory, else a disk such as usb1; flash if not said
    #[argh(option, arg_name = "disk")]
    pub(crate) storage: Option<String>,
    /// the gateway's user on the router, where [[radius.nas]] has no rest; lango if not said
    #[argh(option, arg_name = "name", default = "String::from(\"lango\")")]
    pub(crate) rest_user: String,
    /// a time server, by number; may be given several times; 162.159.200.1 and 216.239.35.0 if not said
    #[argh(option, arg_name = "address")]
    pub(crate) ntp: Vec<Ipv4Addr>,
    /// print the script that takes everything back instead; it needs only --version
    #[argh(switch)]
    pub(crate) remove: bool,
}

/// Time servers of many, by number: a router without DNS reaches them too.
const TIME_SERVERS: [Ipv4Addr; 2] = [Ipv4Addr::new(162, 159, 200, 1), Ipv4Addr::new(216, 239, 35, 0)];

impl ScriptOptions {
    /// The time servers to name.
    pub(crate) fn time_servers(&self) -> Vec<Ipv4Addr> {
        if self.ntp.is_empty() { TIME_SERVERS.to_vec() } else { self.ntp.clone() }
    }

    /// Which two options do not go together, or which one needs another; in a sentence.
    pub(crate) fn contradiction(&self) -> Option<String> {
        let of_a_container = [
            ("--architecture", self.architecture.is_some()),
            ("--image", self.image.is_some()),
            ("--storage", self.storage.is_some()),
            ("--prefix", self.prefix.is_some()),
        ];
        let of_a_new_hotspot = [("--interface", self.interface.is_some()), ("--network", self.network.is_some())];
        let given = |options: &[(&'static str, bool)]| options.iter().find(|(_, given)| *given).map(|(name, _)| *name);
        if let Some(name) = given(&of_a_container).filter(|_| self.beside) {
            return Some(format!("--beside and {name}: beside the router there is no container"));
        }
        if let Some(name) = given(&of_a_new_hotspot).filter(|_| self.hotspot.is_some()) {
            return Some(format!("--hotspot and {name}: a hotspot that is there has its own"));
        }
        if self.network.is_some() && self.interface.is_none() {
            return Some("--network needs --interface: which one gets that address?".to_owned());
        }
        if self.no_dhcp && self.network.is_none() {
            return Some("--no-dhcp needs --network: elsewhere no addresses are handed out anyway".to_owned());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_do_not_go_together_are_named() {
        for (line, named) in [
            ("--version 7.20 --beside --architecture arm", Some("--architecture")),
            ("--version 7.20 --beside --prefix 30", Some("--prefix")),
            ("--version 7.20 --hotspot h --interface b", Some("--interface")),
            ("--version 7.20 --network 10.5.50.1/24", Some("needs --interface")),
            ("--version 7.20 --interface b --no-dhcp", Some("needs --network")),
            ("--version 7.20 --interface b --network 10.5.50.1/24 --no-dhcp", None),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let said = ScriptOptions::from_args(&["script"], &words).unwrap().contradiction();
            match named {
                Some(named) => assert!(said.as_ref().is_some_and(|said| said.contains(named)), "{line}: {said:?}"),
                None => assert_eq!(said, None, "{line}"),
            }
        }
    }
}
