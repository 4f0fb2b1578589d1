//! Worlds that once broke a promise, and a few fresh ones; `./dev test` lives through two hundred more with the optimised
//! program.

#![allow(clippy::panic, reason = "a test fails by panicking")]

fn lives(seed: u64) {
    if let Err(story) = simulation::run(seed, 2, 250) {
        panic!("{story}\n`./dev simulate --seed {seed}` shows it again");
    }
}

/// Each line of the file is a seed and what it once brought to light.
#[test]
fn worlds_that_once_broke_a_promise_keep_it() {
    for line in include_str!("regressions.txt").lines().filter(|line| !line.starts_with('#')) {
        let seed = line.split_whitespace().next().and_then(|seed| seed.parse().ok());
        lives(seed.unwrap_or_else(|| panic!("a line begins with its seed: {line}")));
    }
}

#[test]
fn fresh_worlds_keep_every_promise() {
    (500..505).for_each(lives);
}

#[test]
fn a_world_of_four_sites_keeps_every_promise() {
    if let Err(story) = simulation::run(7, 4, 250) {
        panic!("{story}");
    }
}
