//! One HTTP/1.0 exchange over a blocking socket. Version 1.0 keeps the peer from chunking and makes it close, so that
//! reading to the end is reading all.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::Form;
use super::form::{attribute, forms, tags};
use crate::machine::PATIENCE;

/// More than any page of ours.
const LONGEST_PAGE: u64 = 8 * 1024 * 1024;

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    /// Where it came from.
    pub url: String,
    /// The status code.
    pub status: u16,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body as text.
    pub body: String,
}

impl Page {
    /// The first header of this name, given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The Location of a redirect.
    pub fn location(&self) -> Option<&str> {
        self.header("location").filter(|_| (300..400).contains(&self.status))
    }

    /// Where a browser goes from here by itself: the Location, or an immediate refresh in the page.
    pub fn leads_to(&self) -> Option<String> {
        let next = self.location().map(str::to_owned).or_else(|| self.refreshes_to())?;
        Some(join(&self.url, &next))
    }

    /// The forms, with their addresses made whole.
    pub fn forms(&self) -> Vec<Form> {
        let mut forms = forms(&self.body);
        forms.iter_mut().for_each(|form| form.action = join(&self.url, &form.action));
        forms
    }

    /// The first form that has a field of this name.
    pub fn form_with(&self, field: &str) -> Option<Form> {
        self.forms().into_iter().find(|form| form.fields.get(field).is_some())
    }

    fn refreshes_to(&self) -> Option<String> {
        let refresh =
            tags(&self.body, "meta").find(|tag| attribute(tag, "http-equiv").as_deref() == Some("refresh"))?;
        let content = attribute(refresh, "content")?;
        let (secs, url) = content.split_once(';')?;
        let url = url.trim().strip_prefix("url=").or_else(|| url.trim().strip_prefix("URL="))?;
        (secs.trim() == "0").then(|| url.to_owned())
    }
}

/// Fetches `url` from whoever `connect_to` names for its host.
pub(super) fn fetch(
    method: &str,
    url: &str,
    body: Option<(&str, String)>,
    connect_to: impl Fn(&str) -> Option<SocketAddr>,
) -> io::Result<Page> {
    let (host, target) = split(url).ok_or_else(|| io::Error::other(format!("'{url}' is no http address")))?;
    let address = connect_to(host).ok_or_else(|| io::Error::other(format!("nobody is '{host}'")))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let (content_type, body) = body.unwrap_or_default();
    let mut request = format!("{method} {target} HTTP/1.0\r\nHost: {host}\r\nAccept: */*\r\n");
    if !content_type.is_empty() {
        request += &format!("Content-Type: {content_type}\r\nContent-Length: {}\r\n", body.len());
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes())?;
    let mut answer = Vec::new();
    stream.take(LONGEST_PAGE).read_to_end(&mut answer)?;
    read(url, &answer).ok_or_else(|| io::Error::other(format!("the answer of {url} is no HTTP")))
}

fn read(url: &str, answer: &[u8]) -> Option<Page> {
    let text = String::from_utf8_lossy(answer);
    let (head, body) = text.split_once("\r\n\r\n")?;
    let (status_line, lines) = head.split_once("\r\n").unwrap_or((head, ""));
    let status = status_line.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.split("\r\n").filter_map(|line| line.split_once(':'));
    let headers = headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect();
    Some(Page { url: url.to_owned(), status, headers, body: body.to_owned() })
}

/// Host and target of an address; the fragment stays at home.
fn split(url: &str) -> Option<(&str, String)> {
    let rest = url.strip_prefix("http://")?;
    let rest = rest.split('#').next()?;
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, target) = rest.split_at(at);
    let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
    Some((host, target))
}

/// A link as the page it stands in means it.
fn join(base: &str, link: &str) -> String {
    let Some((host, target)) = split(base) else { return link.to_owned() };
    let path = target.split('?').next().unwrap_or_default();
    match link {
        _ if link.contains("://") => link.to_owned(),
        "" => base.to_owned(),
        _ if link.starts_with('/') => format!("http://{host}{link}"),
        _ if link.starts_with('?') => format!("http://{host}{path}{link}"),
        _ => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("http://{host}{folder}/{link}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_joined_to_their_page() {
        for (link, whole) in [
            ("http://b/", "http://b/"),
            ("/login", "http://a:1/login"),
            ("?x=1", "http://a:1/p/q?x=1"),
            ("r", "http://a:1/p/r"),
            ("", "http://a:1/p/q?y"),
        ] {
            assert_eq!(join("http://a:1/p/q?y", link), whole);
        }
        assert_eq!(split("http://a?x=1"), Some(("a", "/?x=1".to_owned())));
    }
}
