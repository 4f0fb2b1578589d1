//! What a gateway keeps of its enrolment, read as whoever holds its data directory could.

use std::fs;
use std::path::Path;

use serde_json::Value;
use sync_proto::{Keys, Pair, PublicKeys};

/// The key under which a site's callback addresses are signed, once it is enrolled.
pub(crate) fn shared_key(data: &Path) -> Option<[u8; 32]> {
    let file: Value = serde_json::from_slice(&fs::read(data.join("enrolment.json")).ok()?).unwrap();
    let text = |key: &str| file[key].as_str().unwrap();
    let seed: [u8; 32] = serde_json::from_value(file["seed"].clone()).unwrap();
    let cloud: PublicKeys = serde_json::from_value(file["cloud"].clone()).unwrap();
    let pair =
        Pair::of(&Keys::from_seed(&seed), &cloud, text("provider").parse().unwrap(), text("site").parse().unwrap());
    Some(pair.unwrap().callback_key())
}
