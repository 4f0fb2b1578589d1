//! The cloud as the roof sees it: who we are to it, and one question at a time on each lane. When to speak is decided in
//! `sync-proto`, what becomes of an answer in `gateway/uplink`.

mod enrolment;
mod given;
mod talk;
mod whole_file;

pub(crate) use enrolment::{Enrolment, enrol, seed_for, version};
pub(crate) use given::{Given, GivenFile};
pub(crate) use talk::{Cloud, CloudWord, HOLD_SECS, Unheard};
