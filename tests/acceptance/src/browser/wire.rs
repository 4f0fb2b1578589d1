//! One WebDriver command over HTTP/1.1: a JSON body there, `{"value": …}` back (W3C WebDriver sections 6.3 to 6.6).

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use serde_json::Value;
use testkit::machine::PATIENCE;

/// The driver itself waits for pages and elements; it must be the first to lose patience.
const LONGER_THAN_THE_DRIVER: Duration = Duration::from_secs(PATIENCE.as_secs() * 3);

/// The value of the answer, or why there is none.
pub(super) fn call(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value, String> {
    let (is_ok, body) = exchange(port, method, path, body).map_err(|error| error.to_string())?;
    let mut answer: Value = serde_json::from_str(&body).map_err(|error| format!("{error}: {body}"))?;
    let value = answer["value"].take();
    let text = |key: &str| value[key].as_str().and_then(|text| text.lines().next()).unwrap_or_default();
    if is_ok { Ok(value) } else { Err(format!("{}: {}", text("error"), text("message"))) }
}

fn exchange(port: u16, method: &str, path: &str, body: Option<&Value>) -> io::Result<(bool, String)> {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(LONGER_THAN_THE_DRIVER))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n");
    (&stream).write_all(format!("{head}{body}").as_bytes())?;
    read(BufReader::new(stream))
}

/// Whether the status is 200, and the body, whose length chromedriver always says.
fn read(mut answer: impl BufRead) -> io::Result<(bool, String)> {
    let mut status = String::new();
    answer.read_line(&mut status)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().map_err(io::Error::other)?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = String::new();
    answer.take(length).read_to_string(&mut body)?;
    Ok((status.split(' ').nth(1) == Some("200"), body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_to_its_length_and_no_further() {
        let answer = "HTTP/1.1 404 Not Found\r\nContent-Type: x\r\ncontent-length: 4\r\n\r\n{\"\"}rest";
        assert_eq!(read(answer.as_bytes()).unwrap(), (false, "{\"\"}".to_owned()));
    }
}
