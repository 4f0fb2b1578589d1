//! The rail as a command uses it: the same app as the daemon's, on a line of its own.

use std::future::Future;

use domain::ids::SiteId;
use tokio::sync::mpsc;
use tokio::task::LocalSet;

use crate::cli::Failure;
use crate::cli::books::{ask, open_vault};
use crate::cli::set_up::set_up;
use crate::clock::Clock;
use crate::config::{Mpesa, Places};
use crate::desk::{Ask, Said};
use crate::mpesa::{App, Broker, Daraja, Line};

/// The rail, and what the configuration says of it.
pub(super) struct Rail {
    pub(super) daraja: Daraja,
    pub(super) mpesa: Mpesa,
}

impl Rail {
    /// The rail of this gateway's own app, or of one that differs from it.
    pub(super) fn of(places: &Places, differing: impl FnOnce(App) -> App) -> Result<Self, Failure> {
        let vault = open_vault(&places.data)?;
        let (config, enrolment) = set_up(places, &vault)?;
        let Some(mpesa) = config.mpesa.clone() else {
            return Err(Failure::Wrong(
                "there is no [mpesa] in the configuration, and no account has come from the cloud: `langod config template` \
                 shows one"
                    .to_owned(),
            ));
        };
        let clock = Clock::new().vouched_for(config.site.trust_clock);
        if !clock.read().wall_trusted {
            return Err(Failure::NotDone(
                "nobody vouches for the clock, and M-PESA refuses a wrong time: see `langod doctor`".to_owned(),
            ));
        }
        let app = differing(App::new(&config, &mpesa, site(places)?, vault.callback_key_with(enrolment.as_ref()))?);
        let line = Line::to(&mpesa.base_url, &clock).map_err(Failure::NotDone)?;
        let (words, _) = mpsc::channel(1);
        let broker = Broker::new(app.key.clone(), None);
        Ok(Rail { daraja: Daraja::new(app, line, broker, clock, words), mpesa })
    }
}

fn site(places: &Places) -> Result<SiteId, Failure> {
    match ask(&places.data, Ask::Health)? {
        Said::Health(health) => {
            health.site.parse().map_err(|_| Failure::NotDone("the books do not name their site".to_owned()))
        }
        _ => Err(Failure::NotDone("the books do not answer".to_owned())),
    }
}

/// Runs calls to the rail to their end.
pub(super) fn on_this_thread(calls: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, calls)
}
