//! `langod enrol`: shows a claim code to the cloud, keeps what it answers, and tells the words to compare.

use std::io;
use std::net::IpAddr;

use hyper::Uri;
use store::Folder;
use sync_proto::ClaimCode;

use crate::cli::mpesa::unreachable;
use crate::cli::{Failure, print};
use crate::cloud::{Enrolment, Unheard, enrol, seed_for};
use crate::config::Places;
use crate::control;
use crate::desk::Ask;

pub(super) fn run(places: &Places, url: &str, claim: &str, replace: bool) -> Result<(), Failure> {
    let claim = ClaimCode::parse(claim).map_err(|error| Failure::Wrong(format!("--claim {claim}: {error}")))?;
    let url = check_url(url).map_err(|why| Failure::Wrong(format!("--cloud {url}: {why}")))?;
    Folder::make(&places.data)?;
    if let Some(present) = Enrolment::load(&places.data)?.filter(|_| !replace) {
        return Err(Failure::Wrong(format!(
            "this gateway is enrolled as \"{}\" at {}: add --replace to leave that site",
            present.name, present.url
        )));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let seed = seed_for(&places.data, &claim)?;
    let enrolment = runtime.block_on(enrol(&url, claim, seed)).map_err(|unheard| not_enrolled(&unheard))?;
    let file = enrolment.save(&places.data)?;
    // A daemon that runs takes it up at once; one that does not, at its start.
    match control::ask(&places.data, &Ask::BeginAnew) {
        // One that begins anew may hang up before it has answered.
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {}
        asked => drop(asked?),
    }
    print::out(&format!(
        "This gateway is now \"{}\". Compare these five words with the ones the cloud shows for the site, and confirm \
         them there:\n\n    {}\n\nIts identity is in {}: it is in no backup, and whoever has it can speak for the site.\n",
        enrolment.name,
        enrolment.words(),
        file.display()
    ))
}

/// A cloud on the internet is spoken to over TLS; without it only this machine or the network beside it.
fn check_url(typed: &str) -> Result<String, &'static str> {
    let uri: Uri = typed.parse().map_err(|_| "write the whole address, such as https://cloud.example.com")?;
    let is_near = match uri.host().map(|host| host.trim_matches(['[', ']'])) {
        Some("localhost") => true,
        Some(host) => match host.parse::<IpAddr>() {
            Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
            Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
            Err(_) => false,
        },
        None => false,
    };
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if is_near => {}
        _ => return Err("a cloud on the internet is spoken to over https:// only"),
    }
    if typed.contains(['?', '#', '@']) {
        return Err("an address has no user, question mark or hash");
    }
    Ok(typed.trim_end_matches('/').to_owned())
}

fn not_enrolled(unheard: &Unheard) -> Failure {
    match unheard {
        Unheard::Trouble(trouble) => Failure::NotDone(format!(
            "the cloud: {}. The same command with the same claim code may be tried again",
            unreachable(trouble)
        )),
        unheard => Failure::NotDone(unheard.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_near_is_spoken_to_without_tls() {
        for good in ["https://cloud.example.com", "http://127.0.0.1:8080/", "http://192.168.88.2:8080", "http://[::1]"]
        {
            assert!(check_url(good).is_ok(), "{good}");
        }
        for bad in ["cloud.example.com", "http://cloud.example.com", "ftp://x", "https://a?b", "https://u@h"] {
            assert!(check_url(bad).is_err(), "{bad}");
        }
        assert_eq!(check_url("http://127.0.0.1:8080/").as_deref(), Ok("http://127.0.0.1:8080"));
    }
}
