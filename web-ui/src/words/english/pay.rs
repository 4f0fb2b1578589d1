//! Paying by M-PESA, in plain English.

use crate::words::Advice;
use crate::words::pay::{
    BuyWords, FailedWords, FindWords, PaidWords, PayWords, PendingWords, PhaseWords, SalesWords, WaitingWords,
};

pub(super) const PAY: PayWords = PayWords {
    sales: SalesWords {
        pay: "Pay",
        pay_amount: |amount| format!("Pay {amount}"),
        counter_too: "A ticket from the counter works too: type its code here.",
        not_connected: "I paid but am not connected",
        clock_unknown: Advice {
            title: "Paying opens in a minute",
            happened: "This WiFi has just started and is still finding out what time it is.",
            next: "Wait a minute, then open this page again. Ticket codes work already.",
        },
        offline: Advice {
            title: "M-PESA cannot be reached from here",
            happened: "The line to M-PESA is down at the moment.",
            next: "Come back in a few minutes to pay. Ticket codes still work.",
        },
        disk_full: Advice {
            title: "We cannot take payments right now",
            happened: "Something on our side has to be put right first. Tickets in use keep working.",
            next: "Please tell the attendant.",
        },
        lapsed: Advice {
            title: "Nothing is sold here right now",
            happened: "The owner of this WiFi has to renew the service first. Tickets you have keep working.",
            next: "Please tell the attendant.",
        },
    },
    pending: PendingWords {
        checked: |amount| format!("Your payment of {amount} is being checked"),
        failed: |amount| format!("Your payment of {amount} did not go through"),
        arrived: "Your payment has arrived",
        see: "See how it stands",
        see_why: "See why",
        get_ticket: "Get my ticket",
    },
    buy: BuyWords {
        title: "Pay with M-PESA",
        phone: "M-PESA phone number",
        phone_hint: "The phone that pays, such as 0712\u{a0}345\u{a0}678.",
        next: "You get a prompt on that phone. Enter your M-PESA PIN there, never on this page.",
        other_plan: "See all prices",
        not_a_phone: "This is not a number M-PESA can ask. It has 10 digits and begins with 07 or 01.",
        prompt_open: |time| {
            format!("A prompt is still open on that phone. Answer it there, or wait {time} and press Pay again.")
        },
        too_many_tries: |time| format!("That was too often. Wait {time}, then press Pay again."),
        too_many_guests: |time| {
            format!(
                "Many guests are paying right now. Wait {time}, then press Pay again. The counter sells tickets too."
            )
        },
    },
    waiting: WaitingWords {
        asking: PhaseWords {
            title: "Asking M-PESA",
            next: |phone| format!("In a moment a prompt appears on {phone}. Keep that phone on and unlocked."),
        },
        prompted: PhaseWords {
            title: "Enter your PIN on your phone",
            next: |phone| {
                format!(
                    "Enter your M-PESA PIN in the prompt on {phone}, never on this page. This page goes on by itself."
                )
            },
        },
        checking: PhaseWords {
            title: "Checking your payment",
            next: |_| {
                "M-PESA has not told us yet that your money arrived. We keep asking; please do not pay again.".into()
            },
        },
        long_wait: PhaseWords {
            title: "M-PESA takes longer than usual",
            next: |_| {
                "You may close this page. When the payment arrives your ticket is found on your next visit. \
                 Please do not pay again."
                    .into()
            },
        },
        amount: "Amount",
        plan: "Ticket",
        phone: "Phone",
        reference: "Payment reference",
        too_long: "It takes too long",
        change_number: "Change number",
    },
    failed: FAILED,
    paid: PaidWords {
        received: "Payment received",
        going: "If you are not online in a moment, press Go online.",
        title: "Paid but not connected?",
        receipt: "Receipt or the whole SMS from M-PESA",
        receipt_hint: "The receipt stands first in the SMS: 10 letters and numbers, such as UAF0AB12CD.",
        find_ticket: "Find my ticket",
        no_receipt: "There is no receipt in this text. It has 10 letters and numbers, such as UAF0AB12CD.",
        not_seen_yet: "We have not seen this receipt yet. If you paid in the last minutes, wait a minute and try \
                       again. If it was longer ago, show the SMS at the counter.",
        undecided: "Someone is paying the same amount right now, and this receipt may be theirs. Wait a few minutes and \
                    try again.",
        under_review: "The attendant has to look at this payment first. Show the SMS at the counter.",
        wait: |time| format!("That was too often. Wait {time}, then try again."),
        you_paid: |amount| format!("You paid {amount}"),
        choose_plan: "Choose what you want for it.",
        choose: "Choose",
        rest: "If your choice costs less than you paid, ask for the rest at the counter.",
        too_little: "No ticket here costs so little. Show the M-PESA SMS at the counter.",
    },
    find: FindWords {
        title: "Paid from this device?",
        digits: "Last 3 digits of the phone that pays",
        hint: "The M-PESA number 0712\u{a0}345\u{a0}678 ends in 678.",
        show: "Show my payment",
        not_three_digits: "Type exactly 3 digits: the last ones of the number that pays.",
        no_match: "No payment from this device fits these digits. Check them, or use the receipt from the M-PESA SMS.",
        not_the_payers: "These digits do not fit the number that paid.",
        wait: |time| format!("That was too often. Wait {time}, then try again."),
    },
};

