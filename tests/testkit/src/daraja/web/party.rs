//! What the asynchronous calls have in common: who asks, where the outcome goes, and the immediate answer.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::answer::Answer;
use super::body::Body;
use crate::daraja::agenda::Due;
use crate::daraja::json::text;
use crate::daraja::mpesa::Mpesa;
use crate::daraja::public_url::Leniency;
use crate::daraja::refusal::Refusal;
use crate::daraja::results::{Job, Request};
use crate::daraja::{ResultCode, ids};

/// Who asks, and where the outcome goes.
pub(super) struct Party {
    refused: Option<ResultCode>,
    result_url: String,
    time_out_url: String,
}

impl Party {
    /// Reads the fields under which this call has them. An unknown initiator is found out later, by 2001.
    pub(super) fn read(mpesa: &Mpesa, body: &Body, initiator_field: &str) -> Result<Self, Refusal> {
        let initiator = body.required(initiator_field)?;
        body.fitting("SecurityCredential", |text| BASE64_STANDARD.decode(text).is_ok())?;
        let leniency = Leniency { tunnels: !mpesa.quirks().tunnels_blocked, ..Leniency::default() };
        Ok(Party {
            refused: (initiator != mpesa.config.initiator).then(|| "2001".into()),
            result_url: body.url("ResultURL", leniency)?,
            time_out_url: body.url("QueueTimeOutURL", leniency)?,
        })
    }

    /// Accepts the request; its work and its Result follow.
    pub(super) fn accept(self, mpesa: &Arc<Mpesa>, request: Request, originator: Option<String>) -> Answer {
        let at = mpesa.clock.wall();
        let (originator_conversation_id, conversation_id, lag_ms) = {
            let mut state = mpesa.state();
            let own = ids::merchant_request_id(&mut state.chance);
            let conversation_id = ids::conversation_id(&mut state.chance, at);
            (originator.unwrap_or(own), conversation_id, state.quirks.result_lag_ms)
        };
        let answer = Answer::ok(&[
            ("OriginatorConversationID", text(&originator_conversation_id)),
            ("ConversationID", text(&conversation_id)),
            ("ResponseCode", text("0")),
            ("ResponseDescription", text("Accept the service request successfully.")),
        ]);
        let Party { refused, result_url, time_out_url } = self;
        let job = Job { request, refused, originator_conversation_id, conversation_id, result_url, time_out_url };
        mpesa.plan(Duration::from_millis(lag_ms), Due::Settle(job));
        answer
    }
}

/// A field of a limited length.
pub(super) fn remarks(body: &Body, least: usize) -> Result<String, Refusal> {
    body.fitting("Remarks", |text| (least..=100).contains(&text.chars().count()))
}
