//! What is on the internet: the payment rail.

use crate::cli::doctor::finding::Finding;
use crate::cli::mpesa::unreachable;
use crate::clock::Clock;
use crate::config::Config;
use crate::mpesa::Line;

/// Whether the rail can be reached. Names, connections and TLS fail for different reasons.
pub(super) async fn mpesa(config: &Config) -> Option<Finding> {
    let mpesa = config.mpesa.as_ref()?;
    let line = match Line::to(&mpesa.base_url, &Clock::new()) {
        Ok(line) => line,
        Err(why) => return Some(Finding::bad("mpesa", why, "correct [mpesa] base_url")),
    };
    Some(match line.reach().await {
        Ok(()) => Finding::good("mpesa", format!("{} answers", mpesa.base_url)),
        Err(trouble) => {
            let found = format!("{} cannot be reached ({})", mpesa.base_url, trouble.as_str());
            Finding::bad("mpesa", found, unreachable(&trouble))
        }
    })
}
