//! Where the program under test is: where LANGO_CLOUD says, or among what cargo built. The newest counts, so that nobody
//! tests yesterday's.

use std::env;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::CloudError;

/// Finds `lango-cloud`.
pub fn find_lango_cloud() -> Result<PathBuf, CloudError> {
    if let Some(named) = env::var_os("LANGO_CLOUD") {
        return Ok(PathBuf::from(named));
    }
    let own = env::current_exe()?;
    // A test is in `target/<profile>/deps`, a program in `target/<profile>`.
    let target = own.ancestors().find(|folder| folder.join("CACHEDIR.TAG").is_file()).unwrap_or(Path::new("target"));
    let built = ["release", "debug"].map(|profile| target.join(profile).join("lango-cloud"));
    let newest = built.into_iter().filter_map(|path| Some((age(&path)?, path))).max();
    newest.map(|(_, path)| path).ok_or(CloudError::NoBinary)
}

fn age(path: &Path) -> Option<SystemTime> {
    path.metadata().ok().filter(std::fs::Metadata::is_file)?.modified().ok()
}
