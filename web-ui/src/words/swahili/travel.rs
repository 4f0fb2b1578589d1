//! Tickets of other places, in Swahili.

use crate::words::Advice;
use crate::words::travel::TravelWords;

pub(super) const TRAVEL: TravelWords = TravelWords {
    on_its_way: Advice {
        title: "Tiketi hii ni ya sehemu nyingine",
        happened: "Tunaiomba sasa…",
        next: "Baki kwenye ukurasa huu: utaendelea wenyewe.",
    },
    several: Advice {
        title: "Ulinunua tiketi hii wapi?",
        happened: "Sehemu zetu mbili zina tiketi yenye namba hii.",
        next: "Chagua sehemu uliponunua yako.",
    },
    place_away: Advice {
        title: "Hatuwezi kuifikia sehemu ile",
        happened: "Tiketi hii ni ya sehemu nyingine, ambayo haijibu kwa sasa.",
        next: "Tiketi yako iko salama kule. Jaribu tena baadaye, au nunua nyingine hapa.",
    },
    held_elsewhere: Advice {
        title: "Tiketi yako iko sehemu nyingine",
        happened: "Inatumika sehemu moja kwa wakati mmoja, na sehemu nyingine inayo sasa.",
        next: "Andika namba yake kwenye ukurasa wa WiFi hii, nayo itakuja hapa sehemu ile ikimaliza nayo.",
    },
    nobody_to_ask: Advice {
        title: "Hatuijui namba hii",
        happened: "Hakuna tiketi yenye namba hii hapa. Tiketi ya sehemu nyingine huombwa kwa intaneti, \
                   na intaneti ya hapa imekatika kwa sasa.",
        next: "Kagua kila herufi na tarakimu. Zikilingana, jaribu tena intaneti ikirudi.",
    },
    money_elsewhere: Advice {
        title: "Malipo yako yako sehemu nyingine",
        happened: "",
        next: "Mwenye WiFi anapaswa kuyaangalia kule. Mwonyeshe mhudumu SMS ya M-PESA.",
    },
    asking: |at| format!("Iko “{at}”. Tunaiomba sasa…"),
    silent: |at| format!("Tiketi hii iko “{at}”, ambayo haijibu kwa sasa."),
    held: |at| format!("Ni tiketi ya “{at}”, na sehemu nyingine bado haijairudisha."),
    money_at: |at| format!("Yalipokelewa kwa ajili ya “{at}” na bado hayana tiketi."),
};
