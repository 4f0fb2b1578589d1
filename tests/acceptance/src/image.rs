//! A container image as `./dev image` leaves it in `dist/image`, looked at from outside and unpacked as a runtime does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// An archive, and its three files unpacked beside it.
pub struct Image {
    archive: PathBuf,
    // The folder is gone with this.
    parts: TempDir,
}

impl Image {
    /// The one for an architecture of RouterOS: `amd64`, `arm64` or `arm`.
    pub fn of(architecture: &str) -> Self {
        Self::at(&repository().join(format!("dist/image/lango-{architecture}.tar")), architecture)
    }

    fn at(archive: &Path, architecture: &str) -> Self {
        assert!(archive.exists(), "there is no {}: `./dev image {architecture}` makes it", archive.display());
        let parts = tempfile::tempdir().unwrap();
        unpack(archive, parts.path());
        Image { archive: archive.to_owned(), parts }
    }

    /// The archive as it is uploaded.
    pub fn archive(&self) -> &Path {
        &self.archive
    }

    /// Its only layer.
    pub fn layer(&self) -> PathBuf {
        self.parts.path().join("layer.tar")
    }

    /// What is in it.
    pub fn manifest(&self) -> Value {
        self.json("manifest.json")
    }

    /// For what machine it is and how it is run.
    pub fn config(&self) -> Value {
        self.json("config.json")
    }

    /// A list of texts below `config`, such as `Cmd`.
    pub fn words(&self, key: &str) -> Vec<String> {
        let config = self.config();
        let words = config["config"][key].as_array().unwrap_or_else(|| panic!("no {key} in {config:#}"));
        words.iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    }

    /// Makes a container's root of it.
    pub fn unpack_into(&self, root: &Path) {
        fs::create_dir_all(root).unwrap();
        unpack(&self.layer(), root);
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&fs::read_to_string(self.parts.path().join(name)).unwrap()).unwrap()
    }
}

/// Where the sources are.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The names in an archive, in their order.
pub fn names_in(archive: &Path) -> Vec<String> {
    let listed = Command::new("tar").arg("--list").arg("--file").arg(archive).output().unwrap();
    String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
}

fn unpack(archive: &Path, into: &Path) {
    let mut tar = Command::new("tar");
    tar.args(["--extract", "--same-owner", "--same-permissions", "--file"]).arg(archive).arg("--directory").arg(into);
    assert!(tar.status().unwrap().success(), "{} cannot be unpacked", archive.display());
}
