//! Samples of every page, in every language: what the tests render and what one looks at while drawing a page.

pub mod cloud;
pub mod console;
pub mod pay;
mod portal;
mod print;

use domain::code::Code;

use crate::{Carry, Frame, Language, Page, RenderError};

/// One sample page, rendered.
pub struct Specimen {
    /// Language and page, such as `sw-home`.
    pub name: String,
    /// The document.
    pub html: String,
    /// Its policy header.
    pub content_security_policy: String,
    /// Whether it is read on a phone, rather than printed.
    pub portal: bool,
}

/// Every page with every sample in every language.
pub fn gallery() -> Result<Vec<Specimen>, RenderError> {
    let mut gallery = Vec::new();
    for language in Language::ALL {
        portal::collect(language, &mut gallery)?;
        pay::collect(language, &mut gallery)?;
        print::collect(language, &mut gallery)?;
    }
    Ok(gallery)
}

/// A frame with everything an owner can fill in.
pub fn frame(language: Language) -> Frame {
    Frame {
        language,
        site_name: "Mama Njeri Café".into(),
        support_phone: Some("0712 345 678".into()),
        opening_hours: Some("6:00 – 22:00".into()),
        footer: Some("Karibu sana, Kawangware 46".into()),
        carry: carry(),
    }
}

/// The variables a RouterOS hotspot sends.
pub fn carry() -> Carry {
    Carry::pick([
        ("mac", "AA:BB:CC:00:11:22"),
        ("ip", "10.5.50.23"),
        ("link-login-only", "http://10.5.50.1/login"),
        ("link-logout", "http://10.5.50.1/logout"),
        ("link-orig", "http://connectivitycheck.gstatic.com/generate_204"),
        ("chap-id", "\\371"),
        ("chap-challenge", "\\357\\015\\102\\001\\377\\232\\004\\165\\220\\311\\073\\126\\260\\044\\317\\010"),
    ])
}

/// A frame with what every owner fills in, for a guest who came without the router.
pub fn bare_frame(language: Language) -> Frame {
    Frame { language, site_name: "Kampala Road Guest House and Restaurant".into(), ..Frame::default() }
}

/// A code like any other.
pub fn code() -> Code {
    Code::from_random(0x3A_9E5D_B7C9)
}

fn add(gallery: &mut Vec<Specimen>, name: String, page: &impl Page, portal: bool) -> Result<(), RenderError> {
    let content_security_policy = page.content_security_policy();
    gallery.push(Specimen { name, html: page.html()?, content_security_policy, portal });
    Ok(())
}
