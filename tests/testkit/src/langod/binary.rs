//! Where the program under test is: where LANGOD says, or among what cargo built. The newest counts, so that nobody
//! tests yesterday's.

use std::env;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::LangodError;

/// Finds `langod`.
pub fn find_langod() -> Result<PathBuf, LangodError> {
    if let Some(named) = env::var_os("LANGOD") {
        return Ok(PathBuf::from(named));
    }
    let own = env::current_exe()?;
    let built = places(&own).into_iter().filter_map(|path| Some((age(&path)?, path)));
    built.max_by_key(|(made, _)| *made).map(|(_, path)| path).ok_or(LangodError::NoBinary)
}

/// Beside the running program, which for a test is in `target/<profile>/deps`, and in the sibling profiles.
fn places(own: &Path) -> Vec<PathBuf> {
    let profile = own.ancestors().skip(1).find(|folder| folder.file_name().is_none_or(|name| name != "deps"));
    let target = profile.and_then(Path::parent);
    let siblings = target.into_iter().flat_map(|target| ["release", "debug"].map(|name| target.join(name)));
    profile.map(Path::to_owned).into_iter().chain(siblings).map(|folder| folder.join("langod")).collect()
}

fn age(path: &Path) -> Option<SystemTime> {
    path.metadata().ok().filter(std::fs::Metadata::is_file)?.modified().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_looks_in_its_own_profile_and_the_others() {
        let found = places(Path::new("/w/target/debug/deps/acceptance-1f"));
        let expected = ["/w/target/debug/langod", "/w/target/release/langod", "/w/target/debug/langod"];
        assert_eq!(found, expected.map(PathBuf::from));
    }
}
