//! Samples of the cloud's pages: full, sparse, and with the longest words an owner may choose.

use domain::ids::{ProviderId, SiteId};
use domain::money::Currency;

use super::{Specimen, add};
use crate::cloud::{
    Audience, Claim, Frame, Listed, NewSite, NewSiteProblem, Recover, RecoverProblem, Recovered, Refusal, Refused,
    SignIn, SignInProblem, Site, SiteFacts, SiteLink, Sites, Stage, Standing, Sum, Takings, Wan, Who, WordsDiffer,
};
use crate::{Language, RenderError};

const LONG: &str = "Kampala Road Guest House, Restaurant and Conference Centre (second floor, behind the bank)";

/// Every page of the cloud with every sample in every language.
pub fn gallery() -> Result<Vec<Specimen>, RenderError> {
    let mut gallery = Vec::new();
    for language in Language::ALL {
        doors(language, &mut gallery)?;
        lists(language, &mut gallery)?;
        sites(language, &mut gallery)?;
        refusals(language, &mut gallery)?;
    }
    Ok(gallery)
}

/// A frame for somebody who is signed in.
pub fn frame(language: Language, audience: Audience) -> Frame {
    let email = match audience {
        Audience::Provider => "njeri@example.com".to_owned(),
        Audience::Admin => "somebody.with.a.very.long.name@platform-operations.example.co.ke".to_owned(),
    };
    Frame { language, who: Some(Who { email, audience, csrf: "0123456789abcdef".to_owned() }) }
}

/// A site that works.
pub fn facts() -> SiteFacts {
    SiteFacts {
        name: "Mama Njeri Café".into(),
        stage: Stage::Confirmed,
        seen_secs_ago: Some(12),
        version: Some("0.1.0".into()),
        epoch: 1,
        stored: 12_408,
        wan: Some(Wan::Up),
        today: shillings(124_000),
    }
}

/// A site as its own people reach it.
pub fn own() -> SiteLink {
    SiteLink { site: SiteId::from_bytes([0x5a; 16]), on_behalf_of: None }
}

fn others() -> SiteLink {
    SiteLink { on_behalf_of: Some(ProviderId::from_bytes([0xa5; 16])), ..own() }
}

fn shillings(cents: u64) -> Vec<Sum> {
    vec![Sum { currency: Currency::Kes, cents }]
}

fn doors(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    let frame = || Frame { language, who: None };
    let url = || "https://cloud.example.net".to_owned();
    let problems = [
        ("", None),
        ("-wrong", Some(SignInProblem::Wrong)),
        ("-wait", Some(SignInProblem::Wait { secs: 32 })),
        ("-busy", Some(SignInProblem::Busy)),
        ("-elsewhere", Some(SignInProblem::Elsewhere { public_url: url() })),
    ];
    for (name, problem) in problems {
        let email = if problem.is_some() { "njeri@example.com".to_owned() } else { String::new() };
        add(gallery, format!("{tag}-cloud-sign-in{name}"), &SignIn { frame: frame(), email, problem }, false)?;
    }
    let problems = [
        ("", None),
        ("-wrong", Some(RecoverProblem::SignIn(SignInProblem::Wrong))),
        ("-unfit", Some(RecoverProblem::UnfitPassword)),
        ("-differ", Some(RecoverProblem::PasswordsDiffer)),
    ];
    for (name, problem) in problems {
        let email = String::new();
        add(gallery, format!("{tag}-cloud-recover{name}"), &Recover { frame: frame(), email, problem }, false)?;
    }
    for codes_left in [0, 1, 7] {
        let frame = self::frame(language, Audience::Provider);
        add(gallery, format!("{tag}-cloud-recovered-{codes_left}"), &Recovered { frame, codes_left }, false)?;
    }
    Ok(())
}

fn lists(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    let list = |audience| Sites {
        frame: frame(language, audience),
        audience,
        standing: Standing::Active,
        today: Takings { sums: shillings(1_486_000), payments: 312 },
        sites: Vec::new(),
        after: None,
        next: None,
    };
    let own_list = Sites { sites: listed(None), ..list(Audience::Provider) };
    add(gallery, format!("{tag}-cloud-sites"), &own_list, false)?;
    add(gallery, format!("{tag}-cloud-sites-none"), &list(Audience::Provider), false)?;
    for (name, standing) in [("pending", Standing::Pending), ("suspended", Standing::Suspended)] {
        let page = Sites { standing, ..list(Audience::Provider) };
        add(gallery, format!("{tag}-cloud-sites-{name}"), &page, false)?;
    }
    let all = Sites {
        sites: listed(Some("Njeri Connections Ltd")),
        after: Some("5a5a & more".into()),
        next: Some("b6".into()),
        ..list(Audience::Admin)
    };
    add(gallery, format!("{tag}-cloud-all"), &all, false)?;
    add(gallery, format!("{tag}-cloud-all-none"), &list(Audience::Admin), false)
}

