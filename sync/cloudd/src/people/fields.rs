//! The fields of a form or a query.

use axum::body::Bytes;

/// Names and values, decoded. More fields than any form of ours has are not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

const MOST_FIELDS: usize = 32;

impl Fields {
    /// Reads a body or a query.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Fields(form_urlencoded::parse(bytes).into_owned().take(MOST_FIELDS).collect())
    }

    /// The first value under a name; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// All but the fields of one name, as a query has them.
    pub(super) fn without(&self, name: &str) -> String {
        let rest = self.0.iter().filter(|(known, _)| known != name);
        form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish()
    }
}

impl From<Bytes> for Fields {
    fn from(bytes: Bytes) -> Self {
        Fields::read(&bytes)
    }
}
