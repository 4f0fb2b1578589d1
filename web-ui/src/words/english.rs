//! Plain English, for a reader who has never seen a hotspot.

mod pay;
mod travel;

use super::{
    Advice, AmountWords, CodeWords, FrameWords, HomeWords, PlanWords, PrintWords, RefusalWords, StatusWords,
    TicketWords, Unit, Words,
};

pub(super) static WORDS: Words = Words {
    amounts: AmountWords {
        unit,
        measure: |number, unit| format!("{number} {unit}"),
        just_now: "just now",
        ago: |time, _| format!("{time} ago"),
    },
    frame: FrameWords { language: "Language", help: "Need help? Call", open: "Open" },
    code: CodeWords {
        title: "Have a ticket?",
        label: "Ticket code",
        hint: "9 letters and numbers. Small letters are fine, dashes are not needed.",
        go: "Continue",
    },
    plan: PlanWords {
        gives: |amount| format!("{amount} of internet"),
        devices: |count| if count == 1 { "1 device".into() } else { format!("{count} devices at once") },
        speed: |speed| format!("up to {speed}"),
        elapsed: "counted from first use",
        elapsed_sentence: "Time runs from first use, even while you are not connected.",
        online: "counted only while connected",
        online_sentence: "Time counts only while you are connected.",
        use_within: |time| format!("good for {time} from first use"),
        start_within: |time| format!("start within {time} of buying"),
    },
    home: HomeWords {
        prices: "Internet prices",
        have_code: "I have a ticket code",
        where_to_buy: "Buy your ticket at the counter, then type its code here.",
        no_plans: "Tickets are sold at the counter",
        ask_at_counter: "Ask the attendant for prices and a ticket, then type its code here.",
        megabytes: "1 MB is 1,000,000 bytes. 1 GB is 1,000 MB.",
    },
    ticket: TicketWords {
        title: "Your ticket is good",
        go_online: "Go online",
        time_left: "Time left",
        data_left: "Data left",
        plan: "Ticket",
        devices_online: "Devices online",
        devices: |online, allowed| format!("{online} of {allowed}"),
        not_started: "Not used yet: it starts when you go online.",
        use_within: |time| format!("Use it within {time}."),
        your_code: "Your code",
        keep_code: "Write this code down. It works on another phone, or if this phone forgets.",
        direct_title: "One more step: join the WiFi",
        direct_steps: [
            "Connect this device to the WiFi here.",
            "Open any address that starts with http:// such as http://example.com",
            "The page that appears asks for your code and takes you online.",
        ],
    },
    status: StatusWords {
        online: "You are online",
        offline: "You are not online",
        offline_next: "Your ticket is still good. Go online again whenever you like.",
        no_ticket: "No ticket on this device yet",
        no_ticket_next: "Type the code from your ticket. No ticket? Buy one at the counter.",
        refresh: "Refresh",
        sign_out: "Sign out",
        sign_out_runs_on: "Signing out does not stop the time.",
        sign_out_saves: "Sign out when you are done, and the rest of your time is kept.",
    },
    refusal: REFUSAL,
    travel: travel::TRAVEL,
    pay: pay::PAY,
    print: PrintWords {
        sheet_title: |count| if count == 1 { "1 ticket".into() } else { format!("{count} tickets") },
        how_to_print: "Print this page with your browser (Ctrl+P), at 100 % size and without headers and footers.",
        how_it_prints: "The printer is asked by itself. Choose 100 % size, without headers and footers.",
        join: |wifi| format!("Join WiFi “{wifi}”."),
        join_any: "Join the WiFi here.",
        scan: "Scan, or type the code on the page that opens.",
        scan_or_open: |address| format!("Scan, or open {address} and type the code."),
        use_by: |date| format!("Use by {date}"),
        help: |phone| format!("Help: {phone}"),
    },
};

