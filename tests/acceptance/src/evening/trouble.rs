//! What goes wrong of an evening. Each trouble begins by chance and ends by itself; several may go on at once.

use std::collections::BTreeMap;

use load::chance::Chance;
use testkit::router::{Body, Quirks, Reboot, RestAccess, RestQuirks};
use testkit::{Langod, Router};

/// Where something may be wrong for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Replies of the gateway do not arrive, or nothing does.
    Wire,
    /// The gateway is dead.
    Gateway,
    /// The router's REST interface.
    Rest,
    /// The router's port for orders.
    Orders,
}

const PLACES: [Place; 4] = [Place::Wire, Place::Gateway, Place::Rest, Place::Orders];

/// A trouble's name, and what it changes in the router.
type Change<T> = (&'static str, fn(&mut T));

/// What REST can have.
const OF_REST: [Change<RestQuirks>; 10] = [
    ("REST closed", |rest| rest.access = RestAccess::Closed),
    ("REST off", |rest| rest.access = RestAccess::Off),
    ("REST slow", |rest| rest.delay_ms = 400),
    ("REST half", |rest| rest.body = Body::Half),
    ("REST empty", |rest| rest.body = Body::Empty),
    ("REST cut", |rest| rest.body = Body::Cut),
    ("REST ignores logins", |rest| rest.ignores_login = true),
    ("REST ignores removals", |rest| rest.ignores_active_remove = true),
    ("REST ignores cookies", |rest| rest.ignores_cookie_remove = true),
    ("REST answers early", |rest| rest.login_waits = false),
];

/// What orders can meet.
const OF_ORDERS: [Change<Quirks>; 2] = [
    ("orders not accepted", |quirks| quirks.coa_accept = false),
    ("orders refused", |quirks| quirks.coa_keeps_sessions = true),
];

/// The troubles under way, and until when.
#[derive(Default)]
pub(super) struct Troubles {
    until: BTreeMap<Place, u64>,
}

impl Troubles {
    /// Ends what is over and begins what chance brings; says what it did.
    pub(super) fn go_on(
        &mut self,
        now: u64,
        chance: &mut Chance,
        langod: &mut Langod,
        router: &Router,
    ) -> Vec<&'static str> {
        let over: Vec<Place> = self.until.iter().filter(|(_, until)| **until <= now).map(|(place, _)| *place).collect();
        let mut done: Vec<_> = over.into_iter().map(|place| self.end(place, langod, router)).collect();
        for place in PLACES {
            if !self.until.contains_key(&place) && chance.below(1000) < 15 {
                // Up to beyond the silence after which the gateway gives a session up.
                self.until.insert(place, now + 20 + chance.below(300));
                done.push(begin(place, chance, langod, router));
            }
        }
        if chance.below(1000) < 16 {
            done.push(self.strike(chance, langod, router));
        }
        done
    }

    /// Sees to it that something is wrong for a while; says what was well before.
    pub(super) fn insist(
        &mut self,
        until: u64,
        chance: &mut Chance,
        langod: &mut Langod,
        router: &Router,
    ) -> Vec<&'static str> {
        // Only where neither way is open is a guest sent off by nothing but the answer to the next report.
        let places: &[Place] = drawn(&[&[Place::Wire], &[Place::Gateway], &[Place::Rest, Place::Orders]], chance);
        let begun = places.iter().map(|place| {
            let is_new = self.until.insert(*place, until).is_none();
            is_new.then(|| begin(*place, chance, langod, router))
        });
        begun.flatten().collect()
    }

    /// Ends everything.
    pub(super) fn cease(&mut self, langod: &mut Langod, router: &Router) {
        for place in PLACES {
            self.end(place, langod, router);
        }
    }

    /// Whether the router is answered.
    pub(super) fn is_answered(&self) -> bool {
        !self.until.contains_key(&Place::Gateway) && !self.until.contains_key(&Place::Wire)
    }

    fn end(&mut self, place: Place, langod: &mut Langod, router: &Router) -> &'static str {
        self.until.remove(&place);
        match place {
            Place::Wire => {
                router.control().lose_replies(0);
                router.control().set_quirks(|quirks| quirks.radius_cut = false);
            }
            Place::Gateway => langod.launch().unwrap(),
            Place::Rest => router.control().set_quirks(|quirks| quirks.rest = RestQuirks::default()),
            Place::Orders => router.control().set_quirks(|quirks| {
                (quirks.coa_accept, quirks.coa_keeps_sessions) = (true, false);
            }),
        }
        match place {
            Place::Wire => "wire well",
            Place::Gateway => "gateway well",
            Place::Rest => "REST well",
            Place::Orders => "orders well",
        }
    }

    /// What is over as soon as it has happened.
    fn strike(&self, chance: &mut Chance, langod: &mut Langod, router: &Router) -> &'static str {
        // Each Stop of an orderly reboot is waited for, so there has to be somebody to answer.
        match chance.below(3) {
            0 if self.is_answered() => {
                router.control().reboot(Reboot::Orderly);
                "reboot"
            }
            1 if self.is_answered() => {
                langod.restart().unwrap();
                "gateway restart"
            }
            _ => {
                // A lamp that flickers is a router that boots several times.
                (0..=chance.below(3)).for_each(|_| router.control().reboot(Reboot::PowerCut));
                "power cut"
            }
        }
    }
}

fn begin(place: Place, chance: &mut Chance, langod: &mut Langod, router: &Router) -> &'static str {
    let control = router.control();
    match place {
        Place::Wire if chance.below(2) == 0 => {
            control.set_quirks(|quirks| quirks.radius_cut = true);
            "line cut"
        }
        Place::Wire => {
            control.lose_replies(u32::try_from(1 + chance.below(16)).unwrap());
            "replies lost"
        }
        Place::Gateway => {
            langod.kill_9().unwrap();
            "gateway killed"
        }
        Place::Rest => {
            let (name, change) = drawn(&OF_REST, chance);
            control.set_quirks(|quirks| change(&mut quirks.rest));
            name
        }
        Place::Orders => {
            let (name, change) = drawn(&OF_ORDERS, chance);
            control.set_quirks(change);
            name
        }
    }
}

fn drawn<T: Copy>(list: &[T], chance: &mut Chance) -> T {
    list[usize::try_from(chance.below(list.len() as u64)).unwrap()]
}