fn listed(provider: Option<&str>) -> Vec<Listed> {
    let fresh = SiteFacts {
        name: "Stage ya Matatu".into(),
        stage: Stage::Waiting,
        seen_secs_ago: None,
        version: None,
        wan: None,
        stored: 0,
        today: Vec::new(),
        ..facts()
    };
    let claimed = SiteFacts { name: "Kinyozi".into(), stage: Stage::Claimed, today: Vec::new(), ..facts() };
    let silent = SiteFacts {
        name: LONG.into(),
        seen_secs_ago: Some(11_000),
        version: Some("0.1.0-a-version-that-is-long".into()),
        stored: 4_294_967_296,
        today: [shillings(123_456_750), vec![Sum { currency: Currency::Ugx, cents: 30_000_000 }]].concat(),
        ..facts()
    };
    let half = SiteFacts { name: "Soko".into(), wan: Some(Wan::RailUnreachable), today: shillings(6_000), ..facts() };
    let site = if provider.is_some() { others() } else { own() };
    let each = [facts(), half, claimed, silent, fresh].into_iter().zip(1u8..);
    let listed = each.map(|(facts, number)| Listed {
        site: SiteLink { site: SiteId::from_bytes([number; 16]), ..site },
        provider: provider.map(str::to_owned),
        facts,
    });
    listed.collect()
}

fn sites(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let tag = language.tag();
    for (name, problem) in
        [("", None), ("-unfit", Some(NewSiteProblem::UnfitName)), ("-taken", Some(NewSiteProblem::NameTaken))]
    {
        let page = NewSite { frame: frame(language, Audience::Provider), name: "Soko".into(), problem };
        add(gallery, format!("{tag}-cloud-new-site{name}"), &page, false)?;
    }
    let claim = |code: Option<&str>| Some(Claim { code: code.map(str::to_owned), secs_left: 860 });
    let words = || Some("babab dudud fifif gogog zuzuz".to_owned());
    let waiting = || SiteFacts { stage: Stage::Waiting, seen_secs_ago: None, ..facts() };
    let claimed = || SiteFacts { stage: Stage::Claimed, ..facts() };
    let silent = || SiteFacts { seen_secs_ago: Some(7_300), name: LONG.into(), ..facts() };
    for (name, facts, claim, words) in [
        ("claim", waiting(), claim(Some("7K2QX-M0D4N-R9TBW")), None),
        ("claim-elsewhere", waiting(), claim(None), None),
        ("claim-none", waiting(), None, None),
        ("words", claimed(), None, words()),
        ("online", facts(), None, words()),
        ("silent", silent(), None, words()),
        ("replacing", facts(), claim(Some("7K2QX-M0D4N-R9TBW")), words()),
    ] {
        for (whose, site, audience) in [("", own(), Audience::Provider), ("-admin", others(), Audience::Admin)] {
            let page = Site {
                frame: frame(language, audience),
                site,
                provider: site.on_behalf_of.map(|_| "Njeri Connections Ltd".to_owned()),
                facts: facts.clone(),
                claim: claim.clone(),
                words: words.clone(),
                cloud_url: "https://cloud.example.net".into(),
            };
            add(gallery, format!("{tag}-cloud-site-{name}{whose}"), &page, false)?;
        }
    }
    let page = WordsDiffer { frame: frame(language, Audience::Provider), site: own(), name: "Mama Njeri Café".into() };
    add(gallery, format!("{tag}-cloud-differ"), &page, false)
}

fn refusals(language: Language, gallery: &mut Vec<Specimen>) -> Result<(), RenderError> {
    let all = [Refused::NotFound, Refused::Forged, Refused::Changed, Refused::NotActive, Refused::Unavailable];
    for refused in all {
        let frame = frame(language, Audience::Provider);
        let page = Refusal { frame, refused, here: "/provider/sites".into() };
        add(gallery, format!("{}-cloud-refused-{refused:?}", language.tag()), &page, false)?;
    }
    Ok(())
}
