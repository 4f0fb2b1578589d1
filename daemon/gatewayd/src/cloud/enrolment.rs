//! Enrolment: this gateway's key and what the cloud said of it, in a file of the data directory. The file is the gateway's
//! identity: it is in no backup, and whoever has it can speak for the site.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use domain::ids::{Chance as _, ProviderId, SiteId};
use serde::{Deserialize, Serialize};
use sync_proto::{ClaimCode, Enrolled, Keys, Pair, PublicKeys, Purpose, fingerprint, open, peek, sign};

use crate::chance::Kernel;
use crate::clock::Clock;
use crate::cloud::given::GivenFile;
use crate::cloud::talk::{Post, Unheard};
use crate::cloud::whole_file::put_in_place;

const FILE_NAME: &str = "enrolment.json";
/// The hash of the claim code that was shown last, and the seed of the keys it was shown with.
const ASKED_NAME: &str = "enrolment.asked";

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
        let bytes = serde_json::to_vec_pretty(self).map_err(io::Error::other)?;
        // Whoever owns it now is paid, and nobody else: their account comes with the confirmation.
        GivenFile::forget(data)?;
        let path = put_in_place(data, FILE_NAME, &bytes)?;
        // A seed that stays is shown with its own claim code only, and that is spent.
        let _ = fs::remove_file(data.join(ASKED_NAME));
        Ok(path)
    }

    /// One for tests: nobody answers at its address.
    #[cfg(test)]
    pub(crate) fn of_trial() -> Self {
        Enrolment {
            url: "http://127.0.0.1:9".to_owned(),
            provider: ProviderId::from_bytes([1; 16]),
            site: SiteId::from_bytes([2; 16]),
            name: "Kibanda".to_owned(),
            cloud: Keys::from_seed(&[3; 32]).public(),
            seed: [4; 32],
        }
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

/// A seed to show a claim code with: the one it was shown with before, or a fresh one. It is on disk before it is shown:
/// should the answer be lost, the code is spent for its keys, and the cloud takes it once more from them alone.
pub(crate) fn seed_for(data: &Path, claim: &ClaimCode) -> io::Result<[u8; 32]> {
    let claim_hash = claim.hash();
    let known = fs::read(data.join(ASKED_NAME)).unwrap_or_default();
    if let Some(Ok(seed)) = known.strip_prefix(&claim_hash).map(<[u8; 32]>::try_from) {
        return Ok(seed);
    }
    let mut seed = [0; 32];
    Kernel.fill(&mut seed);
    put_in_place(data, ASKED_NAME, &[claim_hash, seed].concat())?;
    Ok(seed)
}

/// The version a gateway tells.
pub(crate) fn version() -> heapless::String<24> {
    let mut version = heapless::String::new();
    // A longer one is told shortened.
    let _ = env!("CARGO_PKG_VERSION").chars().try_for_each(|character| version.push(character));
    version
}

/// Shows a claim code to the cloud, with keys that are kept already.
pub(crate) async fn enrol(url: &str, claim: ClaimCode, seed: [u8; 32]) -> Result<Enrolment, Unheard> {
    let mut nonce = [0; 16];
    Kernel.fill(&mut nonce);
    let keys = Keys::from_seed(&seed);
    let asked = sync_proto::Enrolment { claim, keys: keys.public(), version: version(), nonce };
    let bytes = sign(Purpose::Enrolment, &keys, &asked).ok_or(Unheard::Foreign(0))?;
    let answer = Post::to(url, &Clock::new()).map_err(Unheard::Unusable)?.post("/sync/v1/enrol", bytes).await?;
    // The keys come in the answer itself; that they are the cloud's, the words tell.
    let claimed: Enrolled = peek(Purpose::Enrolled, &answer)?;
    let enrolled: Enrolled = open(Purpose::Enrolled, &claimed.keys, &answer)?;
    if enrolled.nonce != nonce {
        return Err(Unheard::Foreign(200));
    }
    let Enrolled { provider, site, name, keys: cloud, .. } = enrolled;
    Ok(Enrolment { url: url.to_owned(), provider, site, name, cloud, seed })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_claim_code_is_shown_again_with_the_keys_it_was_shown_with_until_it_has_served() {
        let folder = tempfile::tempdir().unwrap();
        let (claim, other) = (ClaimCode::draw(&mut Kernel), ClaimCode::draw(&mut Kernel));
        let seed = seed_for(folder.path(), &claim).unwrap();
        assert_eq!(seed_for(folder.path(), &claim).unwrap(), seed);
        let asked = folder.path().join(ASKED_NAME);
        assert_eq!(fs::metadata(&asked).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(!String::from_utf8_lossy(&fs::read(&asked).unwrap()).contains(&claim.to_string()));
        assert_ne!(seed_for(folder.path(), &other).unwrap(), seed);
        fs::write(&asked, "torn").unwrap();
        let seed = seed_for(folder.path(), &other).unwrap();
        assert_eq!(seed_for(folder.path(), &other).unwrap(), seed);
        let enrolment = Enrolment { seed, ..Enrolment::of_trial() };
        enrolment.save(folder.path()).unwrap();
        assert!(!asked.exists());
        let loaded = Enrolment::load(folder.path()).unwrap().unwrap();
        assert_eq!(loaded.keys().public(), Keys::from_seed(&seed).public());
    }
}
