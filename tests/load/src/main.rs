//! `load`: drives RADIUS servers, measures `langod` against its budgets and peers, and pulls its plug. Wiring only.

mod arguments;

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use arguments::{Arguments, BenchArguments, Command, CrashArguments, DriveArguments};
use clap::Parser;
use load::client::{Ask, Deck, Guests, Load, drive};
use load::scratch::Scratch;
use load::{bench, clock, crash, machine};
use radius_proto::Secret;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("load: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Auth(arguments) => drive_server(Ask::Login, usize::MAX, &arguments),
        Command::Activate(arguments) => drive_server(Ask::Login, 1, &arguments),
        Command::AcctStart(arguments) => drive_server(Ask::Start, 1, &arguments),
        Command::Bench(arguments) => run_bench(arguments),
        Command::Crash(arguments) => run_crash(&arguments),
    }
}

/// `each`: how often a code may be used.
fn drive_server(ask: Ask, each: usize, arguments: &DriveArguments) -> Result<ExitCode> {
    let codes =
        fs::read_to_string(&arguments.codes).with_context(|| format!("reading {}", arguments.codes.display()))?;
    let codes: Vec<String> = codes.split_whitespace().map(str::to_owned).collect();
    if codes.is_empty() {
        bail!("{} holds no codes: one a line is expected", arguments.codes.display());
    }
    let most = codes.len().saturating_mul(each).min(arguments.count.unwrap_or(usize::MAX));
    let guests = Guests::new(ask, codes);
    let load = Load {
        sockets: arguments.sockets,
        ..Load::full(arguments.server, Secret::new(&arguments.secret)?, arguments.in_flight)
    };
    let before = arguments.pid.map(machine::cpu_time).transpose()?;
    let tally = drive(&load, &guests, &Deck::of(most, Duration::from_secs(arguments.seconds)))?;
    println!("{tally}");
    if let (Some(pid), Some(before)) = (arguments.pid, before) {
        let spent = machine::cpu_time(pid)?.saturating_sub(before);
        println!("server CPU {:.1} µs a request", spent.as_secs_f64() * 1e6 / tally.answers.len().max(1) as f64);
    }
    Ok(ExitCode::from(u8::from(!tally.lost.is_empty())))
}

fn run_bench(arguments: BenchArguments) -> Result<ExitCode> {
    let scratch = scratch(arguments.scratch)?;
    let BenchArguments { peers_only, dist, .. } = arguments;
    let settings = bench::Settings { langod: langod(), lango_cloud: lango_cloud(), peers_only, dist };
    let table = bench::run(&arguments.names, &settings, &scratch)?;
    io::stdout().write_all(table.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn run_crash(arguments: &CrashArguments) -> Result<ExitCode> {
    let scratch = scratch(arguments.scratch.clone())?;
    let seed = arguments.seed.unwrap_or_else(clock::seed);
    println!("seed {seed} (--seed {seed} chooses the same instants again)");
    let settings = crash::Settings { langod: langod(), times: arguments.times, seed };
    let summary = crash::run(&settings, &scratch, |round| println!("{round}"))?;
    println!("{summary}");
    let settings = crash::SalesSettings { langod: langod(), times: arguments.times, seed };
    let sales = crash::run_sales(&settings, |round| println!("{round}"))?;
    println!("{sales}");
    Ok(ExitCode::from(u8::from(!(summary.nothing_was_lost() && sales.agrees()))))
}

/// Beside this program, unless a disk is named: the build folder is on a real one.
fn scratch(place: Option<PathBuf>) -> Result<Scratch> {
    let place = place.or_else(|| Some(std::env::current_exe().ok()?.parent()?.to_path_buf()));
    let scratch = Scratch::inside(&place.unwrap_or_else(std::env::temp_dir))?;
    scratch.clear_on_interrupt()?;
    Ok(scratch)
}

fn langod() -> PathBuf {
    program("LANGOD", "langod")
}

fn lango_cloud() -> PathBuf {
    program("LANGO_CLOUD", "lango-cloud")
}

/// Where a variable says, else beside this program.
#[expect(clippy::disallowed_methods, reason = "this is the roof's door")]
fn program(variable: &str, name: &str) -> PathBuf {
    let beside = || Some(std::env::current_exe().ok()?.parent()?.join(name));
    std::env::var(variable).ok().map(PathBuf::from).or_else(beside).unwrap_or_else(|| name.into())
}
