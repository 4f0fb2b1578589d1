#![doc = include_str!("../README.md")]
#![allow(clippy::indexing_slicing, reason = "the world is a test: what is out of bounds is its own mistake")]

pub mod app;
pub mod books;
pub mod calls;
pub mod cloud;
pub mod confirming;
pub mod dice;
pub mod gateway;
pub mod inquiries;
pub mod rail;
pub mod roaming;
pub mod sales;
pub mod story;
pub mod tokens;
pub mod world;

use world::World;

/// Lives through one seed. On failure the story and the broken promise.
pub fn run(seed: u64, gateways: usize, steps: usize) -> Result<(), String> {
    let mut world = World::new(seed, gateways)?;
    world
        .live(steps)
        .map_err(|broken| format!("{}\nseed {seed}, {gateways} gateways, {steps} steps: {broken}", world.story))
}
