//! Tickets of other places, in English.

use crate::words::Advice;
use crate::words::travel::TravelWords;

pub(super) const TRAVEL: TravelWords = TravelWords {
    on_its_way: Advice {
        title: "This ticket is from another place",
        happened: "We are asking for it…",
        next: "Stay on this page: it goes on by itself.",
    },
    several: Advice {
        title: "Where did you buy this ticket?",
        happened: "Two of our places have a ticket with this code.",
        next: "Choose the place where you bought yours.",
    },
    place_away: Advice {
        title: "We cannot reach the other place",
        happened: "This ticket is from another place, which does not answer now.",
        next: "Your ticket is safe there. Try again later, or buy one here.",
    },
    held_elsewhere: Advice {
        title: "Your ticket is at another place",
        happened: "It can be used at one place at a time, and another one has it now.",
        next: "Type its code on this WiFi's own page, and it comes here if the other place is done with it.",
    },
    nobody_to_ask: Advice {
        title: "We do not know this code",
        happened: "There is no ticket here with it. A ticket from another place can only be asked for \
                   over the internet, and that is down here now.",
        next: "Check every letter and number. If they match, try again when the internet is back.",
    },
    money_elsewhere: Advice {
        title: "Your payment is at another place",
        happened: "",
        next: "The owner has to look at it there. Show the M-PESA SMS to the attendant.",
    },
    asking: |at| format!("It is at “{at}”. We are asking for it…"),
    silent: |at| format!("This ticket is at “{at}”, which does not answer now."),
    held: |at| format!("It is a ticket of “{at}”, and another place has not given it back yet."),
    money_at: |at| format!("It was received for “{at}” and belongs to no ticket yet."),
};
