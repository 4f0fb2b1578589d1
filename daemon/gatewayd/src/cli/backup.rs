//! `langod backup` and `langod restore`: the owner's copy of the books.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::Arc;

use store::{Folder, restore as restore_books};

use crate::cli::books::ask;
use crate::cli::{Failure, print, secret};
use crate::cloud::Enrolment;
use crate::config::Places;
use crate::control;
use crate::desk::{Ask, Said};
use crate::sealed_copy;

pub(super) fn backup(places: &Places, file: &Path) -> Result<(), Failure> {
    let Said::Backup(bytes) = ask(&places.data, Ask::Backup)? else {
        return Err(Failure::NotDone("the books could not be copied".to_owned()));
    };
    if file == Path::new("-") {
        return Ok(std::io::stdout().write_all(&bytes)?);
    }
    check_target(file, &places.data)?;
    write_whole(file, &bytes)
        .map_err(|error| Failure::NotDone(format!("{} cannot be written: {error}", file.display())))?;
    print::out(&format!(
        "{} bytes in {}. It holds ticket codes that can be used: keep it where only you can read it.\n",
        bytes.len(),
        file.display()
    ))
}

/// A backup replaces an older one, and nothing else.
fn check_target(file: &Path, data: &Path) -> Result<(), Failure> {
    let is_other = std::fs::symlink_metadata(file).is_ok_and(|present| !present.is_file());
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let is_inside = folder.canonicalize().is_ok_and(|folder| data.canonicalize().is_ok_and(|data| folder == data));
    if is_other {
        return Err(Failure::Wrong(format!(
            "{} is no ordinary file: name another, or - for standard output",
            file.display()
        )));
    }
    if is_inside {
        let sentence = "a backup inside the data directory would share its fate: name a place outside it";
        return Err(Failure::Wrong(sentence.to_owned()));
    }
    Ok(())
}

/// A copy that breaks off must not look like one: it gets its name only when it is whole.
fn write_whole(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut unfinished = file.as_os_str().to_owned();
    unfinished.push(".part");
    let mut target = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    target.write_all(bytes)?;
    target.sync_all()?;
    std::fs::rename(&unfinished, file)
}

fn read_backup(file: &Path) -> Result<Vec<u8>, Failure> {
    /// More than a site writes in a life.
    const LARGEST: u64 = 1 << 30;
    let unreadable = |error: std::io::Error| Failure::Wrong(format!("{} cannot be read: {error}", file.display()));
    let about = std::fs::metadata(file).map_err(unreadable)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Failure::Wrong(format!("{} is no backup of Lango's books", file.display())));
    }
    std::fs::read(file).map_err(unreadable)
}

pub(super) fn restore(places: &Places, file: &Path) -> Result<(), Failure> {
    if control::ask(&places.data, &Ask::Health).ok().flatten().is_some() {
        return Err(Failure::Wrong("stop the running langod first: it holds these books".to_owned()));
    }
    let mut bytes = read_backup(file)?;
    if sealed_copy::is_sealed(&bytes) {
        let passphrase = secret::ask("Passphrase of this copy")?;
        bytes = sealed_copy::open(&bytes, &passphrase).map_err(|not| Failure::Wrong(not.to_string()))?;
    }
    let folder = Folder::open(&places.data)
        .map_err(|error| Failure::NotDone(format!("{} cannot be used: {error}", places.data.display())))?;
    let disk: Arc<dyn store::Disk> = Arc::new(folder);
    let identity =
        restore_books(&disk, &bytes).map_err(|error| Failure::Wrong(format!("{}: {error}", file.display())))?;
    print::out(&format!(
        "The books of site {} are back, as epoch {}. What was there before is kept as lango.redb.before-restore.\n",
        identity.site, identity.epoch
    ))?;
    if Enrolment::load(&places.data)?.is_none() {
        return Ok(());
    }
    print::out(
        "Its unused tickets wait until the cloud has told what came after the backup. Should it be out of reach for long: \
         langod ticket trust-restored\n",
    )
}
