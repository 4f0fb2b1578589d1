//! The refusals of M-PESA: one code, many meanings.

/// A refusal with its HTTP status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
    pub(super) message: String,
    /// The requestId, where it is not a new one.
    pub(super) request_id: Option<String>,
}

impl Refusal {
    pub(super) fn new(status: u16, code: &'static str, message: &str) -> Self {
        Refusal { status, code, message: message.to_owned(), request_id: None }
    }

    /// `Bad Request - Invalid PhoneNumber`.
    pub(super) fn invalid(field: &str) -> Self {
        Refusal::new(400, "400.002.02", &format!("Bad Request - Invalid {field}"))
    }

    /// The same as C2B says it.
    pub(super) fn invalid_in_c2b(field: &str) -> Self {
        Refusal::new(400, "400.003.02", &format!("Bad Request - Invalid {field}"))
    }

    /// Anything of 500.001.1001.
    pub(super) fn server(message: &str) -> Self {
        Refusal::new(500, "500.001.1001", message)
    }

    /// A query has no answer yet, or so it says.
    pub(super) fn being_processed(request_id: Option<String>) -> Self {
        Refusal { request_id, ..Refusal::server("The transaction is being processed") }
    }

    /// The same without saying anything, and as a success of HTTP.
    pub(super) fn empty_message() -> Self {
        Refusal { status: 200, ..Refusal::server("") }
    }
}
