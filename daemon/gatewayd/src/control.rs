//! The control socket: how commands speak to the daemon that holds the books. A Unix socket in the data directory, for
//! its owner only; each connection carries one question and one answer, length and postcard.

use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::UnixListener;
use tokio::sync::{Semaphore, mpsc, oneshot};
use tokio::time::{sleep, timeout};

use crate::desk::{Ask, Said};
use crate::gateway::{Guesser, Question};

/// A notice of the rail and the path it was posted to.
const LARGEST_QUESTION: usize = 72 << 10;
/// A backup of a large site.
const LARGEST_ANSWER: usize = 256 << 20;
const PATIENCE: Duration = Duration::from_secs(30);
/// A command writes its question in one go.
const TO_ASK: Duration = Duration::from_secs(2);
const AT_ONCE: usize = 32;
/// After an accept that failed for want of files or memory.
const BREATH: Duration = Duration::from_millis(100);

/// Where the socket of a data directory is.
pub(crate) fn socket_path(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Asks the daemon; `None` if none holds this data directory.
pub(crate) fn ask(data: &Path, ask: &Ask) -> io::Result<Option<Said>> {
    let mut stream = match UnixStream::connect(socket_path(data)) {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(&frame(ask)?)?;
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LARGEST_ANSWER {
        return Err(io::Error::other("the daemon's answer is too large"));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes)?;
    read(&bytes).map(Some)
}

fn frame<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let payload = postcard::to_stdvec(message).map_err(io::Error::other)?;
    let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
    let mut bytes = length.to_le_bytes().to_vec();
    bytes.extend_from_slice(&payload);
    Ok(bytes)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> io::Result<T> {
    postcard::from_bytes(bytes).map_err(|_| io::Error::other("the daemon and this command are of different versions"))
}

/// Opens the socket. One left behind by a power cut is replaced: the data directory's lock says that nobody uses it.
pub(crate) fn listen(data: &Path) -> io::Result<UnixListener> {
    let path = socket_path(data);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

/// Serves commands, a few at a time: they are people's.
pub(crate) async fn serve(listener: UnixListener, questions: mpsc::Sender<Question>) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            sleep(BREATH).await;
            continue;
        };
        let questions = questions.clone();
        tokio::task::spawn_local(async move {
            if let Err(error) = timeout(PATIENCE, serve_one(stream, &questions)).await.unwrap_or(Ok(())) {
                tracing::debug!(%error, "a command broke off");
            }
            drop(place);
        });
    }
}

async fn serve_one(mut stream: tokio::net::UnixStream, questions: &mpsc::Sender<Question>) -> io::Result<()> {
    let bytes = timeout(TO_ASK, read_question(&mut stream)).await.unwrap_or_else(|late| Err(late.into()))?;
    let said = put(questions, read::<Ask>(&bytes)?, None).await;
    stream.write_all(&frame(&said)?).await?;
    stream.shutdown().await
}

async fn read_question(stream: &mut tokio::net::UnixStream) -> io::Result<Vec<u8>> {
    let length = stream.read_u32_le().await? as usize;
    if length > LARGEST_QUESTION {
        return Err(io::Error::other("a question too large"));
    }
    let mut bytes = vec![0; length];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

/// Puts a question to the event loop.
pub(crate) async fn put(questions: &mpsc::Sender<Question>, ask: Ask, guesser: Option<Guesser>) -> Said {
    let (answer, said) = oneshot::channel();
    let question = Question { ask, guesser, answer };
    let stopping = || Said::Trouble("the gateway is stopping".to_owned());
    if questions.send(question).await.is_err() {
        return stopping();
    }
    said.await.unwrap_or_else(|_| stopping())
}
