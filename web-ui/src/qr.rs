//! A QR code as inline SVG: one path, one run of dark modules after the other, on the quiet zone the standard asks for.

use std::fmt::Write;

use qrcodegen::{QrCode, QrCodeEcc};

/// ISO/IEC 18004 asks for four light modules around the symbol.
const QUIET_MODULES: i32 = 4;

/// The symbol for a text; `None` when the text is longer than any symbol holds.
pub(crate) fn svg(text: &str) -> Option<String> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).ok()?;
    let side = code.size() + 2 * QUIET_MODULES;
    let path = path(&code);
    Some(format!(
        "<svg viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" aria-hidden=\"true\">\
         <path d=\"{path}\"/></svg>"
    ))
}

fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&x| code.get_module(x, y)).count() as i32;
            if run > 0 {
                // Writing into a String cannot fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET_MODULES, y + QUIET_MODULES);
            }
            x += run + 1;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_portal_address_fits_a_small_symbol_with_its_quiet_zone() {
        let svg = svg("http://10.5.50.1:8088/?code=7KM2PX9DT").unwrap();
        assert!(svg.starts_with("<svg viewBox=\"0 0 37 37\""), "{svg}");
        assert!(svg.contains("M4 4h7v1h-7z"), "the finder pattern begins after the quiet zone: {svg}");
    }

    #[test]
    fn a_text_too_long_for_any_symbol_has_none() {
        assert_eq!(svg(&"x".repeat(5_000)), None);
    }
}
