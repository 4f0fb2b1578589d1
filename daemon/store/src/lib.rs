#![doc = include_str!("../README.md")]

mod backup;
mod ballast;
mod books;
mod changes;
mod commits;
mod committer;
mod disk;
mod draft;
mod file;
mod fold;
mod journal;
mod layer;
mod moved;
mod open;
mod open_sessions;
mod outbox;
mod rebuild;
mod recent_checkouts;
mod replay;
mod snapshot;
mod store;
mod turns;

pub use backup::{RestoreError, restore};
pub use changes::Identity;
pub use commits::CommitNumber;
pub use disk::{Appender, Disk, Folder};
pub use file::{FILE_NAME, FILE_VERSION};
pub use fold::FoldDue;
pub use open::{OpenError, Opened, open};
pub use replay::Finding;
pub use snapshot::is_snapshot;
pub use store::{Decided, Store, Tell};
pub use turns::{News, Turn};
