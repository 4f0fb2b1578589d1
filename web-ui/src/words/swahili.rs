//! Swahili as it is spoken at a counter in Nairobi or Dar es Salaam.

mod pay;
mod travel;

use super::{
    Advice, AmountWords, CodeWords, FrameWords, HomeWords, PlanWords, PrintWords, RefusalWords, StatusWords,
    TicketWords, Unit, Words,
};

pub(super) static WORDS: Words = Words {
    amounts: AmountWords {
        unit,
        measure: |number, unit| format!("{unit} {number}"),
        just_now: "sasa hivi",
        ago: |time, count| if count == 1 { format!("{time} iliyopita") } else { format!("{time} zilizopita") },
    },
    frame: FrameWords { language: "Lugha", help: "Unahitaji msaada? Piga", open: "Tuko wazi" },
    code: CodeWords {
        title: "Una tiketi?",
        label: "Namba ya tiketi",
        hint: "Herufi na tarakimu 9. Herufi ndogo ni sawa, na vistari si lazima.",
        go: "Endelea",
    },
    plan: PlanWords {
        gives: |amount| format!("Intaneti ya {amount}"),
        devices: |count| if count == 1 { "Kifaa 1".into() } else { format!("Vifaa {count} kwa wakati mmoja") },
        speed: |speed| format!("kasi hadi {speed}"),
        elapsed: "huhesabiwa tangu matumizi ya kwanza",
        elapsed_sentence: "Muda unahesabiwa tangu matumizi ya kwanza, hata kama hujaunganishwa.",
        online: "huhesabiwa ukiwa umeunganishwa tu",
        online_sentence: "Muda unahesabiwa tu ukiwa umeunganishwa.",
        use_within: |time| format!("itumie ndani ya {time} tangu matumizi ya kwanza"),
        start_within: |time| format!("anza ndani ya {time} baada ya kununua"),
    },
    home: HomeWords {
        prices: "Bei za intaneti",
        have_code: "Nina namba ya tiketi",
        where_to_buy: "Nunua tiketi kaunta, kisha andika namba yake hapa.",
        no_plans: "Tiketi zinauzwa kaunta",
        ask_at_counter: "Muulize mhudumu bei na ununue tiketi, kisha andika namba yake hapa.",
        megabytes: "MB 1 ni baiti 1,000,000. GB 1 ni MB 1,000.",
    },
    ticket: TicketWords {
        title: "Tiketi yako iko sawa",
        go_online: "Ingia mtandaoni",
        time_left: "Muda uliobaki",
        data_left: "Data iliyobaki",
        plan: "Tiketi",
        devices_online: "Vifaa mtandaoni",
        devices: |online, allowed| format!("{online} kati ya {allowed}"),
        not_started: "Bado haijatumika: itaanza ukiingia mtandaoni.",
        use_within: |time| format!("Itumie ndani ya {time}."),
        your_code: "Namba yako",
        keep_code: "Iandike namba hii mahali salama. Inafanya kazi kwenye simu nyingine, au simu hii ikisahau.",
        direct_title: "Bado hatua moja: jiunge na WiFi",
        direct_steps: [
            "Unganisha kifaa hiki na WiFi ya hapa.",
            "Fungua anwani yoyote inayoanza na http:// kama http://example.com",
            "Ukurasa utakaofunguka utaomba namba yako na kukuingiza mtandaoni.",
        ],
    },
    status: StatusWords {
        online: "Uko mtandaoni",
        offline: "Hauko mtandaoni",
        offline_next: "Tiketi yako bado ni nzuri. Ingia tena mtandaoni wakati wowote.",
        no_ticket: "Kifaa hiki bado hakina tiketi",
        no_ticket_next: "Andika namba ya tiketi yako. Huna tiketi? Nunua kaunta.",
        refresh: "Onyesha upya",
        sign_out: "Ondoka",
        sign_out_runs_on: "Ukiondoka, muda unaendelea kuhesabiwa.",
        sign_out_saves: "Ukimaliza, ondoka ili muda uliobaki uhifadhiwe.",
    },
    refusal: REFUSAL,
    travel: travel::TRAVEL,
    pay: pay::PAY,
    print: PrintWords {
        sheet_title: |count| if count == 1 { "Tiketi 1".into() } else { format!("Tiketi {count}") },
        how_to_print: "Chapisha ukurasa huu kwa kivinjari chako (Ctrl+P), kwa ukubwa wa 100 % \
                       bila vichwa na vijachini.",
        how_it_prints: "Dirisha la kuchapisha linafunguka lenyewe. Chagua ukubwa wa 100 %, bila vichwa na vijachini.",
        join: |wifi| format!("Jiunge na WiFi “{wifi}”."),
        join_any: "Jiunge na WiFi ya hapa.",
        scan: "Skani, au andika namba kwenye ukurasa utakaofunguka.",
        scan_or_open: |address| format!("Skani, au fungua {address} uandike namba."),
        use_by: |date| format!("Mwisho: {date}"),
        help: |phone| format!("Msaada: {phone}"),
    },
};

