//! Paying by M-PESA, in the Swahili of M-PESA's own menus and messages.

use crate::words::Advice;
use crate::words::pay::{
    BuyWords, FailedWords, FindWords, PaidWords, PayWords, PendingWords, PhaseWords, SalesWords, WaitingWords,
};

pub(super) const PAY: PayWords = PayWords {
    sales: SalesWords {
        pay: "Lipa",
        pay_amount: |amount| format!("Lipa {amount}"),
        counter_too: "Tiketi ya kaunta pia inafanya kazi: andika namba yake hapa.",
        not_connected: "Nimelipa lakini sijaunganishwa",
        clock_unknown: Advice {
            title: "Utaweza kulipa baada ya dakika moja",
            happened: "WiFi hii imewashwa sasa hivi na bado inatafuta saa sahihi.",
            next: "Subiri dakika moja, kisha fungua ukurasa huu tena. Namba za tiketi tayari zinafanya kazi.",
        },
        offline: Advice {
            title: "M-PESA haipatikani kutoka hapa",
            happened: "Kwa sasa hakuna mawasiliano na M-PESA.",
            next: "Rudi baada ya dakika chache ili ulipe. Namba za tiketi bado zinafanya kazi.",
        },
        disk_full: Advice {
            title: "Hatuwezi kupokea malipo kwa sasa",
            happened: "Kuna jambo upande wetu linalopaswa kurekebishwa kwanza. \
                       Tiketi zinazotumika zinaendelea kufanya kazi.",
            next: "Tafadhali mwambie mhudumu.",
        },
        lapsed: Advice {
            title: "Kwa sasa hakuna kinachouzwa hapa",
            happened: "Mwenye WiFi hii anapaswa kulipia huduma upya kwanza. Tiketi ulizonazo zinaendelea kufanya kazi.",
            next: "Tafadhali mwambie mhudumu.",
        },
    },
    pending: PendingWords {
        checked: |amount| format!("Malipo yako ya {amount} yanahakikiwa"),
        failed: |amount| format!("Malipo yako ya {amount} hayakufaulu"),
        arrived: "Malipo yako yamefika",
        see: "Angalia yamefikia wapi",
        see_why: "Angalia sababu",
        get_ticket: "Pata tiketi yangu",
    },
    buy: BuyWords {
        title: "Lipa na M-PESA",
        phone: "Namba ya simu ya M-PESA",
        phone_hint: "Simu itakayolipa, kama 0712\u{a0}345\u{a0}678.",
        next: "Utapokea ombi la malipo kwenye simu hiyo. Weka PIN yako ya M-PESA hapo, kamwe si kwenye ukurasa huu.",
        other_plan: "Ona bei zote",
        not_a_phone: "Namba hii haiwezi kutumika na M-PESA. Ina tarakimu 10 na huanza na 07 au 01.",
        prompt_open: |time| {
            format!(
                "Kuna ombi la malipo lililo wazi kwenye simu hiyo. Lijibu hapo, au subiri {time} ubonyeze Lipa tena."
            )
        },
        too_many_tries: |time| format!("Umejaribu mara nyingi mno. Subiri {time}, kisha bonyeza Lipa tena."),
        too_many_guests: |time| {
            format!(
                "Wageni wengi wanalipa sasa hivi. Subiri {time}, kisha bonyeza Lipa tena. Kaunta pia inauza tiketi."
            )
        },
    },
    waiting: WaitingWords {
        asking: PhaseWords {
            title: "Tunawasiliana na M-PESA",
            next: |phone| {
                format!(
                    "Ombi la malipo litaonekana hivi punde kwenye {phone}. Hakikisha simu hiyo imewashwa na iko karibu."
                )
            },
        },
        prompted: PhaseWords {
            title: "Weka PIN kwenye simu yako",
            next: |phone| {
                format!(
                    "Weka PIN yako ya M-PESA kwenye ombi lililofika {phone}, kamwe si kwenye ukurasa huu. \
                     Ukurasa huu utaendelea wenyewe."
                )
            },
        },
        checking: PhaseWords {
            title: "Tunahakiki malipo yako",
            next: |_| {
                "M-PESA bado haijatuambia kwamba pesa zako zimefika. Tunaendelea kuuliza; tafadhali usilipe tena."
                    .into()
            },
        },
        long_wait: PhaseWords {
            title: "M-PESA inachukua muda zaidi ya kawaida",
            next: |_| {
                "Unaweza kufunga ukurasa huu. Malipo yakifika, utaipata tiketi yako ukirudi hapa. \
                 Tafadhali usilipe tena."
                    .into()
            },
        },
        amount: "Kiasi",
        plan: "Tiketi",
        phone: "Simu",
        reference: "Kumbukumbu ya malipo",
        too_long: "Inachukua muda mrefu",
        change_number: "Badilisha namba",
    },
    failed: FAILED,
    paid: PaidWords {
        received: "Malipo yamepokelewa",
        going: "Usipoingia mtandaoni hivi punde, bonyeza Ingia mtandaoni.",
        title: "Umelipa lakini hujaunganishwa?",
        receipt: "Risiti au SMS yote ya M-PESA",
        receipt_hint: "Risiti iko mwanzo wa SMS: herufi na tarakimu 10, kama UAF0AB12CD.",
        find_ticket: "Tafuta tiketi yangu",
        no_receipt: "Hakuna risiti kwenye maandishi haya. Ina herufi na tarakimu 10, kama UAF0AB12CD.",
        not_seen_yet: "Bado hatujaiona risiti hii. Kama umelipa dakika chache zilizopita, subiri dakika moja ujaribu \
                       tena. Kama ni zamani zaidi, onyesha SMS kaunta.",
        undecided: "Mtu mwingine analipa kiasi hicho hicho sasa hivi, na risiti hii inaweza kuwa yake. Subiri dakika chache \
                    ujaribu tena.",
        under_review: "Mhudumu anahitaji kuangalia malipo haya kwanza. Onyesha SMS kaunta.",
        wait: |time| format!("Umejaribu mara nyingi mno. Subiri {time}, kisha jaribu tena."),
        you_paid: |amount| format!("Umelipa {amount}"),
        choose_plan: "Chagua unachotaka kwa pesa hizo.",
        choose: "Chagua",
        rest: "Bei ikiwa ndogo kuliko ulicholipa, ulizia pesa zilizobaki kaunta.",
        too_little: "Hakuna tiketi ya bei ndogo hivyo. Onyesha SMS ya M-PESA kaunta.",
    },
    find: FindWords {
        title: "Umelipa ukitumia kifaa hiki?",
        digits: "Tarakimu 3 za mwisho za simu inayolipa",
        hint: "Namba ya M-PESA 0712\u{a0}345\u{a0}678 inaishia na 678.",
        show: "Onyesha malipo yangu",
        not_three_digits: "Andika tarakimu 3 tu: zile za mwisho za namba inayolipa.",
        no_match: "Hakuna malipo ya kifaa hiki yenye tarakimu hizi. Ziangalie, au tumia risiti iliyo kwenye SMS ya \
                   M-PESA.",
        not_the_payers: "Tarakimu hizi hazilingani na namba iliyolipa.",
        wait: |time| format!("Umejaribu mara nyingi mno. Subiri {time}, kisha jaribu tena."),
    },
};

