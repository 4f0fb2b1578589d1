//! The container images: archives that RouterOS reads, the same bytes each time, for the machines they say.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on says so")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use acceptance::image::{Image, names_in, repository};

/// What fits on the smallest flash beside RouterOS, twice while it is unpacked.
const MOST_BYTES: u64 = 5_000_000;

/// The image of an architecture holds a binary of this machine (ELF's number), and says so.
fn check(architecture: &str, variant: Option<&str>, machine: u8) {
    let image = Image::of(architecture);
    assert!(fs::metadata(image.archive()).unwrap().len() <= MOST_BYTES);
    assert_eq!(names_in(image.archive()), ["manifest.json", "config.json", "layer.tar"]);
    let manifest = image.manifest();
    assert_eq!(manifest.as_array().unwrap().len(), 1, "one platform");
    assert_eq!(manifest[0]["Config"], "config.json");
    assert_eq!(manifest[0]["Layers"], serde_json::json!(["layer.tar"]));

    let config = image.config();
    assert_eq!((config["os"].as_str(), config["architecture"].as_str()), (Some("linux"), Some(architecture)));
    assert_eq!(config["variant"].as_str(), variant);
    assert_eq!(config["config"]["StopSignal"], "SIGTERM");
    assert!(config["config"]["Volumes"]["/data"].is_object());
    let digest = Command::new("sha256sum").arg(image.layer()).output().unwrap().stdout;
    let digest = String::from_utf8(digest).unwrap();
    let digest = format!("sha256:{}", digest.split(' ').next().unwrap());
    assert_eq!(config["rootfs"]["diff_ids"], serde_json::json!([digest]));

    // A compressed layer has its own magic where this one has its first name and, further on, that of a tar.
    let layer = fs::read(image.layer()).unwrap();
    assert!(layer.starts_with(b"data/\0") && &layer[257..263] == b"ustar\0");
    let root = tempfile::tempdir().unwrap();
    image.unpack_into(root.path());
    let langod = fs::read(root.path().join("langod")).unwrap();
    assert_eq!((&langod[..4], langod[18]), (&b"\x7fELF"[..], machine));
    for folder in ["data", "etc/lango", "tmp"] {
        assert_eq!(fs::read_dir(root.path().join(folder)).unwrap().count(), 0, "{folder} is there and empty");
    }
    assert_eq!(fs::read_link(root.path().join("var/lib/lango")).unwrap(), Path::new("/data"));
}

#[test]
fn the_image_for_pcs_and_chr_is_read_by_routeros() {
    check("amd64", None, 62);
}

#[test]
fn the_image_for_arm_is_for_the_oldest_arm_there_is() {
    check("arm", Some("v5"), 40);
}

#[test]
fn the_same_binary_makes_the_same_bytes_anywhere() {
    let made = fs::read(Image::of("amd64").archive()).unwrap();
    // Another folder, other rights, another time, another time zone and language.
    let elsewhere = tempfile::tempdir().unwrap();
    for file in ["cross/image", "cross/target.sh", "cross/targets.txt", "Cargo.toml", "dist/x86_64/langod"] {
        let copy = elsewhere.path().join(file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(repository().join(file), &copy).unwrap();
        fs::set_permissions(&copy, fs::Permissions::from_mode(0o700)).unwrap();
    }
    let script = elsewhere.path().join("cross/image");
    let output = Command::new("sh")
        .args(["-c", "umask 077; exec \"$0\" amd64"])
        .arg(script)
        .env("TZ", "Asia/Tokyo")
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let again = fs::read(elsewhere.path().join("dist/image/lango-amd64.tar")).unwrap();
    assert!(made == again, "{} and {} bytes differ", made.len(), again.len());
}
