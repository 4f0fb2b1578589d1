//! What a push will come to, decided when it is accepted: whether the prompt appears, when the push ends and how.

use std::time::Duration;

use super::chance::Chance;
use super::subscriber::{Behaviour, Subscriber};
use super::{Quirks, ResultCode};

/// A push's future.
pub(super) struct Plan {
    pub(super) shows_prompt: bool,
    /// `None` waits for a hand.
    pub(super) end: Option<End>,
    pub(super) pays_late: bool,
}

/// How and when a push ends.
#[derive(Clone)]
pub(super) struct End {
    /// Counted from the push.
    pub(super) after: Duration,
    /// From the end to its callback.
    pub(super) callback_lag: Duration,
    pub(super) code: ResultCode,
}

impl Plan {
    /// The plan of a push to a phone that behaves so. Delays are those until the callback.
    pub(super) fn of(subscriber: &Subscriber, quirks: &Quirks, chance: &mut Chance) -> Self {
        let acted = chance.between_ms(quirks.callback_delay_ms);
        let ms = Duration::from_millis;
        let (shows_prompt, end) = match &subscriber.behaviour {
            Behaviour::Pays => (true, Some((acted, ResultCode::PAID.into()))),
            Behaviour::Cancels => (true, Some((acted, ResultCode::CANCELLED.into()))),
            Behaviour::Ignores | Behaviour::PaysLate => {
                (true, Some((ms(quirks.unanswered_ms), ResultCode::TIMED_OUT.into())))
            }
            Behaviour::Unreachable => (false, Some((ms(quirks.unreachable_ms), ResultCode::TIMED_OUT.into()))),
            Behaviour::Expires => (true, Some((ms(quirks.expiry_ms), "1019".into()))),
            Behaviour::Fails(code) if code.shows_no_prompt() => (false, Some((ms(quirks.refused_ms), code.clone()))),
            Behaviour::Fails(code) => (true, Some((acted, code.clone()))),
            Behaviour::Manual => (true, None),
        };
        let end = end.map(|(usual, code)| End::new(subscriber.delay_ms.map_or(usual, ms), code, quirks));
        Plan { shows_prompt, end, pays_late: subscriber.behaviour == Behaviour::PaysLate }
    }

    /// A push that is refused without a prompt.
    pub(super) fn refused(code: ResultCode, quirks: &Quirks) -> Self {
        let end = End::new(Duration::from_millis(quirks.refused_ms), code, quirks);
        Plan { shows_prompt: false, end: Some(end), pays_late: false }
    }

    /// A push whose prompt never arrives anywhere.
    pub(super) fn swallowed(quirks: &Quirks) -> Self {
        let end = End::new(Duration::from_millis(quirks.unanswered_ms), ResultCode::TIMED_OUT.into(), quirks);
        Plan { shows_prompt: false, end: Some(end), pays_late: false }
    }
}

impl End {
    fn new(callback_after: Duration, code: ResultCode, quirks: &Quirks) -> Self {
        let callback_lag = Duration::from_millis(quirks.callback_lag_ms).min(callback_after);
        End { after: callback_after - callback_lag, callback_lag, code }
    }

    /// An end that comes by hand, now.
    pub(super) fn by_hand(code: ResultCode, quirks: &Quirks) -> Self {
        End { after: Duration::ZERO, callback_lag: Duration::from_millis(quirks.callback_lag_ms), code }
    }
}
