//! The ballast: a file of no use but its size. When the disk is full it is thrown overboard, so that guests who paid
//! are still honoured; sales stay paused until there is room to take it on again.

use std::io;

use crate::disk::Disk;

/// The file's name in the data directory.
pub(crate) const BALLAST_NAME: &str = "ballast";
const UNFINISHED_NAME: &str = "ballast.new";
/// Room for a day of activations.
pub(crate) const BALLAST_BYTES: usize = 1 << 20;
/// What must be free besides.
const HEADROOM_BYTES: usize = 512 << 10;

/// Takes the ballast on board, if it is not and there is room for it and half as much again: the last bytes are not
/// its to take. Its bytes do not compress, or a compressing flash file system would keep no room for it.
pub(crate) fn take_on(disk: &dyn Disk) -> io::Result<()> {
    if disk.list()?.iter().any(|name| name == BALLAST_NAME) {
        return Ok(());
    }
    let taken = fill(disk).and_then(|()| disk.rename(UNFINISHED_NAME, BALLAST_NAME));
    if taken.is_err() {
        let _ = disk.remove(UNFINISHED_NAME);
    }
    taken
}

fn fill(disk: &dyn Disk) -> io::Result<()> {
    let mut file = disk.append_to(UNFINISHED_NAME, 0)?;
    let mut state: u32 = 0x1357_9bdf;
    let block: Vec<u8> = std::iter::repeat_with(|| noise(&mut state)).take(64 << 10).collect();
    for _ in 0..(BALLAST_BYTES + HEADROOM_BYTES) / block.len() {
        file.append(&block)?;
    }
    file.sync()?;
    disk.append_to(UNFINISHED_NAME, BALLAST_BYTES as u64).map(drop)
}

/// Throws it overboard, a half-taken one too; says whether there was any.
pub(crate) fn spend(disk: &dyn Disk) -> bool {
    let unfinished = disk.remove(UNFINISHED_NAME).is_ok();
    disk.remove(BALLAST_NAME).is_ok() || unfinished
}

/// One byte of Marsaglia's xorshift.
fn noise(state: &mut u32) -> u8 {
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    *state as u8
}
