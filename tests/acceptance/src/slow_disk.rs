//! A disk that answers when the test says so: `fsync` and `fdatasync` wait while a file exists.

use std::fs::{self, File};
use std::path::PathBuf;

use testkit::langod::LangodBuilder;

use crate::preload::Preload;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static void wait_for_the_test(void) {
    const char *gate = getenv("SLOW_DISK_GATE");
    while (gate && access(gate, F_OK) == 0) usleep(2000);
}

int fdatasync(int file) { wait_for_the_test(); return syscall(SYS_fdatasync, file); }
int fsync(int file) { wait_for_the_test(); return syscall(SYS_fsync, file); }
"#;

/// The disk. It is as fast as any until it is held.
pub struct SlowDisk {
    library: Preload,
}

/// As long as this lives, no sync ends.
pub struct Held {
    gate: PathBuf,
}

impl SlowDisk {
    /// Makes the library.
    pub fn make() -> Self {
        SlowDisk { library: Preload::make(SOURCE) }
    }

    /// Puts a gateway on it.
    pub fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        self.library.under(builder).env("SLOW_DISK_GATE", self.gate())
    }

    /// From now on no sync ends.
    pub fn hold(&self) -> Held {
        File::create(self.gate()).unwrap();
        Held { gate: self.gate() }
    }

    fn gate(&self) -> PathBuf {
        self.library.folder().join("gate")
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // Already gone if the whole folder is.
        let _ = fs::remove_file(&self.gate);
    }
}