const REFUSAL: RefusalWords = RefusalWords {
    unknown_code: Advice {
        title: "We do not know this code",
        happened: "There is no ticket here with the code you typed.",
        next: "Check every letter and number on your ticket and try again. \
               If they match, show your ticket at the counter.",
    },
    mistyped_code: Advice {
        title: "One letter looks wrong",
        happened: "The code you typed has a small mistake in it.",
        next: "Compare it with your ticket, correct it and continue.",
    },
    expired: Advice {
        title: "This ticket has expired",
        happened: "Its time is over, so it cannot be used any more.",
        next: "Buy a new ticket at the counter and type its code here. If this looks wrong, ask there.",
    },
    time_used_up: Advice {
        title: "All the time is used",
        happened: "You have used all the time on this ticket.",
        next: "Buy a new ticket at the counter and type its code here.",
    },
    data_used_up: Advice {
        title: "All the data is used",
        happened: "You have used all the data on this ticket.",
        next: "Buy a new ticket at the counter and type its code here.",
    },
    revoked: Advice {
        title: "This ticket was cancelled",
        happened: "It was cancelled at the counter or by the owner.",
        next: "Please ask the attendant, and bring your ticket with you.",
    },
    too_many_devices: Advice {
        title: "Your ticket is in use elsewhere",
        happened: "",
        next: "You can move it here: a device that uses it now then goes offline. \
               Or buy another ticket at the counter.",
    },
    too_many_moves: Advice {
        title: "Moved too often today",
        happened: "This ticket has changed devices as often as it may in one day.",
        next: "Use it on the device that had it last, or try again tomorrow. The attendant can help too.",
    },
    asks_payer: Advice {
        title: "Who paid for this ticket?",
        happened: "It was paid by phone and is in use on another device.",
        next: "Type the last 3 digits of the phone number that paid. Then it moves here, and the other device goes offline.",
    },
    too_many_tries: Advice { title: "Please wait a moment", happened: "Too many wrong codes were typed.", next: "" },
    awaits_cloud: Advice {
        title: "Your ticket is being checked",
        happened: "Our records were brought back from a copy. Tickets not used yet wait until we know them to be unused.",
        next: "Your ticket is safe. Try again in a few minutes, or tell the attendant.",
    },
    lapsed: Advice {
        title: "This ticket was not used in time",
        happened: "It had to be started within a certain time of buying, and that time has passed.",
        next: "Please ask the attendant, or buy a new ticket and type its code here.",
    },
    wrong_device: Advice {
        title: "We could not recognise this device",
        happened: "What this page knows about your device does not match the WiFi.",
        next: "Turn WiFi off and on again on your device, then use the page that opens.",
    },
    storage_trouble: Advice {
        title: "We cannot start tickets right now",
        happened: "Something is wrong on our side. Tickets already in use keep working, and yours is safe.",
        next: "Try again in a few minutes, or tell the attendant.",
    },
    page_not_found: Advice {
        title: "This page does not exist",
        happened: "The address may have a mistake in it.",
        next: "Go to the start page to see prices or type your code.",
    },
    request_too_large: Advice {
        title: "That was too long",
        happened: "More text was sent than a ticket code has.",
        next: "Go to the start page and type only your code.",
    },
    bad_login_address: Advice {
        title: "We cannot connect you from this page",
        happened: "The link you followed did not come from the WiFi here.",
        next: "Turn WiFi off and on again on your device, then use the page that opens.",
    },
    unknown_plan: Advice {
        title: "This ticket is not sold any more",
        happened: "The prices here have changed since you opened the page.",
        next: "Go to the start page and choose again.",
    },
    counter_only: Advice {
        title: "Tickets are sold at the counter",
        happened: "You cannot pay with M-PESA on this page.",
        next: "Buy a ticket at the counter and type its code here.",
    },
    unknown_payment: Advice {
        title: "We do not know this payment",
        happened: "It may be too old, or the address has a mistake in it.",
        next: "If you paid, use the receipt from the M-PESA SMS to find your ticket.",
    },
    devices_allowed: |allowed| match allowed {
        1 => "It works on 1 device at a time, and another one is using it now.".into(),
        _ => format!("It works on {allowed} devices at a time, and all {allowed} are in use now."),
    },
    wait: |time| format!("Wait {time}, then try again."),
    move_here: "Use it on this device",
    new_code: "Another ticket",
    go_home: "Go to the start page",
};

fn unit(unit: Unit, count: u64) -> String {
    let name = match unit {
        Unit::Day => "day",
        Unit::Hour => "hour",
        Unit::Minute => "minute",
        Unit::Second => "second",
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}
