//! What RouterOS is called and how it spells things: the versions and processors a script can be made for.

use super::options::Unfit;
use crate::rest::Version;

/// A version whose spelling is known, and the later ones that spell alike.
#[derive(Debug, PartialEq, Eq)]
pub struct Release {
    /// The first minor version of RouterOS 7 that spells like this.
    pub first: u16,
    /// The last one.
    pub last: u16,
    /// The argument by which rows of `/container/envs` belong together.
    pub(super) envs_key: &'static str,
    /// The same in `/container/mounts`.
    pub(super) mounts_key: &'static str,
    /// What else a container can be told: that it is started again when it ends.
    pub(super) restart: &'static str,
}

/// Every version the table in `data/routeros` was made for.
const RELEASES: [Release; 5] = [
    Release { first: 16, last: 19, envs_key: "name", mounts_key: "name", restart: "" },
    Release { first: 20, last: 20, envs_key: "list", mounts_key: "name", restart: AFTER_TEN_SECONDS },
    Release { first: 21, last: 22, envs_key: "list", mounts_key: "list", restart: AFTER_TEN_SECONDS },
    Release { first: 23, last: 23, envs_key: "list", mounts_key: "list", restart: BY_POLICY },
    Release { first: 24, last: 24, envs_key: "list", mounts_key: "list", restart: BY_POLICY },
];
const AFTER_TEN_SECONDS: &str = " auto-restart-interval=10s";
const BY_POLICY: &str = " restart-policy=always restart-interval=10s";

impl Release {
    /// Reads a version as a router or a person writes it.
    pub fn parse(text: &str) -> Result<&'static Self, Unfit> {
        let version = Version::read(text).filter(|version| version.major == 7);
        let found = version.and_then(|at| RELEASES.iter().find(|row| (row.first..=row.last).contains(&at.minor)));
        found.ok_or_else(|| {
            let known = RELEASES.iter().map(|row| format!("7.{}", row.first)).collect::<Vec<_>>().join(", ");
            Unfit(format!(
                "RouterOS `{text}` is not known: write one of {known} or a version between them; on the router, \
                 /system/resource/print shows it, and /system/package/update brings a newer one"
            ))
        })
    }

    /// The versions it stands for, in words.
    pub fn range(&self) -> String {
        match self.last == self.first {
            true => format!("RouterOS 7.{}", self.first),
            false => format!("RouterOS 7.{} to 7.{}", self.first, self.last),
        }
    }

    /// The argument by which a container names its list of variables.
    pub(super) fn envs_reference(envs_key: &str) -> &'static str {
        if envs_key == "list" { "envlists" } else { "envlist" }
    }

    /// The one by which it names its mounts.
    pub(super) fn mounts_reference(mounts_key: &str) -> &'static str {
        if mounts_key == "list" { "mountlists" } else { "mounts" }
    }

    /// Whether a container says how it is by a text, rather than by flags.
    pub(super) fn has_status(&self) -> bool {
        self.last <= 20
    }
}

/// What a container runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Architecture {
    /// Most boards since 2021.
    Arm64,
    /// 32 bits; some of these boards run only code for ARMv5.
    Arm,
    /// PCs and CHR.
    Amd64,
}

impl Architecture {
    /// Reads what `/system/resource` or an image calls it.
    pub fn parse(text: &str) -> Result<Self, Unfit> {
        match text {
            "arm64" => Ok(Architecture::Arm64),
            "arm" => Ok(Architecture::Arm),
            "amd64" | "x86" | "x86_64" => Ok(Architecture::Amd64),
            _ => Err(Unfit(format!(
                "there are no containers on `{text}`: write arm64, arm or amd64 (x86); for any other board put the gateway \
                 beside the router, and add --beside"
            ))),
        }
    }

    /// The name an image has for it.
    pub fn name(self) -> &'static str {
        match self {
            Architecture::Arm64 => "arm64",
            Architecture::Arm => "arm",
            Architecture::Amd64 => "amd64",
        }
    }

    /// In a script: whether `$a`, the router's own word for it, is another one.
    pub(super) fn is_another(self) -> &'static str {
        match self {
            Architecture::Arm64 => "$a != \"arm64\"",
            Architecture::Arm => "$a != \"arm\"",
            Architecture::Amd64 => "($a != \"x86\") && ($a != \"x86_64\")",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_between_is_served_by_the_spelling_before_it() {
        for (text, range) in [
            ("7.16", "RouterOS 7.16 to 7.19"),
            ("7.19.6 (long-term)", "RouterOS 7.16 to 7.19"),
            ("7.20.1", "RouterOS 7.20"),
            ("7.22.3", "RouterOS 7.21 to 7.22"),
            ("7.23", "RouterOS 7.23"),
            ("7.24rc2", "RouterOS 7.24"),
        ] {
            assert_eq!(Release::parse(text).unwrap().range(), range, "{text}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_with_what_is() {
        for text in ["7.15.3", "7.25", "6.49.10", "8.1", "", "latest"] {
            let sentence = Release::parse(text).unwrap_err().to_string();
            assert!(sentence.contains("7.16, 7.20, 7.21, 7.23, 7.24"), "{sentence}");
        }
        for text in ["mipsbe", "mmips", "tile", "ARM64", ""] {
            let sentence = Architecture::parse(text).unwrap_err().to_string();
            assert!(sentence.contains("arm64, arm or amd64 (x86)"), "{sentence}");
        }
        assert_eq!(Architecture::parse("x86_64"), Ok(Architecture::Amd64));
    }
}
