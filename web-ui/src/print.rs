//! Tickets on paper: an A4 sheet to cut and a strip for a receipt printer. Both show the same things in the site's
//! language: where, what, how much, the code, its QR, and how to get online with it.

use askama::Template;
use domain::code::Code;

use crate::policy::{A4, Inline, PRINT, THERMAL, print_policy, printing_policy};
use crate::words::PrintWords;
use crate::{Language, Page, Plan, qr};

/// Three columns of eight rows, as `styles/a4.css` lays them out.
const TICKETS_PER_A4: usize = 24;

/// Who issues the tickets, and where they are used.
#[derive(Clone, Debug, Default)]
pub struct Issuer {
    /// The site's language.
    pub language: Language,
    /// The owner's name for the place.
    pub site_name: String,
    /// The WiFi's name (SSID), where known.
    pub wifi_name: Option<String>,
    /// The portal as a guest would type it, such as `10.5.50.1:8088`.
    pub portal_address: Option<String>,
    /// Whom a guest can call.
    pub support_phone: Option<String>,
}

/// One ticket to print.
#[derive(Clone, Debug)]
pub struct PrintTicket {
    /// The code.
    pub code: Code,
    /// What the QR opens: the portal with the code filled in.
    pub url: String,
    /// What it buys.
    pub plan: Plan,
    /// Its last day, in the site's own words for a date.
    pub use_by: Option<String>,
}

impl PrintTicket {
    fn qr(&self) -> String {
        qr::svg(&self.url).unwrap_or_default()
    }
}

impl Issuer {
    fn language(&self) -> Language {
        self.language
    }

    fn words(&self) -> &'static PrintWords {
        &self.language.words().print
    }

    fn join(&self) -> String {
        self.wifi_name.as_deref().map_or(self.words().join_any.to_owned(), self.words().join)
    }

    fn scan(&self) -> String {
        self.portal_address.as_deref().map_or(self.words().scan.to_owned(), self.words().scan_or_open)
    }
}

/// Where paper is shown before it is printed; what stands there only is not printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// In a file, which opens nothing by itself.
    File,
    /// At the counter, to a cashier who reads this language: the dialog that prints opens by itself, and a link leads back.
    Counter(Language),
}

impl Screen {
    /// What is said above the paper, in whose language.
    fn language(self, issuer: &Issuer) -> Language {
        match self {
            Screen::File => issuer.language,
            Screen::Counter(language) => language,
        }
    }

    fn how_to_print(self, issuer: &Issuer) -> &'static str {
        let words = &self.language(issuer).words().print;
        match self {
            Screen::File => words.how_to_print,
            Screen::Counter(_) => words.how_it_prints,
        }
    }

    /// The words of the link back, at the counter.
    fn back(self) -> Option<&'static str> {
        match self {
            Screen::File => None,
            Screen::Counter(language) => Some(language.console_words().refusal.go_on),
        }
    }

    /// What opens the dialog, at the counter.
    fn js(self) -> Option<&'static str> {
        match self {
            Screen::File => None,
            Screen::Counter(_) => Some(PRINT.text),
        }
    }

    fn policy(self, sheet: &Inline) -> String {
        match self {
            Screen::File => print_policy(sheet),
            Screen::Counter(_) => printing_policy(sheet),
        }
    }
}

/// Tickets on A4, 24 a page, with lines to cut along.
#[derive(Template)]
#[template(path = "a4.html", whitespace = "minimize")]
pub struct A4Sheet {
    /// Who issues them.
    pub issuer: Issuer,
    /// Where it is shown before it is printed.
    pub screen: Screen,
    /// The tickets, in the order they are laid out.
    pub tickets: Vec<PrintTicket>,
}

impl A4Sheet {
    fn css(&self) -> &'static str {
        A4.text
    }

    fn pages(&self) -> std::slice::Chunks<'_, PrintTicket> {
        self.tickets.chunks(TICKETS_PER_A4)
    }
}

impl Page for A4Sheet {
    fn content_security_policy(&self) -> String {
        self.screen.policy(&A4)
    }
}

/// The paper a receipt printer takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaperWidth {
    /// 58 mm paper, 48 mm printed.
    Mm58,
    /// 80 mm paper, 72 mm printed.
    Mm80,
}

/// Tickets on a roll, each a page of its own so that the printer cuts between them.
#[derive(Template)]
#[template(path = "thermal.html", whitespace = "minimize")]
pub struct ThermalStrip {
    /// Who issues them.
    pub issuer: Issuer,
    /// Where it is shown before it is printed.
    pub screen: Screen,
    /// The paper.
    pub width: PaperWidth,
    /// The tickets, in the order they are printed.
    pub tickets: Vec<PrintTicket>,
}

impl ThermalStrip {
    fn css(&self) -> &'static str {
        THERMAL.text
    }

    fn class(&self) -> &'static str {
        match self.width {
            PaperWidth::Mm58 => "mm58",
            PaperWidth::Mm80 => "mm80",
        }
    }
}

impl Page for ThermalStrip {
    fn content_security_policy(&self) -> String {
        self.screen.policy(&THERMAL)
    }
}