const REFUSAL: RefusalWords = RefusalWords {
    unknown_code: Advice {
        title: "Hatuitambui namba hii",
        happened: "Hakuna tiketi hapa yenye namba uliyoandika.",
        next: "Angalia kila herufi na tarakimu kwenye tiketi yako, kisha jaribu tena. \
               Kama zinalingana, onyesha tiketi yako kaunta.",
    },
    mistyped_code: Advice {
        title: "Kuna herufi iliyokosewa",
        happened: "Namba uliyoandika ina kosa dogo.",
        next: "Ilinganishe na tiketi yako, irekebishe, kisha endelea.",
    },
    expired: Advice {
        title: "Muda wa tiketi hii umekwisha",
        happened: "Tiketi hii haiwezi kutumika tena.",
        next: "Nunua tiketi mpya kaunta, kisha andika namba yake hapa. Ukiona kuna kosa, uliza kaunta.",
    },
    time_used_up: Advice {
        title: "Muda wote umetumika",
        happened: "Umetumia muda wote wa tiketi hii.",
        next: "Nunua tiketi mpya kaunta, kisha andika namba yake hapa.",
    },
    data_used_up: Advice {
        title: "Data yote imetumika",
        happened: "Umetumia data yote ya tiketi hii.",
        next: "Nunua tiketi mpya kaunta, kisha andika namba yake hapa.",
    },
    revoked: Advice {
        title: "Tiketi hii imefutwa",
        happened: "Imefutwa kaunta au na mwenye WiFi.",
        next: "Tafadhali muulize mhudumu, na uje na tiketi yako.",
    },
    too_many_devices: Advice {
        title: "Tiketi yako inatumika kwingine",
        happened: "",
        next: "Unaweza kuihamishia hapa: kifaa kinachoitumia sasa kitaondolewa mtandaoni. \
               Au nunua tiketi nyingine kaunta.",
    },
    too_many_moves: Advice {
        title: "Imehamishwa mara nyingi leo",
        happened: "Tiketi hii imefikia kikomo cha kuhamishwa kwa siku moja.",
        next: "Itumie kwenye kifaa cha mwisho kilichokuwa nayo, au jaribu tena kesho. Mhudumu pia anaweza kukusaidia.",
    },
    asks_payer: Advice {
        title: "Nani alilipia tiketi hii?",
        happened: "Ililipiwa kwa simu na inatumika kwenye kifaa kingine.",
        next: "Andika tarakimu 3 za mwisho za namba ya simu iliyolipa. Kisha itahamia hapa, na kifaa kile kitaondolewa mtandaoni.",
    },
    too_many_tries: Advice {
        title: "Tafadhali subiri kidogo",
        happened: "Namba nyingi zisizo sahihi zimeandikwa.",
        next: "",
    },
    awaits_cloud: Advice {
        title: "Tiketi yako inakaguliwa",
        happened: "Kumbukumbu zetu zimerudishwa kutoka nakala. Tiketi ambazo hazijatumika zinasubiri tuhakikishe.",
        next: "Tiketi yako iko salama. Jaribu tena baada ya dakika chache, au mwambie mhudumu.",
    },
    lapsed: Advice {
        title: "Tiketi hii haikutumika kwa wakati",
        happened: "Ilipaswa kuanza kutumika ndani ya muda fulani baada ya kununuliwa, na muda huo umepita.",
        next: "Tafadhali muulize mhudumu, au nunua tiketi mpya na uandike namba yake hapa.",
    },
    wrong_device: Advice {
        title: "Hatukuweza kutambua kifaa hiki",
        happened: "Taarifa za kifaa chako kwenye ukurasa huu hazilingani na za WiFi.",
        next: "Zima WiFi kwenye kifaa chako kisha uiwashe tena, halafu tumia ukurasa utakaofunguka.",
    },
    storage_trouble: Advice {
        title: "Hatuwezi kuanzisha tiketi kwa sasa",
        happened: "Kuna hitilafu upande wetu. Tiketi zinazotumika zinaendelea kufanya kazi, na yako iko salama.",
        next: "Jaribu tena baada ya dakika chache, au mwambie mhudumu.",
    },
    page_not_found: Advice {
        title: "Ukurasa huu haupo",
        happened: "Huenda anwani ina kosa.",
        next: "Nenda ukurasa wa mwanzo uone bei au uandike namba yako.",
    },
    request_too_large: Advice {
        title: "Ulichotuma ni kirefu mno",
        happened: "Kimezidi urefu wa namba ya tiketi.",
        next: "Nenda ukurasa wa mwanzo na uandike namba yako pekee.",
    },
    bad_login_address: Advice {
        title: "Hatuwezi kukuunganisha kutoka hapa",
        happened: "Kiungo ulichofuata hakikutoka kwenye WiFi ya hapa.",
        next: "Zima WiFi kwenye kifaa chako kisha uiwashe tena, halafu tumia ukurasa utakaofunguka.",
    },
    unknown_plan: Advice {
        title: "Tiketi hii haiuzwi tena",
        happened: "Bei za hapa zimebadilika tangu ulipofungua ukurasa.",
        next: "Nenda ukurasa wa mwanzo uchague tena.",
    },
    counter_only: Advice {
        title: "Tiketi zinauzwa kaunta",
        happened: "Huwezi kulipa na M-PESA kwenye ukurasa huu.",
        next: "Nunua tiketi kaunta, kisha andika namba yake hapa.",
    },
    unknown_payment: Advice {
        title: "Hatuyatambui malipo haya",
        happened: "Huenda ni ya zamani mno, au anwani ina kosa.",
        next: "Kama ulilipa, tumia risiti iliyo kwenye SMS ya M-PESA kupata tiketi yako.",
    },
    devices_allowed: |allowed| match allowed {
        1 => "Inafanya kazi kwenye kifaa 1 kwa wakati mmoja, na kifaa kingine kinaitumia sasa.".into(),
        _ => format!("Inafanya kazi kwenye vifaa {allowed} kwa wakati mmoja, na vyote {allowed} vinatumika sasa."),
    },
    wait: |time| format!("Subiri {time}, kisha jaribu tena."),
    move_here: "Itumie kwenye kifaa hiki",
    new_code: "Tiketi nyingine",
    go_home: "Nenda ukurasa wa mwanzo",
};

fn unit(unit: Unit, count: u64) -> String {
    let name = match unit {
        Unit::Day => "siku",
        Unit::Hour => "saa",
        Unit::Minute => "dakika",
        Unit::Second => "sekunde",
    };
    format!("{name} {count}")
}
