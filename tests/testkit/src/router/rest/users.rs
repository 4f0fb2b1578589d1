//! `/user` and `/user/group` as REST sees them: who may ask, from where, and for what.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};

use super::refusal::Refusal;

/// A right of a group, as far as REST asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "RouterOS's names for policies")]
pub enum Policy {
    Read,
    Write,
    Api,
    RestApi,
    Sensitive,
    Test,
    Policy,
    Reboot,
}

impl Policy {
    /// All of them, as the group `full` has.
    pub const ALL: [Policy; 8] = [
        Policy::Read,
        Policy::Write,
        Policy::Api,
        Policy::RestApi,
        Policy::Sensitive,
        Policy::Test,
        Policy::Policy,
        Policy::Reboot,
    ];
}

/// A user with the rights of its group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RestUser {
    /// Its name.
    pub name: String,
    /// Its password.
    #[serde(default)]
    pub password: String,
    /// Its group's rights.
    #[serde(default)]
    pub policies: BTreeSet<Policy>,
    /// `address`: where it may come from, as `172.17.0.2/32`; anywhere if `None`.
    #[serde(default)]
    pub address: Option<Network>,
}

impl RestUser {
    /// A user of the group `full`.
    pub fn full(name: &str, password: &str) -> Self {
        Self::with_policies(name, password, &Policy::ALL)
    }

    /// A user of a group with these rights.
    pub fn with_policies(name: &str, password: &str, policies: &[Policy]) -> Self {
        let policies = policies.iter().copied().collect();
        RestUser { name: name.to_owned(), password: password.to_owned(), policies, address: None }
    }

    /// The same from this network only.
    pub fn from_network(mut self, network: Network) -> Self {
        self.address = Some(network);
        self
    }

    pub(super) fn may(&self, policy: Policy) -> bool {
        self.policies.contains(&policy)
    }
}

/// `NAME:PASSWORD` with all rights, or `NAME:PASSWORD:read,write,api,rest-api`, as on the command line.
impl FromStr for RestUser {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, rest) = text.split_once(':').ok_or("a user is written NAME:PASSWORD or NAME:PASSWORD:POLICIES")?;
        let Some((password, policies)) = rest.split_once(':') else { return Ok(RestUser::full(name, rest)) };
        let policy =
            |word: &str| serde_json::from_value(word.into()).map_err(|_| format!("'{word}' is no policy here"));
        let policies = policies.split(',').map(policy).collect::<Result<Vec<Policy>, String>>()?;
        Ok(RestUser::with_policies(name, password, &policies))
    }
}

/// An IPv4 network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Network {
    address: Ipv4Addr,
    bits: u8,
}

impl Network {
    fn contains(self, other: IpAddr) -> bool {
        let IpAddr::V4(other) = other else { return false };
        let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
        self.address.to_bits() & mask == other.to_bits() & mask
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, bits) = text.split_once('/').unwrap_or((text, "32"));
        let address = address.parse().map_err(|_| format!("'{text}' is no network like 172.17.0.2/32"))?;
        let bits = bits.parse().ok().filter(|bits| *bits <= 32).ok_or_else(|| format!("'/{bits}' is no mask"))?;
        Ok(Network { address, bits })
    }
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Network> for String {
    fn from(Network { address, bits }: Network) -> Self {
        format!("{address}/{bits}")
    }
}

/// Who asks, by an Authorization header's value; whoever may not use REST at all is refused like a stranger.
pub(super) fn who(users: &[RestUser], authorization: Option<&str>, from: IpAddr) -> Result<RestUser, Refusal> {
    let named = authorization.and_then(basic);
    let is_it = |user: &&RestUser| {
        named.as_ref().is_some_and(|(name, password)| user.name == *name && user.password == *password)
            && user.may(Policy::RestApi)
            && user.address.is_none_or(|network| network.contains(from))
    };
    let user = users.iter().find(is_it).cloned().ok_or(Refusal::Unauthorized)?;
    if user.may(Policy::Api) { Ok(user) } else { Err(Refusal::NotAllowed) }
}

/// Name and password of `Basic …` (RFC 7617).
fn basic(authorization: &str) -> Option<(String, String)> {
    let (scheme, encoded) = authorization.split_once(' ')?;
    let decoded = BASE64_STANDARD.decode(encoded.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let text = String::from_utf8(decoded).ok()?;
    text.split_once(':').map(|(name, password)| (name.to_owned(), password.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        for (network, inside, outside) in
            [("172.17.0.2", "172.17.0.2", "172.17.0.3"), ("10.0.0.0/8", "10.9.9.9", "11.0.0.1")]
        {
            let network: Network = network.parse().unwrap();
            assert!(network.contains(inside.parse().unwrap()) && !network.contains(outside.parse().unwrap()));
        }
        assert!("0.0.0.0/0".parse::<Network>().unwrap().contains("8.8.8.8".parse().unwrap()));
        assert!("10.0.0.0/33".parse::<Network>().is_err());
    }

    #[test]
    fn a_user_is_written_with_its_policies_or_has_all() {
        let reader: RestUser = "dash:s3cret:read,rest-api".parse().unwrap();
        assert_eq!(reader, RestUser::with_policies("dash", "s3cret", &[Policy::Read, Policy::RestApi]));
        assert_eq!("admin:".parse::<RestUser>().unwrap(), RestUser::full("admin", ""));
        assert!("dash:x:fly".parse::<RestUser>().is_err());
    }
}
