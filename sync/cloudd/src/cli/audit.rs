//! What was done at the command line, as the log has it. Who may run commands is for the machine to say: the log knows no
//! more of them than that it was there.

use std::io::Write as _;

use cloud_store::CloudStore;
use domain::ids::ProviderId;
use serde_json::{Map, Value};

pub(super) use crate::audit::Deed;
use crate::audit::Line;
use crate::cli::{Failure, books};
use crate::clock::Clock;
use crate::config::Config;

/// Something that was done, to be written down.
#[derive(Clone, Debug)]
pub(super) struct Done {
    concerns: Option<ProviderId>,
    deed: Deed,
    subject: String,
    detail: Map<String, Value>,
}

impl Done {
    /// A deed, and to what it was done.
    pub(super) fn new(deed: Deed, subject: impl ToString) -> Self {
        let detail = Map::from_iter([("by".to_owned(), Value::from("command line"))]);
        Done { concerns: None, deed, subject: subject.to_string(), detail }
    }

    /// The provider it concerns; otherwise it concerns none.
    pub(super) fn concerns(self, provider: impl Into<Option<ProviderId>>) -> Self {
        Done { concerns: provider.into(), ..self }
    }

    /// What else there is to know of it.
    pub(super) fn with(mut self, name: &str, fact: impl Into<Value>) -> Self {
        self.detail.insert(name.to_owned(), fact.into());
        self
    }

    /// Adds what is done to the log. It is done whatever becomes of the log: whoever did it is told what there is to tell,
    /// and besides that the log lacks it.
    pub(super) async fn add_to_log(self, store: &CloudStore, config: &Config) {
        if let Err(why) = self.write_down(store, config).await {
            let lacks = format!("lango-cloud: this is done, but the log lacks it, for it could not be written: {why}");
            // Whoever reads standard error may have gone.
            let _ = writeln!(std::io::stderr(), "{lacks}");
        }
    }

    /// Adds it to the log; for what is not to be done unless the log has it.
    pub(super) async fn write_down(self, store: &CloudStore, config: &Config) -> Result<(), Failure> {
        let Done { concerns, deed, subject, detail } = self;
        let line = Line { user: None, concerns, deed, subject, detail: Some(Value::Object(detail)) };
        line.write(store, Clock.unix_ms()).await.map_err(|error| books::explain(error, &config.database))
    }
}
