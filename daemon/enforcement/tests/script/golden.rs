//! `tests/golden`: the scripts as they come out. After a change that is meant, `LANGO_REFRESH=1 cargo test -p enforcement
//! --test script` writes them anew; what changed is then for a person to read.

use std::fs;
use std::path::{Path, PathBuf};

use super::grammar::read;
use super::table::Table;
use super::variants::variants;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn scripts_come_out_as_they_were_read_by_a_person() {
    let refresh = std::env::var_os("LANGO_REFRESH").is_some();
    for variant in variants() {
        let file = folder().join(format!("{}.rsc", variant.name));
        if refresh {
            fs::write(&file, &variant.text).unwrap();
        }
        let golden = fs::read_to_string(&file).unwrap_or_default();
        assert!(golden == variant.text, "{} differs: run with LANGO_REFRESH=1, then read the change", file.display());
    }
    let known: Vec<String> = variants().iter().map(|variant| format!("{}.rsc", variant.name)).collect();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "nobody makes {name} any more: remove it");
    }
}

#[test]
fn every_version_knows_every_word_of_its_scripts() {
    let table = Table::read();
    let unknown: String = variants().iter().map(|variant| table.unknown(&read(&variant.text), variant.minor)).collect();
    assert!(unknown.is_empty(), "not in data/routeros/commands.txt:\n{unknown}");
}

#[test]
fn the_table_holds_nothing_that_no_script_says() {
    let said: Vec<_> = variants().iter().flat_map(|variant| read(&variant.text)).collect();
    assert_eq!(Table::read().unused(&said), Vec::<String>::new());
}

#[test]
fn what_another_version_says_is_noticed() {
    let table = Table::read();
    let script = variants().into_iter().find(|variant| variant.name == "7.24-inside-new").unwrap();
    let unknown = table.unknown(&read(&script.text), 16);
    for word in ["restart-policy", "mountlists", "envlists"] {
        assert!(unknown.contains(word), "{unknown}");
    }
}

#[test]
fn a_script_fits_where_it_has_to() {
    for variant in variants() {
        // A file that is written through RouterOS's own interface may have about 60 KB.
        assert!(variant.text.len() < 40_000, "{}: {} bytes", variant.name, variant.text.len());
        assert!(variant.text.lines().all(|line| line.len() <= 120), "{}", variant.name);
        assert!(variant.text.ends_with('\n') && !variant.text.contains('\r'), "{}", variant.name);
    }
}

#[test]
fn only_what_is_always_there_is_read_before_the_script_runs() {
    // What a package brings may be missing: then the line that names it could not even be read.
    for variant in variants().iter().filter(|variant| !variant.name.contains("inside")) {
        for command in read(&variant.text).iter().filter(|command| !command.is_parsed) {
            let needs_package = command.menu.starts_with("/container") || command.menu == "/interface/veth";
            assert!(!needs_package, "{}: {command:?}", variant.name);
        }
    }
}

#[test]
fn no_variable_has_the_name_of_what_is_looked_for() {
    // In `find name=$name` the console reads the row's own name on both sides, and finds every row.
    for variant in variants() {
        for (at, _) in variant.text.match_indices("=$") {
            let property = variant.text[..at].rsplit(|last: char| !last.is_ascii_alphanumeric() && last != '-').next();
            let variable = variant.text[at + 2..].split(|first: char| !first.is_ascii_alphanumeric()).next();
            assert_ne!(property, variable, "{}", variant.name);
        }
    }
}
