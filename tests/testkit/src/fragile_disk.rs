//! A disk that remembers what was really synced. Every write, sync and change of names is one step; the power goes at
//! the step the test names, and what the next start finds is what was synced, and of the rest what chance left.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;
use store::{Appender, Disk};

/// What a power cut leaves of writes that were not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// Nothing.
    Synced,
    /// Everything, and half of the write that was under way.
    Everything,
    /// Every second write: disks reorder.
    EverySecond,
}

#[derive(Clone, Debug)]
enum Unsynced {
    Write { offset: usize, bytes: Vec<u8> },
    Length(usize),
}

#[derive(Clone, Debug, Default)]
struct FileState {
    synced: Vec<u8>,
    current: Vec<u8>,
    since: Vec<Unsynced>,
}

#[derive(Debug, Default)]
struct State {
    files: BTreeMap<String, FileState>,
    steps: usize,
    cut_at: Option<usize>,
    /// Bytes all files together may have.
    capacity: Option<usize>,
    /// Whether every write to the redb file fails.
    refuses_redb: bool,
}

/// The disk; clones are the same one.
#[derive(Clone, Debug, Default)]
pub struct FragileDisk(Arc<Mutex<State>>);

fn lost() -> io::Error {
    io::Error::other("the power is gone")
}

impl State {
    fn step(&mut self) -> io::Result<()> {
        self.steps += 1;
        if self.cut_at.is_some_and(|cut| self.steps > cut) { Err(lost()) } else { Ok(()) }
    }

    fn file(&mut self, name: &str) -> io::Result<&mut FileState> {
        self.files.get_mut(name).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn write(&mut self, name: &str, offset: usize, bytes: &[u8]) -> io::Result<()> {
        if self.refuses_redb && name.starts_with("lango.redb") {
            return Err(io::Error::other("the disk is ill"));
        }
        let grown = (offset + bytes.len()).saturating_sub(self.file(name)?.current.len());
        let used: usize = self.files.values().map(|file| file.current.len()).sum();
        if grown > 0 && self.capacity.is_some_and(|capacity| used + grown > capacity) {
            return Err(io::ErrorKind::StorageFull.into());
        }
        let powered = self.step();
        let file = self.file(name)?;
        let taken = if powered.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        place(&mut file.current, offset, taken);
        file.since.push(Unsynced::Write { offset, bytes: taken.to_vec() });
        powered
    }

    fn sync(&mut self, name: &str) -> io::Result<()> {
        self.step()?;
        let file = self.file(name)?;
        file.synced = file.current.clone();
        file.since.clear();
        Ok(())
    }

    fn set_len(&mut self, name: &str, len: usize) -> io::Result<()> {
        self.step()?;
        let file = self.file(name)?;
        file.current.resize(len, 0);
        file.since.push(Unsynced::Length(len));
        Ok(())
    }
}

fn place(bytes: &mut Vec<u8>, offset: usize, written: &[u8]) {
    if bytes.len() < offset + written.len() {
        bytes.resize(offset + written.len(), 0);
    }
    bytes[offset..offset + written.len()].copy_from_slice(written);
}

impl FragileDisk {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes, syncs and changes of names so far.
    pub fn steps(&self) -> usize {
        self.state().steps
    }

    /// The power goes behind this step.
    pub fn cut_at(&self, step: usize) {
        self.state().cut_at = Some(step);
    }

    /// Leaves so much room, or as much as there may be.
    pub fn leave_room(&self, room: Option<usize>) {
        let mut state = self.state();
        let used: usize = state.files.values().map(|file| file.current.len()).sum();
        state.capacity = room.map(|room| used + room);
    }

    /// Every write to the redb file fails from now on, or no longer.
    pub fn refuse_redb(&self, refuses: bool) {
        self.state().refuses_redb = refuses;
    }

    /// Changes the bytes of a file behind everybody's back. One that is not there is left alone.
    pub fn overwrite(&self, name: &str, change: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.state();
        let Some(file) = state.files.get_mut(name) else { return };
        change(&mut file.current);
        file.synced = file.current.clone();
    }

    /// The disk as the next start finds it.
    pub fn after_power_cut(&self, leaves: Leaves) -> FragileDisk {
        let mut files = self.state().files.clone();
        for file in files.values_mut() {
            let survivors = file.since.drain(..).enumerate().filter(|(index, _)| match leaves {
                Leaves::Synced => false,
                Leaves::Everything => true,
                Leaves::EverySecond => index % 2 == 0,
            });
            for (_, unsynced) in survivors.collect::<Vec<_>>() {
                match unsynced {
                    Unsynced::Write { offset, bytes } => place(&mut file.synced, offset, &bytes),
                    Unsynced::Length(len) => file.synced.resize(len, 0),
                }
            }
            file.current = file.synced.clone();
        }
        FragileDisk(Arc::new(Mutex::new(State { files, ..State::default() })))
    }
}

#[derive(Debug)]
struct Handle {
    disk: FragileDisk,
    name: String,
    end: usize,
}

impl Appender for Handle {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.state().write(&self.name, self.end, bytes)?;
        self.end += bytes.len();
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.state().sync(&self.name)
    }
}

impl StorageBackend for Handle {
    fn len(&self) -> io::Result<u64> {
        Ok(self.disk.state().file(&self.name)?.current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let bytes = &state.file(&self.name)?.current;
        let offset = offset as usize;
        let range = bytes.get(offset..offset + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(range);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.disk.state().set_len(&self.name, len as usize)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.disk.state().sync(&self.name)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.disk.state().write(&self.name, offset as usize, data)
    }
}

impl Disk for FragileDisk {
    fn list(&self) -> io::Result<Vec<String>> {
        Ok(self.state().files.keys().cloned().collect())
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        Ok(self.state().file(name)?.current.clone())
    }

    fn append_to(&self, name: &str, keep_bytes: u64) -> io::Result<Box<dyn Appender>> {
        let mut state = self.state();
        state.step()?;
        let file = state.files.entry(name.to_owned()).or_default();
        if file.current.len() != keep_bytes as usize {
            file.current.resize(keep_bytes as usize, 0);
            file.synced = file.current.clone();
            file.since.clear();
        }
        Ok(Box::new(Handle { disk: self.clone(), name: name.to_owned(), end: keep_bytes as usize }))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        let file = state.files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        state.files.insert(to.to_owned(), file);
        Ok(())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.step()?;
        state.files.remove(name).map(|_| ()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn backend(&self, name: &str) -> io::Result<Box<dyn StorageBackend>> {
        let mut state = self.state();
        state.step()?;
        state.files.entry(name.to_owned()).or_default();
        Ok(Box::new(Handle { disk: self.clone(), name: name.to_owned(), end: 0 }))
    }

    fn describe(&self, name: &str) -> String {
        name.to_owned()
    }
}
