//! Swahili as the owner of a kiosk speaks it.

use super::{
    ClaimWords, CompareWords, FrameWords, NewSiteWords, RecoverWords, RefusalWords, SignInWords, SiteWords, SitesWords,
    StateWords, TimeWords, Words,
};
use crate::words::Advice;

pub(super) static WORDS: Words = Words {
    frame: FrameWords {
        language: "Lugha",
        signed_in_as: "Umeingia kama",
        sign_out: "Ondoka",
        all_sites: "Vituo vyote",
    },
    time: TimeWords { less_than_a_minute: "chini ya dakika moja" },
    sign_in: SignInWords {
        title: "Ingia",
        what: "Ona WiFi yako imeuza nini leo, na kama kila kituo kinafanya kazi.",
        email: "Barua pepe",
        password: "Neno la siri",
        go: "Ingia",
        forgotten: "Nimesahau neno langu la siri",
        wrong: "Barua pepe na neno la siri havilingani. Angalia vyote viwili, kisha jaribu tena.",
        wait: |time| format!("Umekosea mara kadhaa. Subiri {time}, kisha jaribu tena."),
        busy: "Watu wengi wanaingia kwa sasa. Jaribu tena baada ya muda mfupi.",
        elsewhere: |url| {
            format!("Hatukuweza kuona kama fomu hii imetoka kwenye ukurasa wetu. Fungua {url} uingie hapo.")
        },
    },
    recover: RecoverWords {
        title: "Chagua neno jipya la siri",
        what: "Ulipewa namba za dharura akaunti yako ilipofunguliwa. Kila moja hutumika mara moja tu.",
        code: "Namba ya dharura",
        code_hint: "Herufi na tarakimu 15. Herufi ndogo ni sawa, na vistari si lazima.",
        new_password: "Neno jipya la siri",
        password_hint: "Angalau herufi 10. Maneno machache unayoweza kukumbuka yanafaa zaidi.",
        once_more: "Neno jipya la siri tena",
        go: "Badilisha neno la siri",
        no_code: "Namba zimekwisha? Msimamizi wa huduma hii anaweza kukupa neno jipya la siri.",
        back: "Rudi kuingia",
        wrong: "Barua pepe na namba havilingani, au namba hiyo imeshatumika.",
        unfit_password: "Neno jipya la siri liwe na herufi 10 hadi 256. Namba yako haijatumika.",
        passwords_differ: "Maneno mapya mawili ya siri hayafanani. Namba yako haijatumika.",
        done: "Neno lako la siri limebadilishwa",
        done_what: "Umeingia hapa, na umeondolewa kwingine kote.",
        codes_left: |count| match count {
            0 => "Hakuna namba ya dharura iliyobaki. Ukisahau neno hili la siri, mwombe msimamizi wa huduma akusaidie."
                .into(),
            1 => "Imebaki namba 1 ya dharura.".into(),
            _ => format!("Zimebaki namba {count} za dharura."),
        },
        go_on: "Nenda kwenye vituo vyako",
    },
    sites: SitesWords {
        own: "Vituo vyako",
        all: "Vituo vyote",
        add: "Ongeza kituo",
        today: "Leo kwa M-PESA",
        payments: |count| format!("Malipo {count}"),
        none_title: "Bado hakuna kituo",
        none_own: "Kituo ni mahali penye kifaa cha Lango. Ongeza cha kwanza: kipe jina, nawe utapata namba ya kifaa chake.",
        none_at_all: "Vituo vitaonekana hapa mara tu mtoa huduma atakapoongeza kimoja. Msajili kwa \
                      lango-cloud provider create, kisha mpe njia ya kuingia kwa lango-cloud provider user.",
        pending: "Akaunti yako inasubiri kuidhinishwa. Utaweza kuongeza vituo mara tu itakapoidhinishwa.",
        suspended: "Akaunti yako imesimamishwa. Tafadhali wasiliana na msimamizi wa huduma hii.",
        next: "Ukurasa unaofuata",
        first: "Ukurasa wa kwanza",
    },
    state: StateWords {
        waiting: "Kinasubiri kifaa chake",
        claimed: "Linganisha maneno",
        online: "Kiko mtandaoni",
        silent: "Hakijibu",
        never: "bado",
        today: "Leo",
        last_seen: "Kilisikika",
        internet: "Intaneti",
        version: "Toleo",
        records: "Kumbukumbu",
        epoch: "Awamu",
        wan_up: "Inafanya kazi",
        rail_unreachable: "Ipo, lakini si M-PESA",
        wan_unknown: "Haijulikani",
    },
    new_site: NewSiteWords {
        title: "Ongeza kituo",
        what: "Kituo ni mahali pamoja penye kifaa cha Lango.",
        name: "Mahali hapa unapaitaje?",
        hint: "Jina unalolijua, kama la mtaa wake. Herufi 1 hadi 80.",
        example: "Sokoni",
        go: "Ongeza kituo hiki",
        unfit_name: "Jina liwe na herufi 1 hadi 80.",
        name_taken: "Tayari una kituo chenye jina hilo. Chagua jina lingine.",
    },
    site: SiteWords {
        on_behalf: |name| format!("Kituo hiki ni cha {name}. Unachobadilisha hapa kinaandikwa kwenye kumbukumbu."),
        health: "Hali yake",
        silent_next: "Kifaa chake hakijasikika kwa muda: angalia kama kituo kina umeme na intaneti. \
                      Kinachouzwa wakati huu kinahifadhiwa huko, nasi tutajulishwa kikirudi.",
        replace: "Tumia kifaa kingine hapa",
        replace_what: "Namba mpya inaruhusu kifaa kingine kuchukua kituo hiki. Kilichopo sasa kinaendelea \
                       hadi namba itakapotumika.",
    },
    claim: ClaimWords {
        title: "Unganisha kifaa",
        what: "Kipe kifaa cha kituoni namba hii. Inatumika mara moja tu.",
        good_for: |time| format!("Inafaa kwa {time}"),
        line: "Bandika mstari huu kwenye kifaa:",
        looks_again: "Kifaa kikishatumia namba, ukurasa huu utaendelea wenyewe.",
        none: "Kwa sasa hakuna namba inayofaa. Itengeneze ukiwa kwenye kifaa: inafaa kwa dakika 15.",
        shown_elsewhere: "Kuna namba iliyotengenezwa kwingine na inaonekana huko tu. Kama huna, tengeneza nyingine.",
        make: "Tengeneza namba",
        make_another: "Tengeneza namba nyingine",
    },
    compare: CompareWords {
        title: "Je, maneno haya matano yanafanana?",
        what: "Kifaa kimeonyesha maneno matano. Yalinganishe moja baada ya jingine.",
        same: "Yanafanana — thibitisha",
        differ: "Hayafanani",
        why: "Baada ya hapo tu ndipo kifaa kinapopata funguo zako za M-PESA. \
              Maneno yakifanana, hakuna anayesikiliza katikati.",
        differ_title: "Usithibitishe",
        differ_what: "Maneno tofauti yanamaanisha kwamba kifaa kingine kimetumia namba yako, au kuna mtu kati ya \
                      kifaa chako na sisi. Hakuna kilichothibitishwa, na hakuna siri iliyotumwa.",
        steps: [
            "Hakikisha unalinganisha na kifaa cha kituo hiki, na maneno yake ya mwisho.",
            "Unganisha kifaa na intaneti kwa njia nyingine, kama hotspot ya simu.",
            "Tengeneza namba nyingine hapa na uitumie kwenye kifaa. Kisha linganisha tena.",
        ],
        back: "Linganisha tena",
    },
    refusal: RefusalWords {
        not_found: Advice {
            title: "Hapa hakuna kitu",
            happened: "Huenda anwani ina kosa, au ukurasa huu ni wa mtu mwingine.",
            next: "Nenda kwenye vituo vyako uchague hapo.",
        },
        forged: Advice {
            title: "Tafadhali jaribu tena",
            happened: "Fomu hii haikutumwa kutoka ukurasa wako, au umeingia upya tangu hapo. Hakuna kilichobadilishwa.",
            next: "Rudi nyuma, fungua ukurasa upya na urudie ulichofanya.",
        },
        changed: Advice {
            title: "Maneno yamebadilika",
            happened: "Kifaa kingine kimetumia namba ya kituo hiki ulipokuwa ukilinganisha. Hakuna kilichothibitishwa.",
            next: "Nenda kwenye kituo ulinganishe maneno mapya.",
        },
        not_active: Advice {
            title: "Bado kidogo",
            happened: "Akaunti hii haijaidhinishwa kwa sasa. Hakuna kilichobadilishwa.",
            next: "Subiri idhini, au wasiliana na msimamizi wa huduma hii.",
        },
        unavailable: Advice {
            title: "Hatuwezi kufikia kumbukumbu zetu",
            happened: "Kuna hitilafu upande wetu. Vituo vyako vinaendelea kuuza, na hakuna kinachopotea.",
            next: "Jaribu tena baada ya dakika moja.",
        },
        go_on: "Nenda kwenye vituo vyako",
    },
};
