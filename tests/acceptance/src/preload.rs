//! A library of a few C functions that the loader puts before the C library's own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use testkit::langod::LangodBuilder;

/// The library, in a folder of its own.
pub(crate) struct Preload {
    folder: TempDir,
}

impl Preload {
    /// Makes it from its source.
    pub(crate) fn make(source: &str) -> Self {
        let preload = Preload { folder: tempfile::tempdir().unwrap() };
        let file = preload.folder().join("library.c");
        fs::write(&file, source).unwrap();
        let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(preload.library()).arg(&file).status();
        assert!(made.expect("cc is missing: apt-get install gcc libc6-dev").success());
        preload
    }

    /// Puts it under a gateway and the commands that go with it.
    pub(crate) fn under(&self, builder: LangodBuilder) -> LangodBuilder {
        builder.env("LD_PRELOAD", self.library())
    }

    /// The folder, for files by which a test speaks to the library.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn library(&self) -> PathBuf {
        self.folder().join("library.so")
    }
}
