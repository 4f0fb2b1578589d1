//! Samples of what the attendant prints.

use domain::code::Code;

use super::portal::plans;
use super::{Specimen, add};
use crate::{A4Sheet, Issuer, Language, PaperWidth, PrintTicket, RenderError, Screen, ThermalStrip};

pub(super) fn collect(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    let (issuer, bare) = issuers(language);
    for (name, issuer, count) in [("", issuer.clone(), 30), ("-bare", bare, 3)] {
        add(
            gallery,
            format!("{tag}-a4{name}"),
            &A4Sheet { issuer, screen: Screen::File, tickets: tickets(count) },
            false,
        )?;
    }
    for (name, width) in [("58", PaperWidth::Mm58), ("80", PaperWidth::Mm80)] {
        let strip = ThermalStrip { issuer: issuer.clone(), screen: Screen::File, width, tickets: tickets(5) };
        add(gallery, format!("{tag}-thermal-{name}"), &strip, false)?;
    }
    Ok(())
}

pub(super) fn issuers(language: Language) -> (Issuer, Issuer) {
    let full = Issuer {
        language,
        site_name: "Mama Njeri Café".into(),
        wifi_name: Some("MamaNjeri_WiFi".into()),
        portal_address: Some("10.5.50.1:8088".into()),
        support_phone: Some("0712 345 678".into()),
    };
    let bare = Issuer { language, site_name: "Kampala Road Guest House and Restaurant".into(), ..Issuer::default() };
    (full, bare)
}

pub(super) fn tickets(count: usize) -> Vec<PrintTicket> {
    let ticket = |(index, plan)| {
        let code = Code::from_random((index as u64 + 7).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20);
        let url = format!("http://10.5.50.1:8088/?code={}", code.plain());
        PrintTicket { code, url, plan, use_by: (index % 4 != 3).then(|| "31/12/2026".into()) }
    };
    plans().into_iter().cycle().take(count).enumerate().map(ticket).collect()
}