const FAILED: FailedWords = FailedWords {
    cancelled: Advice {
        title: "Umeghairi malipo",
        happened: "Ombi lilifungwa kabla ya PIN kuwekwa.",
        next: "Kama bado unataka kuingia mtandaoni, jaribu tena na uweke PIN yako ya M-PESA kwenye simu.",
    },
    wrong_pin: Advice {
        title: "PIN si sahihi",
        happened: "M-PESA haikukubali PIN iliyowekwa.",
        next: "Jaribu tena na uweke PIN yako ya M-PESA kwa makini: ukikosea mara tatu, M-PESA huifunga.",
    },
    pin_locked: Advice {
        title: "PIN yako ya M-PESA imefungwa",
        happened: "PIN isiyo sahihi iliwekwa mara nyingi mno.",
        next: "Piga simu Safaricom kwa 100 ili ifunguliwe, au lipa kwa simu nyingine.",
    },
    not_enough_money: Advice {
        title: "Salio lako la M-PESA halitoshi",
        happened: "Huna pesa za kutosha kwenye M-PESA kwa malipo haya.",
        next: "Weka pesa kwenye M-PESA, chagua bei ndogo zaidi, au lipa kwa simu nyingine.",
    },
    no_pin_in_time: Advice {
        title: "PIN haikuwekwa kwa wakati",
        happened: "Huenda simu ilikuwa imezimwa, haipatikani, au inatumika kwa jambo lingine.",
        next: "Washa simu hiyo kisha ujaribu tena. Kama uliweka PIN na M-PESA ikathibitisha kwa SMS, tiketi yako \
               itakuja yenyewe: fungua ukurasa huu tena.",
    },
    prompt_open: Advice {
        title: "Kuna ombi lingine kwenye simu hiyo",
        happened: "M-PESA hushughulikia jambo moja tu kwa wakati kwenye simu moja.",
        next: "Maliza au ghairi lililo wazi kwenye simu hiyo, subiri dakika mbili, kisha jaribu tena.",
    },
    same_amount_too_soon: Advice {
        title: "Kiasi kilekile, mapema mno",
        happened: "M-PESA haipokei kiasi kilekile kutoka simu moja mara mbili ndani ya dakika mbili.",
        next: "Umelipa hapa sasa hivi? Basi usilipe tena: bonyeza “Nimelipa lakini sijaunganishwa”. \
               Ili kununua nyingine, subiri dakika mbili kisha jaribu tena.",
    },
    over_limit: Advice {
        title: "M-PESA hairuhusu kiasi hiki",
        happened: "Kiasi hiki hakiruhusiwi na viwango vya M-PESA vya malipo moja au vya siku nzima.",
        next: "Lipa kwa simu nyingine, chagua bei nyingine, au jaribu tena kesho.",
    },
    not_on_rail: Advice {
        title: "Namba hii haina M-PESA",
        happened: "M-PESA haiifahamu: huenda ni ya mtandao mwingine, au tarakimu moja si sahihi.",
        next: "Angalia namba tena, au lipa kwa laini ya Safaricom.",
    },
    rail_busy: Advice {
        title: "M-PESA ina shughuli nyingi",
        happened: "Haikuweza kupokea malipo yako kwa sasa.",
        next: "Subiri dakika chache, kisha jaribu tena. Tiketi ya kaunta inafanya kazi mara moja.",
    },
    rail_unreachable: Advice {
        title: "Hatukuweza kuifikia M-PESA",
        happened: "Hakuna ombi lililotumwa kwenye simu yako.",
        next: "Jaribu tena baada ya dakika chache, au nunua tiketi kaunta.",
    },
    owners_trouble: Advice {
        title: "M-PESA haifanyi kazi hapa kwa sasa",
        happened: "Si simu yako wala pesa zako: duka hili lina jambo la kurekebisha.",
        next: "Tafadhali waambie wenye duka, na ununue tiketi yako kaunta.",
    },
    nothing_taken: "Hakuna pesa iliyokatwa.",
    try_again: "Jaribu tena",
    call: |phone| format!("Piga {phone}"),
    unclear: Advice {
        title: "M-PESA haijatujibu",
        happened: "Jibu kuhusu malipo yako lilipotea njiani. Hatutatuma ombi la pili sisi wenyewe.",
        next: "Je, umepata SMS ya M-PESA? Basi andika risiti yake hapa. Kama hujapata, subiri dakika chache uangalie \
               tena, au uliza kaunta.",
    },
    look_again: "Angalia tena",
};
