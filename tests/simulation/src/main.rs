//! `simulate`: many seeds, or one with its story.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

/// Lives through seeded worlds and says which promise broke.
#[derive(Debug, Parser)]
#[command(name = "simulate", max_term_width = 100)]
struct Arguments {
    /// How many seeds.
    #[arg(long, default_value_t = 100)]
    seeds: u64,
    /// The first one.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Only this one.
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Gateways in each world.
    #[arg(long, default_value_t = 2)]
    gateways: usize,
    /// Steps in each world.
    #[arg(long, default_value_t = 250)]
    steps: usize,
    /// Begin no more worlds after so many seconds.
    #[arg(long, value_name = "SECONDS")]
    at_most: Option<u64>,
}

#[expect(clippy::disallowed_methods, reason = "how many worlds fit into the time is a matter of the real clock")]
fn main() -> ExitCode {
    let (arguments, began) = (Arguments::parse(), Instant::now());
    let (first, count) = arguments.seed.map_or((arguments.from, arguments.seeds), |seed| (seed, 1));
    let mut out = std::io::stdout();
    for seed in first..first + count {
        if let Err(story) = simulation::run(seed, arguments.gateways, arguments.steps) {
            let _ = writeln!(out, "\n{story}");
            return ExitCode::FAILURE;
        }
        let _ = write!(out, "\r{} of {count} worlds lived through", seed - first + 1);
        let _ = out.flush();
        if arguments.at_most.is_some_and(|secs| began.elapsed().as_secs() >= secs) {
            break;
        }
    }
    let _ = writeln!(out);
    ExitCode::SUCCESS
}
