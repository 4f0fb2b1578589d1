//! Uptime that passes when the test says so: `CLOCK_BOOTTIME`, by which tickets run, is ahead by as many seconds as a
//! file is long. The wall clock stays as it is, and so do timers, unless they are to be quick: then `CLOCK_MONOTONIC` runs
//! faster, and whoever waits for sockets waits a part of the time.

use std::fs::File;
use std::path::PathBuf;

use testkit::langod::LangodBuilder;

use crate::preload::Preload;

const SOURCE: &str = r#"
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long quick = 1;
static struct timespec start;

__attribute__((constructor)) static void begin(void) {
    const char *times = getenv("QUICK_TIMERS");
    if (times) quick = atol(times);
    syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &start);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    int failed = syscall(SYS_clock_gettime, clock, now);
    struct stat passed;
    const char *file = getenv("PASSED_TIME");
    if (!failed && clock == CLOCK_BOOTTIME && file && stat(file, &passed) == 0) now->tv_sec += passed.st_size;
    if (!failed && clock == CLOCK_MONOTONIC && quick > 1) {
        long long since = (now->tv_sec - start.tv_sec) * 1000000000LL + now->tv_nsec - start.tv_nsec;
        long long nanos = start.tv_nsec + since * quick;
        now->tv_sec = start.tv_sec + nanos / 1000000000LL;
        now->tv_nsec = nanos % 1000000000LL;
    }
    return failed;
}

int epoll_wait(int epoll, struct epoll_event *events, int most, int millis) {
    if (millis > 0) millis = (millis + quick - 1) / quick;
    return syscall(SYS_epoll_pwait, epoll, events, most, millis, NULL, 8);
}
"#;

/// The time of one gateway.
pub struct PassingTime {
    library: Preload,
    quick: u32,
}

impl PassingTime {
    /// Begins now.
    pub fn make() -> Self {
        Self::with_quick_timers(1)
    }

    /// Begins now; the gateway's timers run so many times as fast as the machine's, so that it does something of its own
    /// while hours pass.
    pub fn with_quick_timers(quick: u32) -> Self {
        let time = PassingTime { library: Preload::make(SOURCE), quick };
        File::create(time.passed()).unwrap();
        time
    }

    /// Puts a gateway into it.
    pub fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        let builder = self.library.under(builder).env("PASSED_TIME", self.passed());
        builder.env("QUICK_TIMERS", self.quick.to_string())
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
