//! A guest's device, known by its MAC. Routers, phones and people write MACs in many ways; all of them mean one value.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A device's hardware address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Mac([u8; 6]);

/// Why a text is not the MAC of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAMac {
    /// Not twelve hexadecimal digits in one of the usual groupings.
    Shape,
    /// All zeros, broadcast or another group address: no device has it.
    NotADevice,
}

impl fmt::Display for NotAMac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotAMac::Shape => "a MAC is twelve hexadecimal digits, like 02:00:5E:10:00:01",
            NotAMac::NotADevice => "zero, broadcast and group addresses belong to no device",
        })
    }
}

impl std::error::Error for NotAMac {}

impl Mac {
    /// Stands for every device its router did not name: together they count as one.
    pub const UNNAMED: Mac = Mac([2, 0, 0, 0, 0, 0]);

    /// A MAC from its six bytes.
    pub fn from_bytes(bytes: [u8; 6]) -> Result<Self, NotAMac> {
        let group_bit = bytes[0] & 1 != 0;
        if bytes == [0; 6] || group_bit { Err(NotAMac::NotADevice) } else { Ok(Mac(bytes)) }
    }

    /// The six bytes.
    pub fn bytes(self) -> [u8; 6] {
        self.0
    }

    /// Reads every notation of RouterOS's `radius-mac-format`, Cisco's dots, and the single-digit groups some tools
    /// print (`0:1b:…`): equal groups of hexadecimal digits parted by one kind of mark.
    pub fn parse(text: &str) -> Result<Self, NotAMac> {
        let text = text.trim();
        let mark = text.chars().find(|c| !c.is_ascii_hexdigit());
        let mut bytes = [0u8; 6];
        match mark {
            None => read_digits(text, &mut bytes)?,
            Some(mark @ (':' | '-' | '.' | ' ')) => read_groups(text, mark, &mut bytes)?,
            Some(_) => return Err(NotAMac::Shape),
        }
        Mac::from_bytes(bytes)
    }

    /// Whether the address was made up by the device (privacy), not burnt in by its maker.
    pub fn is_randomised(self) -> bool {
        self.0[0] & 2 != 0
    }
}

fn read_digits(text: &str, bytes: &mut [u8; 6]) -> Result<(), NotAMac> {
    if text.len() != 12 {
        return Err(NotAMac::Shape);
    }
    for (slot, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| NotAMac::Shape)?;
        *slot = u8::from_str_radix(pair, 16).map_err(|_| NotAMac::Shape)?;
    }
    Ok(())
}

fn read_groups(text: &str, mark: char, bytes: &mut [u8; 6]) -> Result<(), NotAMac> {
    let groups = text.split(mark).count();
    let digits_per_group = match groups {
        2 | 3 | 6 => 12 / groups,
        _ => return Err(NotAMac::Shape),
    };
    let mut digits = heapless::String::<12>::new();
    for group in text.split(mark) {
        let short_octet = groups == 6 && group.len() == 1;
        if group.len() != digits_per_group && !short_octet {
            return Err(NotAMac::Shape);
        }
        let padding = if short_octet { "0" } else { "" };
        digits.push_str(padding).and_then(|()| digits.push_str(group)).map_err(|_| NotAMac::Shape)?;
    }
    if digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        read_digits(&digits, bytes)
    } else {
        Err(NotAMac::Shape)
    }
}

impl fmt::Display for Mac {
    /// Upper case with colons, as RouterOS prints it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, byte) in self.0.iter().enumerate() {
            let mark = if index > 0 { ":" } else { "" };
            write!(f, "{mark}{byte:02X}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mac({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_notation_of_the_routers_is_read() {
        let expected = Mac([0x0a, 0x1b, 0x2c, 0x3d, 0x4e, 0x5f]);
        for text in [
            "0A:1B:2C:3D:4E:5F",
            "0a-1b-2c-3d-4e-5f",
            "0A1B2C3D4E5F",
            "0A1B2C-3D4E5F",
            "0A1B2C:3D4E5F",
            "0A1B:2C3D:4E5F",
            "0A 1B 2C 3D 4E 5F",
            "0a1b.2c3d.4e5f",
            "a:1b:2c:3d:4e:5f",
            " 0A:1B:2C:3D:4E:5F ",
        ] {
            assert_eq!(Mac::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_mac_is_refused() {
        for text in [
            "",
            "0A:1B:2C:3D:4E",
            "0A:1B-2C:3D:4E:5F",
            "0A1B2C3D4E5G",
            "+A:1B:2C:3D:4E:5F",
            "0A1B2C3D4E5F0",
            "é:1:2:3:4:5",
        ] {
            assert_eq!(Mac::parse(text), Err(NotAMac::Shape), "{text}");
        }
    }

    #[test]
    fn addresses_of_no_device_are_refused() {
        for text in ["00:00:00:00:00:00", "FF:FF:FF:FF:FF:FF", "01:00:5E:00:00:01"] {
            assert_eq!(Mac::parse(text), Err(NotAMac::NotADevice), "{text}");
        }
    }

    #[test]
    fn private_addresses_are_told_apart() {
        assert!(Mac::parse("0A:00:00:00:00:01").unwrap().is_randomised());
        assert!(!Mac::parse("08:00:00:00:00:01").unwrap().is_randomised());
    }

    proptest! {
        #[test]
        fn every_mac_survives_the_round_trip(bytes: [u8; 6]) {
            if let Ok(mac) = Mac::from_bytes(bytes) {
                prop_assert_eq!(Mac::parse(&mac.to_string()), Ok(mac));
            }
        }

        #[test]
        fn no_text_makes_the_reader_stumble(text: String) {
            let _ = Mac::parse(&text);
        }
    }
}
