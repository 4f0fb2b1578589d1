//! Enrolment: this gateway's key and what the cloud said of it, in a file of the data directory. The file is the gateway's
//! identity: it is in no backup, and whoever has it can speak for the site.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use domain::ids::{Chance as _, ProviderId, SiteId};
use serde::{Deserialize, Serialize};
use sync_proto::{ClaimCode, Enrolled, Keys, Pair, PublicKeys, Purpose, fingerprint, open, peek, sign};

use crate::chance::Kernel;
use crate::cloud::talk::{Post, Unheard};

const FILE_NAME: &str = "enrolment.json";

/// Who we are to the cloud.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Enrolment {
    /// Where the cloud is.
    pub(crate) url: String,
    /// Whose site this is.
    pub(crate) provider: ProviderId,
    /// The site's name in the cloud.
    pub(crate) site: SiteId,
    /// What people call it there.
    pub(crate) name: String,
    /// The cloud's keys.
    pub(crate) cloud: PublicKeys,
    seed: [u8; 32],
}

impl Enrolment {
    /// Reads the file; `None` if this gateway is not enrolled.
    pub(crate) fn load(data: &Path) -> io::Result<Option<Self>> {
        let path = data.join(FILE_NAME);
        let bytes = match fs::read(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            read => read?,
        };
        let broken = |_| {
            let advice = "bring it back from a copy, or remove it and enrol again";
            io::Error::other(format!("{} cannot be read: {advice}", path.display()))
        };
        serde_json::from_slice(&bytes).map(Some).map_err(broken)
    }

    /// Writes the file: whole or not at all, for its owner alone.
    pub(crate) fn save(&self, data: &Path) -> io::Result<PathBuf> {
        let path = data.join(FILE_NAME);
        let unfinished = data.join(format!("{FILE_NAME}.new"));
        let mut file = File::options().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        file.write_all(&serde_json::to_vec_pretty(self).map_err(io::Error::other)?)?;
        file.sync_all()?;
        fs::rename(&unfinished, &path)?;
        File::open(data)?.sync_all()?;
        Ok(path)
    }

    /// This gateway's keys.
    pub(crate) fn keys(&self) -> Keys {
        Keys::from_seed(&self.seed)
    }

    /// What this gateway and the cloud share.
    pub(crate) fn pair(&self) -> Option<Pair> {
        Pair::of(&self.keys(), &self.cloud, self.provider, self.site)
    }

    /// What people compare to be sure that nobody stands in between.
    pub(crate) fn words(&self) -> String {
        fingerprint(&self.keys().public(), &self.cloud)
    }
}

/// The version a gateway tells.
pub(crate) fn version() -> heapless::String<24> {
    let mut version = heapless::String::new();
    // A longer one is told shortened.
    let _ = env!("CARGO_PKG_VERSION").chars().try_for_each(|character| version.push(character));
    version
}

/// Shows a claim code to the cloud. Nothing is written yet.
pub(crate) async fn enrol(url: &str, claim: ClaimCode) -> Result<Enrolment, Unheard> {
    let (mut seed, mut nonce) = ([0; 32], [0; 16]);
    Kernel.fill(&mut seed);
    Kernel.fill(&mut nonce);
    let keys = Keys::from_seed(&seed);
    let asked = sync_proto::Enrolment { claim, keys: keys.public(), version: version(), nonce };
    let bytes = sign(Purpose::Enrolment, &keys, &asked).ok_or(Unheard::Foreign(0))?;
    let answer = Post::to(url).map_err(Unheard::Unusable)?.post("/sync/v1/enrol", bytes).await?;
    // The keys come in the answer itself; that they are the cloud's, the words tell.
    let claimed: Enrolled = peek(Purpose::Enrolled, &answer).map_err(|_| Unheard::Foreign(200))?;
    let enrolled: Enrolled = open(Purpose::Enrolled, &claimed.keys, &answer).map_err(|_| Unheard::Foreign(200))?;
    if enrolled.nonce != nonce {
        return Err(Unheard::Foreign(200));
    }
    let Enrolled { provider, site, name, keys: cloud, .. } = enrolled;
    Ok(Enrolment { url: url.to_owned(), provider, site, name, cloud, seed })
}
