//! A browser without a screen: it keeps cookies, says which page a form came from, and sends forms as they stand.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use testkit::form::Fields;
use testkit::phone::{Form, Page};

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Visitor {
    pub(crate) port: u16,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The pages its forms come from.
    pub(crate) origin: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Visitor {
    pub(crate) fn new(port: u16) -> Self {
        let origin = Some(format!("http://127.0.0.1:{port}"));
        Visitor { port, cookies: BTreeMap::new(), origin, headers: Vec::new() }
    }

    /// The same with another header.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn get(&mut self, path: &str) -> Page {
        self.send("GET", path, "")
    }

    /// A page as a person opens it.
    pub(crate) fn open(&mut self, path: &str) -> Page {
        let page = self.get(path);
        self.follow(page)
    }

    pub(crate) fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let fields: Fields = fields.iter().copied().collect();
        self.send("POST", path, &fields.encode())
    }

    /// Sends a form of a page and goes where it leads.
    pub(crate) fn submit(&mut self, form: &Form) -> Page {
        let path = form.action.splitn(4, '/').nth(3).unwrap_or_default();
        let page = self.send("POST", &format!("/{path}"), &form.fields.encode());
        self.follow(page)
    }

    /// The form of a page that is sent to an address with this end.
    pub(crate) fn form(page: &Page, action: &str) -> Form {
        let found = page.forms().into_iter().find(|form| form.action.ends_with(action));
        found.unwrap_or_else(|| panic!("no form to {action} in {}", page.body))
    }

    fn follow(&mut self, mut page: Page) -> Page {
        for _ in 0..5 {
            let Some(path) = page.location().map(str::to_owned) else { return page };
            page = self.get(&path);
        }
        panic!("redirects without end, the last from {}", page.url);
    }

    fn send(&mut self, method: &str, path: &str, body: &str) -> Page {
        let mut head = format!("{method} {path} HTTP/1.0\r\nHost: 127.0.0.1:{}\r\n", self.port);
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            head += &format!("Cookie: {}\r\n", cookies.join("; "));
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if method == "POST" {
            let kind = "application/x-www-form-urlencoded";
            head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
            head += &self.origin.iter().map(|origin| format!("Origin: {origin}\r\n")).collect::<String>();
        }
        let page = exchange(self.port, path, &format!("{head}\r\n{body}"));
        self.keep(&page);
        page
    }

    fn keep(&mut self, page: &Page) {
        for (_, cookie) in page.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let (pair, attributes) = cookie.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn exchange(port: u16, path: &str, request: &str) -> Page {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (status, lines) = head.split_once("\r\n").unwrap();
    let headers = lines.split("\r\n").filter_map(|line| line.split_once(':'));
    Page {
        url: format!("http://127.0.0.1:{port}{path}"),
        status: status.split(' ').nth(1).unwrap().parse().unwrap(),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned())).collect(),
        body: body.to_owned(),
    }
}
