//! A model of M-PESA: it takes pushes, decides how each ends, keeps the statement everybody is compared with, and posts
//! callbacks never, once, several times, late, or with a forgery beside them.

use domain::checkout::RailIds;
use domain::ids::CheckoutId;

use crate::dice::Dice;
use crate::tokens::Tokens;

/// How a push ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The guest pays.
    Paid {
        /// M-PESA's number for it.
        receipt: String,
    },
    /// The guest does not.
    Refused(&'static str),
}

/// A push that was taken.
#[derive(Clone, Debug)]
pub struct Push {
    /// Which of the simulated gateways asked.
    pub gateway: usize,
    /// For what.
    pub checkout: CheckoutId,
    /// Its names on the rail.
    pub ids: RailIds,
    /// Where callbacks go.
    pub path: String,
    /// Whole shillings.
    pub shillings: u64,
    /// How it ends, and when.
    pub ending: Ending,
    ends_at_ms: u64,
}

/// Something posted to the cloud.
#[derive(Clone, Debug)]
pub struct Callback {
    /// When.
    pub at_ms: u64,
    /// Where.
    pub path: String,
    /// What.
    pub body: String,
    /// Whether it is posted again until somebody takes it.
    pub insists: bool,
}

/// The rail.
#[derive(Debug)]
pub struct Rail {
    /// The access tokens of the provider's app.
    pub tokens: Tokens,
    /// All pushes ever taken.
    pub pushes: Vec<Push>,
    planned: Vec<Callback>,
}

const REFUSALS: [&str; 4] = ["1032", "1037", "1", "2001"];

impl Rail {
    /// A rail that was never asked.
    pub fn new(tokens: Tokens) -> Self {
        Rail { tokens, pushes: Vec::new(), planned: Vec::new() }
    }

    /// Takes a push and plans what comes of it.
    pub fn push(
        &mut self,
        (gateway, checkout): (usize, CheckoutId),
        shillings: u64,
        path: &str,
        now_ms: u64,
        dice: &mut Dice,
    ) -> RailIds {
        let number = self.pushes.len();
        let named = |text: String| text.parse().unwrap_or_default();
        let ids = RailIds {
            merchant_request: named(format!("m-{number:06}")),
            checkout_request: named(format!("ws_CO_{number:06}")),
        };
        let ending = match dice.percent(70) {
            true => Ending::Paid { receipt: format!("UA{number:08}") },
            false => Ending::Refused(REFUSALS[dice.below(4) as usize]),
        };
        let ends_at_ms = now_ms + 2_000 + dice.below(60_000);
        let push = Push { gateway, checkout, ids: ids.clone(), path: path.to_owned(), shillings, ending, ends_at_ms };
        for _ in 0..*dice.pick(&[0, 1, 1, 1, 1, 2, 3]).unwrap_or(&1) {
            let most_ms = if dice.percent(10) { 4 * 3_600_000 } else { 15_000 };
            self.plan_callback(&push, dice.below(most_ms), false);
        }
        if dice.percent(5) {
            self.planned.push(forged(&push, ends_at_ms));
        }
        self.pushes.push(push);
        ids
    }

    fn plan_callback(&mut self, push: &Push, late_ms: u64, insists: bool) {
        let at_ms = push.ends_at_ms + late_ms;
        self.planned.push(Callback { at_ms, path: push.path.clone(), body: body(push), insists });
    }

    /// Tells of every payment of a gateway once more: what it knew may have gone with its disk, and nobody asks about a
    /// payment that is in no books.
    pub fn repeat_all_of(&mut self, gateway: usize) {
        let pushes: Vec<Push> = self.pushes.iter().filter(|push| push.gateway == gateway).cloned().collect();
        pushes.iter().for_each(|push| self.plan_callback(push, 60_000, true));
    }

    /// What is posted by now.
    pub fn due(&mut self, now_ms: u64) -> Vec<Callback> {
        let mut due: Vec<Callback> = self.planned.extract_if(.., |callback| callback.at_ms <= now_ms).collect();
        due.sort_by_key(|callback| callback.at_ms);
        due
    }

    /// Whether nothing is still to be posted.
    pub fn is_quiet(&self) -> bool {
        self.planned.is_empty()
    }

    /// Posts it again later: M-PESA does not, but nothing forbids it.
    pub fn again(&mut self, callback: Callback, at_ms: u64) {
        self.planned.push(Callback { at_ms, ..callback });
    }

    /// The answer to a question about a push.
    pub fn query(&self, checkout_request: &str, now_ms: u64) -> String {
        let found = self.pushes.iter().find(|push| push.ids.checkout_request.as_str() == checkout_request);
        let code = match found {
            None => return r#"{"requestId":"1","errorCode":"500.001.1001","errorMessage":"The transaction does not Exist"}"#.to_owned(),
            Some(push) if push.ends_at_ms > now_ms => "4999",
            Some(Push { ending: Ending::Paid { .. }, .. }) => "0",
            Some(Push { ending: Ending::Refused(code), .. }) => code,
        };
        format!(
            r#"{{"ResponseCode":"0","ResponseDescription":"ok","MerchantRequestID":"m","CheckoutRequestID":"{checkout_request}","ResultCode":"{code}","ResultDesc":""}}"#
        )
    }

    /// Payments that were made.
    pub fn statement(&self, now_ms: u64) -> impl Iterator<Item = (&Push, &str)> {
        self.pushes.iter().filter(move |push| push.ends_at_ms <= now_ms).filter_map(|push| match &push.ending {
            Ending::Paid { receipt } => Some((push, receipt.as_str())),
            Ending::Refused(_) => None,
        })
    }
}

fn body(push: &Push) -> String {
    let ids = format!(
        r#""MerchantRequestID":"{}","CheckoutRequestID":"{}""#,
        push.ids.merchant_request, push.ids.checkout_request
    );
    match &push.ending {
        Ending::Refused(code) => {
            format!(r#"{{"Body":{{"stkCallback":{{{ids},"ResultCode":{code},"ResultDesc":"no"}}}}}}"#)
        }
        Ending::Paid { receipt } => {
            let items = format!(
                r#"{{"Name":"Amount","Value":{}.00}},{{"Name":"MpesaReceiptNumber","Value":"{receipt}"}}"#,
                push.shillings
            );
            format!(
                r#"{{"Body":{{"stkCallback":{{{ids},"ResultCode":0,"ResultDesc":"ok","CallbackMetadata":{{"Item":[{items}]}}}}}}}}"#
            )
        }
    }
}

/// Somebody who saw the ids, but not the address.
fn forged(push: &Push, at_ms: u64) -> Callback {
    let receipt = "ZZ00000000".to_owned();
    let lie = Push { ending: Ending::Paid { receipt }, ..push.clone() };
    let mut path = push.path.clone();
    path.pop();
    path.push(if push.path.ends_with('0') { '1' } else { '0' });
    Callback { at_ms, path, body: body(&lie), insists: false }
}
