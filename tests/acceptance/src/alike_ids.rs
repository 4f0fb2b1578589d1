//! Chance that begins the same each time: ids are still all different, and share their first four digits.

use testkit::langod::LangodBuilder;

use crate::preload::Preload;

const SOURCE: &str = r"
#define _GNU_SOURCE
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

ssize_t getrandom(void *bytes, size_t length, unsigned int flags) {
    ssize_t got = syscall(SYS_getrandom, bytes, length, flags);
    if (got == 16) ((unsigned char *)bytes)[0] = 0xa1, ((unsigned char *)bytes)[1] = 0x1e;
    return got;
}
";

/// What all ids of such a gateway begin with.
pub const BEGINNING: &str = "a11e";

/// Such chance, for one gateway.
pub struct AlikeIds {
    library: Preload,
}

impl AlikeIds {
    /// Makes it.
    pub fn make() -> Self {
        AlikeIds { library: Preload::make(SOURCE) }
    }

    /// Gives it to a gateway.
    pub fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        self.library.under(builder)
    }
}
