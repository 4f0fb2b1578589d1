//! Each connection is an open file. A process is often begun with room for a thousand and may take more by itself.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// For the database, the log and what else a process holds.
const OTHERS: u64 = 64;

/// Takes room for so many connections, as far as the system lets us. Returns for how many there is room.
pub(crate) fn make_room(connections: u32) -> u32 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = u64::from(connections) + OTHERS;
    // `None` is no limit at all.
    if current.is_none_or(|current| current >= wanted) {
        return connections;
    }
    let granted = maximum.map_or(wanted, |maximum| wanted.min(maximum));
    let taken = setrlimit(Resource::Nofile, Rlimit { current: Some(granted), maximum });
    let files = if taken.is_ok() { granted } else { current.unwrap_or(granted) };
    let room = u32::try_from(files.saturating_sub(OTHERS)).map_or(connections, |room| room.clamp(1, connections));
    if room < connections {
        tracing::warn!(room, "the system allows fewer open files than MAX_CONNECTIONS wants: raise `ulimit -n`");
    }
    room
}
