//! What is answered, before it becomes HTTP: M-PESA's own answers, and what gateway and firewall say in its place.

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderValue};
use hyper::{Response, StatusCode};

use crate::daraja::ids;
use crate::daraja::json::{object, text};
use crate::daraja::mpesa::Mpesa;
use crate::daraja::refusal::Refusal;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) body: String,
}

impl Answer {
    /// A JSON object with HTTP 200.
    pub(super) fn ok(members: &[(&str, String)]) -> Self {
        Answer::json(200, object(members))
    }

    pub(super) fn json(status: u16, body: String) -> Self {
        Answer { status, content_type: "application/json", body }
    }

    pub(super) fn plain(status: u16, body: &str) -> Self {
        Answer { status, content_type: "text/plain; charset=utf-8", body: body.to_owned() }
    }

    /// No body at all.
    pub(super) fn empty(status: u16) -> Self {
        Answer::plain(status, "")
    }

    /// `{"requestId", "errorCode", "errorMessage"}`.
    pub(super) fn refusal(mpesa: &Mpesa, refusal: &Refusal) -> Self {
        let request_id = refusal.request_id.clone();
        let request_id = request_id.unwrap_or_else(|| ids::merchant_request_id(&mut mpesa.state().chance));
        let members = [
            ("requestId", text(request_id)),
            ("errorCode", text(refusal.code)),
            ("errorMessage", text(&refusal.message)),
        ];
        Answer::json(refusal.status, object(&members))
    }

    /// The gateway's own shape.
    pub(super) fn gateway_fault(status: u16, faultstring: &str, errorcode: &str) -> Self {
        let detail = object(&[("errorcode", text(errorcode))]);
        Answer::json(status, object(&[("fault", object(&[("faultstring", text(faultstring)), ("detail", detail)]))]))
    }

    /// The gateway's word on too many requests.
    pub(super) fn rate_fault(status: u16, rate: &str) -> Self {
        let faultstring = format!("Spike arrest violation. Allowed rate : {rate}");
        Answer::gateway_fault(status, &faultstring, "policies.ratelimit.SpikeArrestViolation")
    }

    /// The page of the web firewall before the gateway.
    pub(super) fn firewall(status: u16) -> Self {
        let body = "<html style=\"height:100%\"><head><META NAME=\"ROBOTS\" CONTENT=\"NOINDEX, NOFOLLOW\"></head>\
                    <body style=\"margin:0px;height:100%\"><iframe id=\"main-iframe\" \
                    src=\"/_Incapsula_Resource?CWUDNSAI=9&xinfo=1-1-0\" frameborder=0 width=\"100%\" height=\"100%\">\
                    Request unsuccessful. Incapsula incident ID: 1234000270171234567-98765432109876543</iframe>\
                    </body></html>\n";
        Answer { status, content_type: "text/html", body: body.to_owned() }
    }
}

impl From<Answer> for Response<Full<Bytes>> {
    fn from(answer: Answer) -> Self {
        let mut response = Response::new(Full::new(Bytes::from(answer.body)));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
        response
    }
}
