//! A disk that is soon full: a small tmpfs over the data directory.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::Langod;

/// The mounted disk.
pub struct SmallDisk {
    mount: PathBuf,
    fillers: usize,
}

impl SmallDisk {
    /// Mounts two megabytes where a gateway that is not started yet will keep its data.
    pub fn under(langod: &Langod) -> Self {
        let mount = langod.data_dir().to_owned();
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m,mode=700", "tmpfs"]).arg(&mount).output();
        let mounted = mounted.expect("mount is missing: apt-get install mount");
        let why = String::from_utf8_lossy(&mounted.stderr);
        assert!(mounted.status.success(), "a small disk can only be mounted by root: run this test as root ({why})");
        SmallDisk { mount, fillers: 0 }
    }

    /// Fills it to the last byte.
    pub fn fill(&mut self) {
        self.fillers += 1;
        let mut file = File::create(self.filler(self.fillers)).unwrap();
        while file.write(&[0x5a; 4096]).is_ok_and(|written| written > 0) {}
    }

    /// Gives back all that was filled.
    pub fn make_room(&mut self) {
        (1..=self.fillers).for_each(|number| fs::remove_file(self.filler(number)).unwrap());
        self.fillers = 0;
    }

    /// Where it is mounted.
    pub fn path(&self) -> &Path {
        &self.mount
    }

    fn filler(&self, number: usize) -> PathBuf {
        self.mount.join(format!("someone-elses-file-{number}"))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the gateway that has it open ends after us.
        let _ = Command::new("umount").arg("--lazy").arg(&self.mount).status();
    }
}
