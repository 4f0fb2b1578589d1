//! A machine whose clock no NTP keeps: the kernel says so whenever it is asked, whatever the test machine's own says.

use testkit::langod::LangodBuilder;

use crate::preload::Preload;

const SOURCE: &str = r"
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/timex.h>
#include <unistd.h>

int adjtimex(struct timex *timex) {
    if (syscall(SYS_adjtimex, timex) < 0) return -1;
    timex->status |= STA_UNSYNC;
    return TIME_ERROR;
}
";

/// Such a kernel, for one gateway.
pub struct UnkeptClock {
    library: Preload,
}

impl UnkeptClock {
    /// Makes it.
    pub fn make() -> Self {
        UnkeptClock { library: Preload::make(SOURCE) }
    }

    /// Puts a gateway on it.
    pub fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        self.library.under(builder)
    }
}
