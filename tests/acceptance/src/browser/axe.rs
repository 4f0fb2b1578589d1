//! Whether a page shuts anybody out: axe-core (Deque) looks at it in the browser, with its own idea of names, roles, contrast
//! and order. `./dev test` fetches it.

use std::path::PathBuf;
use std::sync::LazyLock;

use serde_json::json;

use super::{Browser, text};

/// As `dev` fetches it.
const FOLDER: &str = "axe-core-4.14.1";

static AXE: LazyLock<String> = LazyLock::new(|| {
    let cache = std::env::var_os("LANGO_CACHE").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache/lango")));
    let file = cache.unwrap_or_default().join(FOLDER).join("axe.min.js");
    std::fs::read_to_string(&file).unwrap_or_else(|why| {
        let place = file.parent().unwrap_or(&file).display();
        panic!(
            "{}: {why}\n./dev test fetches it, or: mkdir -p {place} && cd {place} && npm pack axe-core@4.14.1 && \
            tar xzf *.tgz --strip-components=1 (apt-get install npm)",
            file.display()
        )
    })
});

impl Browser {
    /// What keeps people with another eye, hand or reader out of the page that has loaded: axe-core's serious and critical
    /// findings. Nothing, on a good page.
    #[track_caller]
    pub fn barriers(&self) -> Vec<String> {
        // Past the page's own policy, which lets no script in.
        self.devtools("Runtime.evaluate", json!({ "expression": AXE.as_str() }));
        let found = self.script(SERIOUS);
        found.as_array().unwrap_or_else(|| panic!("axe says {found}")).iter().cloned().map(text).collect()
    }
}

/// Where pages may run no scripts there are no timers either, and axe takes one breath between its rules.
/// Pages that wait ask for themselves again, so that they work without scripts; nothing is typed on them.
const SERIOUS: &str = "
const timer = window.setTimeout;
window.setTimeout = (go, after) => after ? timer(go, after) : void Promise.resolve().then(go);
return axe.run(document, {
  resultTypes: ['violations'],
  preload: false,
  rules: { 'meta-refresh': { enabled: false } },
}).finally(() => { window.setTimeout = timer }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .map(({ id, help, nodes }) => `${id}, ${help}: ${nodes.map(node => node.html).join(' | ')}`))";
