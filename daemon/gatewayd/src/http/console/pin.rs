//! The PIN of the console: its hash in the data directory, set by `langod console pin`. Without one there is no console.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use domain::ids::Chance as _;

use crate::chance::Kernel;
use crate::stretch::{Cost, KEY_BYTES, SALT_BYTES, stretched};

const FILE: &str = "console.pin";
/// A PIN is short whatever we do: what keeps it is the wait after wrong ones. The hash costs what a small router has to
/// spare: 2 MB for a moment.
const COST: Cost = Cost { memory_kib: 2048, passes: 2 };

/// Shorter ones are guessed.
const FEWEST: usize = 6;
const MOST: usize = 64;

/// Why a PIN is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotAPin {
    #[error("a PIN has {FEWEST} digits or letters and more, {MOST} at most")]
    Length,
    #[error("this PIN is among the first that are tried: take another")]
    Obvious,
}

/// Whether a PIN is set.
pub(crate) fn is_set(data: &Path) -> bool {
    data.join(FILE).exists()
}

/// Takes the PIN away; whether there was one.
pub(crate) fn remove(data: &Path) -> io::Result<bool> {
    match fs::remove_file(data.join(FILE)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}

/// Whether a PIN may be set.
pub(crate) fn check(pin: &str) -> Result<(), NotAPin> {
    if !(FEWEST..=MOST).contains(&pin.chars().count()) {
        return Err(NotAPin::Length);
    }
    let steps: Vec<i32> =
        pin.bytes().zip(pin.bytes().skip(1)).map(|(one, next)| i32::from(next) - i32::from(one)).collect();
    let is_a_run = steps.iter().all(|step| Some(step) == steps.first() && step.abs() <= 1);
    if is_a_run { Err(NotAPin::Obvious) } else { Ok(()) }
}

/// Sets the PIN; the old one counts until the new one is whole on disk.
pub(crate) fn set(data: &Path, pin: &str) -> io::Result<()> {
    let mut salt = [0; SALT_BYTES];
    Kernel.fill(&mut salt);
    let hash = [&salt[..], &stretched(pin, &salt, COST)?].concat();
    let unfinished = data.join(format!("{FILE}.part"));
    let mut options = fs::File::options();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    file.write_all(&hash)?;
    file.sync_all()?;
    fs::rename(&unfinished, data.join(FILE))
}

/// Whether this is the PIN. Takes a good part of a second on a small router.
pub(super) fn is_right(data: &Path, pin: &str) -> io::Result<bool> {
    let bytes = fs::read(data.join(FILE))?;
    let halves = bytes.split_first_chunk::<SALT_BYTES>().filter(|(_, hash)| hash.len() == KEY_BYTES);
    let (salt, hash) = halves.ok_or_else(|| io::Error::other(format!("{FILE} is not whole")))?;
    // Compared in a time that does not tell how far they agree.
    let key = stretched(pin, salt, COST)?;
    Ok(key.iter().zip(hash).fold(0, |differ, (one, other)| differ | (one ^ other)) == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_is_long_enough_and_no_run_of_digits() {
        assert_eq!(check("12345"), Err(NotAPin::Length));
        for obvious in ["123456", "654321", "000000", "abcdef"] {
            assert_eq!(check(obvious), Err(NotAPin::Obvious), "{obvious}");
        }
        for good in ["135790", "271828", "kahawa7"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn only_the_pin_that_was_set_last_is_right() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_set(folder.path()) && is_right(folder.path(), "271828").is_err());
        set(folder.path(), "271828").unwrap();
        assert!(is_right(folder.path(), "271828").unwrap() && !is_right(folder.path(), "314159").unwrap());
        set(folder.path(), "314159").unwrap();
        assert!(is_right(folder.path(), "314159").unwrap() && !is_right(folder.path(), "271828").unwrap());
        fs::write(folder.path().join(FILE), [0; 20]).unwrap();
        assert!(is_right(folder.path(), "314159").is_err());
        assert!(remove(folder.path()).unwrap() && !remove(folder.path()).unwrap() && !is_set(folder.path()));
    }
}
