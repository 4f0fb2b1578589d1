//! The little the store asks of a file system. Production is a folder; tests put a disk behind it that remembers what
//! was really synced and loses the rest at a power cut.

use std::fmt::Debug;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use redb::StorageBackend;
use redb::backends::FileBackend;

/// A file that only grows.
pub trait Appender: Debug + Send {
    /// Writes behind what is there.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Returns when everything appended is on the disk.
    fn sync(&mut self) -> io::Result<()>;
}

/// A folder of files, each with a plain name.
pub trait Disk: Debug + Send + Sync + 'static {
    /// Names of all files, sorted.
    fn list(&self) -> io::Result<Vec<String>>;
    /// A whole file.
    fn read(&self, name: &str) -> io::Result<Vec<u8>>;
    /// Opens a file to write behind its first `keep_bytes`; what follows those is cut off. Its name is durable.
    fn append_to(&self, name: &str, keep_bytes: u64) -> io::Result<Box<dyn Appender>>;
    /// Gives a file another name, durably, replacing what had it.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    /// Removes a file, durably.
    fn remove(&self, name: &str) -> io::Result<()>;
    /// A file as redb wants it, made if it is not there.
    fn backend(&self, name: &str) -> io::Result<Box<dyn StorageBackend>>;
    /// How an error message names a file.
    fn describe(&self, name: &str) -> String;
}

/// A folder of the machine.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held as long as the folder is open; the kernel lets go of it however the process ends.
    _lock: File,
}

impl Folder {
    /// Makes a folder, readable by its owner only, if it is not there.
    pub fn make(path: &Path) -> io::Result<()> {
        use std::os::unix::fs::DirBuilderExt as _;
        if path.is_dir() { Ok(()) } else { fs::DirBuilder::new().recursive(true).mode(0o700).create(path) }
    }

    /// Opens a folder for this process alone, making it if it is not there.
    pub fn open(path: &Path) -> io::Result<Self> {
        use std::os::unix::fs::OpenOptionsExt as _;
        Folder::make(path)?;
        let lock = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path.join("lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::Error::new(io::ErrorKind::WouldBlock, "another langod has it open"),
            TryLockError::Error(error) => error,
        })?;
        Ok(Folder { path: path.to_owned(), _lock: lock })
    }

    /// Renames and new names are only durable once the folder itself is synced.
    fn sync_names(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    fn private(&self, name: &str) -> io::Result<File> {
        use std::os::unix::fs::OpenOptionsExt as _;
        let path = self.path.join(name);
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
    }
}

impl Disk for Folder {
    fn list(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.path.join(name))?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn append_to(&self, name: &str, keep_bytes: u64) -> io::Result<Box<dyn Appender>> {
        use std::io::Seek as _;
        let mut file = self.private(name)?;
        if file.metadata()?.len() != keep_bytes {
            file.set_len(keep_bytes)?;
            file.sync_all()?;
        }
        file.seek(io::SeekFrom::Start(keep_bytes))?;
        self.sync_names()?;
        Ok(Box::new(file))
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))?;
        self.sync_names()
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))?;
        self.sync_names()
    }

    fn backend(&self, name: &str) -> io::Result<Box<dyn StorageBackend>> {
        let file = self.private(name)?;
        self.sync_names()?;
        FileBackend::new(file).map(|backend| Box::new(backend) as Box<dyn StorageBackend>).map_err(io::Error::other)
    }

    fn describe(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}

impl Appender for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// redb takes a backend by value; this one carries whichever the disk made.
#[derive(Debug)]
pub(crate) struct AnyBackend(pub(crate) Box<dyn StorageBackend>);

impl StorageBackend for AnyBackend {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.0.close()
    }
}