const FAILED: FailedWords = FailedWords {
    cancelled: Advice {
        title: "You cancelled the payment",
        happened: "The prompt was closed before a PIN was entered.",
        next: "If you still want to go online, try again and enter your M-PESA PIN on the phone.",
    },
    wrong_pin: Advice {
        title: "The PIN was not right",
        happened: "M-PESA did not accept the PIN that was entered.",
        next: "Try again and enter your M-PESA PIN with care: after three wrong ones M-PESA locks it.",
    },
    pin_locked: Advice {
        title: "Your M-PESA PIN is locked",
        happened: "A wrong PIN was entered too many times.",
        next: "Call Safaricom on 100 to unlock it, or pay from another phone.",
    },
    not_enough_money: Advice {
        title: "Not enough money in M-PESA",
        happened: "Your M-PESA balance does not cover this payment.",
        next: "Add money to your M-PESA, choose a smaller price, or pay from another phone.",
    },
    no_pin_in_time: Advice {
        title: "No PIN came in time",
        happened: "The phone may have been off, out of reach or busy with something else.",
        next: "Turn that phone on and try again. If you did enter your PIN and M-PESA confirms by SMS, your ticket \
               comes by itself: open this page again.",
    },
    prompt_open: Advice {
        title: "The phone is busy with another prompt",
        happened: "M-PESA handles one thing at a time on a phone.",
        next: "Finish or cancel what is open on that phone, wait two minutes, then try again.",
    },
    same_amount_too_soon: Advice {
        title: "The same amount, too soon",
        happened: "M-PESA does not take the same amount from one phone twice within two minutes.",
        next: "Did you pay here just now? Then do not pay again: press “I paid but am not connected”. \
               To buy one more, wait two minutes and try again.",
    },
    over_limit: Advice {
        title: "M-PESA does not allow this amount",
        happened: "It is outside the limits M-PESA sets for a payment or for a day.",
        next: "Pay from another phone, choose another price, or try again tomorrow.",
    },
    not_on_rail: Advice {
        title: "This number has no M-PESA",
        happened: "M-PESA does not know it: it may be of another network, or have a wrong digit.",
        next: "Look at the number again, or pay from a Safaricom line.",
    },
    rail_busy: Advice {
        title: "M-PESA is very busy",
        happened: "It could not take your payment right now.",
        next: "Wait a few minutes, then try again. A ticket from the counter works at once.",
    },
    rail_unreachable: Advice {
        title: "We could not reach M-PESA",
        happened: "No prompt was sent to your phone.",
        next: "Try again in a few minutes, or buy a ticket at the counter.",
    },
    owners_trouble: Advice {
        title: "M-PESA does not work here right now",
        happened: "It is not your phone or your money: the shop has something to put right.",
        next: "Please tell the shop, and buy your ticket at the counter.",
    },
    nothing_taken: "No money was taken.",
    try_again: "Try again",
    call: |phone| format!("Call {phone}"),
    unclear: Advice {
        title: "M-PESA has not answered us",
        happened: "The answer about your payment was lost on the way. We do not send a second prompt by ourselves.",
        next: "Did the SMS from M-PESA come? Then type its receipt here. If not, wait a few minutes and look again, \
               or ask at the counter.",
    },
    look_again: "Look again",
};
