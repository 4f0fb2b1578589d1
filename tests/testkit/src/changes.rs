//! Settings changed by name, as a control port and a command line say it.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// These settings with the named ones changed. An unknown name or value is refused.
pub(crate) fn changed<T: Serialize + DeserializeOwned>(
    settings: &T,
    changes: Map<String, Value>,
) -> serde_json::Result<T> {
    let mut all = serde_json::to_value(settings)?;
    if let Some(fields) = all.as_object_mut() {
        fields.extend(changes);
    }
    serde_json::from_value(all)
}
