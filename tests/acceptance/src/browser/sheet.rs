//! Reads the QR symbols of a printed sheet as a phone's camera would, from the modules that are drawn (ISO/IEC 18004).
//! They are drawn without a speck, so the error correction is left alone; up to version 3 all data is one block.

const QUIET_MODULES: usize = 4;
/// More would be interleaved blocks.
const LARGEST_VERSION: usize = 3;
const BYTE_MODE: u32 = 0b0100;

/// What the symbols of a page say, in their order.
pub fn qr_texts(html: &str) -> Vec<String> {
    let drawings = html.split("<path d=\"").skip(1).filter_map(|rest| rest.split('"').next());
    drawings.filter_map(Symbol::drawn).map(|symbol| symbol.text()).collect()
}

/// The dark modules, row by row, without the quiet zone.
struct Symbol {
    side: usize,
    dark: Vec<(usize, usize)>,
}

impl Symbol {
    /// Reads runs like `M4 4h7v1h-7z`. `None` for a drawing that is no symbol.
    fn drawn(path: &str) -> Option<Self> {
        let mut dark = Vec::new();
        for run in path.split('M').skip(1) {
            let (x, rest) = run.split_once(' ')?;
            let (y, rest) = rest.split_once('h')?;
            let (length, _) = rest.split_once("v1h-")?;
            let (x, y, length): (usize, usize, usize) = (x.parse().ok()?, y.parse().ok()?, length.parse().ok()?);
            dark.extend((x..x + length).map(|x| (x - QUIET_MODULES, y - QUIET_MODULES)));
        }
        // The finder patterns reach into three corners.
        let side = dark.iter().map(|(x, _)| x + 1).max()?;
        Some(Symbol { side, dark })
    }

    fn text(&self) -> String {
        assert!(self.version() <= LARGEST_VERSION, "a symbol of version {}", self.version());
        let mut bits = self.data_bits().into_iter();
        let mut number = |width: usize| bits.by_ref().take(width).fold(0, |number, bit| number << 1 | u32::from(bit));
        assert_eq!(number(4), BYTE_MODE);
        let length = number(8);
        let bytes = (0..length).map(|_| number(8) as u8).collect();
        String::from_utf8(bytes).unwrap()
    }

    fn version(&self) -> usize {
        (self.side - 17) / 4
    }

    fn is_dark(&self, x: usize, y: usize) -> bool {
        self.dark.contains(&(x, y))
    }

    /// Two columns at a time from the right, up and down in turn, around the patterns (section 7.7.3).
    fn data_bits(&self) -> Vec<bool> {
        let mask = self.mask();
        let pairs = (0..self.side).rev().filter(|right| if *right > 6 { right % 2 == 0 } else { right % 2 == 1 });
        let modules = pairs.enumerate().flat_map(|(turn, right)| {
            let rows = (0..self.side).map(move |row| if turn % 2 == 0 { self.side - 1 - row } else { row });
            rows.flat_map(move |y| [(right, y), (right - 1, y)])
        });
        let data = modules.filter(|&(x, y)| !self.is_pattern(x, y));
        data.map(|(x, y)| self.is_dark(x, y) != mask(x, y)).collect()
    }

    fn is_pattern(&self, x: usize, y: usize) -> bool {
        let (near, far) = (|v: usize| v < 9, |v: usize| v >= self.side - 8);
        let finder_or_format = (near(x) && (near(y) || far(y))) || (far(x) && near(y));
        let timing = x == 6 || y == 6;
        let near_centre = |v: usize| v.abs_diff(self.side - 7) <= 2;
        finder_or_format || timing || (self.version() > 1 && near_centre(x) && near_centre(y))
    }

    /// The pattern the data was masked with (section 7.8.2), named in the format bits beside the first finder.
    fn mask(&self) -> fn(usize, usize) -> bool {
        let named = [(2, 8), (3, 8), (4, 8)].iter().fold(0, |bits, &(x, y)| bits << 1 | u8::from(self.is_dark(x, y)));
        match named ^ 0b101 {
            0 => |x, y| (x + y) % 2 == 0,
            1 => |_, y| y % 2 == 0,
            2 => |x, _| x % 3 == 0,
            3 => |x, y| (x + y) % 3 == 0,
            4 => |x, y| (x / 3 + y / 2) % 2 == 0,
            5 => |x, y| x * y % 2 + x * y % 3 == 0,
            6 => |x, y| (x * y % 2 + x * y % 3) % 2 == 0,
            _ => |x, y| ((x + y) % 2 + x * y % 3) % 2 == 0,
        }
    }
}
