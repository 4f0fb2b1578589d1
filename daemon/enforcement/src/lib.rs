#![doc = include_str!("../README.md")]

pub mod rest;
pub mod script;
