//! What the browser asked the network for, from its own record (DevTools, domain Network).

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Browser, text};

/// One request and what came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Of what.
    pub url: String,
    /// What for: `Document`, `Stylesheet`, `Other` for icons.
    pub kind: String,
    /// Head and body on the wire.
    pub bytes: u64,
}

impl Browser {
    /// All requests that went out since this was last asked; what a page carries within itself is none.
    #[track_caller]
    pub fn requests(&self) -> Vec<Request> {
        let entries = self.log("performance");
        let entries = entries.iter().filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok());
        let mut requests: Vec<Request> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for mut entry in entries {
            let message = entry["message"].take();
            let (method, told) = (message["method"].as_str().unwrap_or_default(), &message["params"]);
            let id = text(told["requestId"].clone());
            match method {
                "Network.requestWillBeSent" => {
                    let url = text(told["request"]["url"].clone());
                    if url.starts_with("http") {
                        places.insert(id, requests.len());
                        requests.push(Request { url, kind: text(told["type"].clone()), bytes: 0 });
                    }
                }
                "Network.loadingFinished" => {
                    if let Some(request) = places.get(&id).and_then(|&place| requests.get_mut(place)) {
                        request.bytes = told["encodedDataLength"].as_f64().unwrap_or_default() as u64;
                    }
                }
                _ => {}
            }
        }
        requests
    }
}
