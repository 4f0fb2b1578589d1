//! Uptime that passes when the test says so: `CLOCK_BOOTTIME`, by which tickets run, is ahead by as many seconds as a
//! file is long. Timers and the wall clock stay as they are.

use std::fs::File;
use std::path::PathBuf;

use testkit::langod::LangodBuilder;

use crate::preload::Preload;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, clock, now);
    struct stat passed;
    const char *file = getenv("PASSED_TIME");
    if (!failed && clock == CLOCK_BOOTTIME && file && stat(file, &passed) == 0) now->tv_sec += passed.st_size;
    return failed;
}
"#;

/// The time of one gateway.
pub struct PassingTime {
    library: Preload,
}

impl PassingTime {
    /// Begins now.
    pub fn make() -> Self {
        let time = PassingTime { library: Preload::make(SOURCE) };
        File::create(time.passed()).unwrap();
        time
    }

    /// Puts a gateway into it.
    pub fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        self.library.under(builder).env("PASSED_TIME", self.passed())
    }

    /// Lets time pass.
    pub fn pass_secs(&self, secs: u64) {
        let file = File::options().write(true).open(self.passed()).unwrap();
        file.set_len(file.metadata().unwrap().len() + secs).unwrap();
    }

    fn passed(&self) -> PathBuf {
        self.library.folder().join("passed")
    }
}
