//! Pictures of pages for people to look at, in the folder that LANGO_SHOTS names. Without it nothing is kept.

use std::path::PathBuf;

use serde_json::json;

use super::{Browser, PHONE};

/// A laptop's window in CSS pixels.
const WIDE: (u32, u32) = (1280, 800);

impl Browser {
    /// Takes a picture of the whole page, as far down as it goes, on a phone and on a laptop, light and dark.
    #[track_caller]
    pub fn is_pictured(&self, name: &str) {
        let Some(folder) = folder() else { return };
        std::fs::create_dir_all(&folder).unwrap();
        for ((width, height), mobile) in [(PHONE, true), (WIDE, false)] {
            let (scale, size) = (if mobile { 2 } else { 1 }, format!("{width}x{height}"));
            let screen = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
            self.devtools("Emulation.setDeviceMetricsOverride", screen);
            // What sticks to the lower edge of a screen belongs below a long page, not across it.
            let tall = self.script("return document.documentElement.scrollHeight").as_u64().unwrap_or_default();
            let height = u64::from(height).max(tall);
            let whole = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile });
            self.devtools("Emulation.setDeviceMetricsOverride", whole);
            for scheme in ["light", "dark"] {
                self.prefers(scheme);
                let shot = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true }));
                let path = folder.join(format!("{name}-{scheme}-{size}.png"));
                std::fs::write(path, base64(shot["data"].as_str().unwrap())).unwrap();
            }
        }
        let (width, height) = PHONE;
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 2, "mobile": true });
        self.devtools("Emulation.setDeviceMetricsOverride", screen);
        self.prefers("light");
    }
}

fn folder() -> Option<PathBuf> {
    std::env::var_os("LANGO_SHOTS").map(PathBuf::from)
}

/// Decodes RFC 4648 section 4.
fn base64(text: &str) -> Vec<u8> {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => Some(letter - b'A'),
        b'a'..=b'z' => Some(letter - b'a' + 26),
        b'0'..=b'9' => Some(letter - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let values: Vec<u8> = text.bytes().filter_map(value).collect();
    let quads = values.chunks(4).flat_map(|quad| {
        let bits = (0..4).fold(0, |bits, n| bits << 6 | u32::from(quad.get(n).copied().unwrap_or(0)));
        let [_, bytes @ ..] = bits.to_be_bytes();
        bytes.into_iter().take(quad.len().saturating_sub(1))
    });
    quads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_the_rfc_decode() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("Zm9vYmE=", "fooba")] {
            assert_eq!(base64(text), bytes.as_bytes());
        }
    }
}
