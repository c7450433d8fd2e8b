//! `bench`: migralint as a whole process against squawk, on a generated repository or on one that is given.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4 as _;

use crate::{action, run, say, write};

/// How many migrations the generated repository has: about 350 kB, as an open-source project has them.
const MIGRATIONS: usize = 820;

/// How often each program runs; before that once, so that all files are in memory.
const RUNS: usize = 15;

/// Measures both programs in turn, and says the medians.
pub(crate) fn run_all(root: &Path, arguments: &[&str]) -> Result<String, String> {
    let repository = match arguments {
        [] => generate(root)?,
        ["--repository", path] => PathBuf::from(path)
            .canonicalize()
            .map_err(|error| format!("cannot open {path}: {error}"))?,
        _ => return Err("usage: cargo xtask bench [--repository PATH]".to_owned()),
    };
    let mut cargo = Command::new(env!("CARGO"));
    run(cargo.args(["build", "--release", "--package", "migralint-cli"]).current_dir(root))?;
    let built =
        root.join("target/release/migralint").with_extension(std::env::consts::EXE_EXTENSION);
    let built = built.canonicalize().map_err(|error| format!("{}: {error}", built.display()))?;

    let files = sql_files(&repository)?;
    let bytes: u64 = files.iter().filter_map(|file| Some(fs::metadata(file).ok()?.len())).sum();
    say(&format!("{}: {} SQL files, {} kB", repository.display(), files.len(), bytes / 1000));
    let mut programs = vec![Program::new(&built, &repository, &[])?];
    match squawk(root) {
        Ok(squawk) => {
            let names = files.iter().filter_map(|file| file.strip_prefix(&repository).ok());
            let mut arguments = vec![Path::new("--assume-in-transaction")];
            arguments.extend(names);
            programs.push(Program::new(&squawk, &repository, &arguments)?);
        }
        Err(why) => say(&format!("squawk cannot be had: {why}")),
    }
    for round in 0..=RUNS {
        for program in &mut programs {
            let costs = program.run()?;
            if round > 0 {
                program.costs.push(costs);
            }
        }
    }
    Ok(table(&programs))
}

/// Writes a repository of Prisma's, without ways back: squawk would judge them too.
fn generate(root: &Path) -> Result<PathBuf, String> {
    let folder = root.join("target/bench");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    for migration in migralint_bench::migrations().take(MIGRATIONS) {
        let path = folder.join(migration.path());
        let parent = path.parent().unwrap_or(&folder);
        fs::create_dir_all(parent).map_err(|error| format!("{}: {error}", parent.display()))?;
        write(&path, &migration.up)?;
    }
    folder.canonicalize().map_err(|error| format!("{}: {error}", folder.display()))
}

/// Every SQL file below a folder, hidden folders and those of packages left out.
fn sql_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut found = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && name != "node_modules" {
            found.extend(sql_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "sql") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The squawk of `target/venv`, from `PyPI`. One on the path may be a script that starts another slowly.
fn squawk(root: &Path) -> Result<PathBuf, String> {
    let tools = action::python(root, &["squawk-cli==2.70.0"])?;
    let squawk = tools.join("squawk").with_extension(std::env::consts::EXE_EXTENSION);
    squawk.canonicalize().map_err(|error| format!("{}: {error}", squawk.display()))
}

/// A program that is measured.
struct Program {
    /// Its name and version, as it says them.
    name: String,
    command: Command,
    costs: Vec<Costs>,
}

/// What one run costs.
#[derive(Clone, Copy)]
struct Costs {
    wall: Duration,
    /// User and system time.
    cpu: Duration,
    /// The peak of its memory in bytes.
    memory: u64,
}

impl Program {
    fn new(program: &Path, folder: &Path, arguments: &[&Path]) -> Result<Self, String> {
        let fail = |error| format!("cannot run {}: {error}", program.display());
        let version = Command::new(program).arg("--version").output().map_err(fail)?;
        let mut command = Command::new(program);
        command.current_dir(folder).args(arguments).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let name = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        Ok(Self { name, command, costs: Vec::new() })
    }

    fn run(&mut self) -> Result<Costs, String> {
        let fail = |error| format!("cannot run {}: {error}", self.name);
        let start = Instant::now();
        let used = self.command.spawn().and_then(|mut child| child.wait4()).map_err(fail)?;
        let wall = start.elapsed();
        // Both end with 1, since both find something.
        if used.status.code() != Some(1) {
            return Err(format!("{}: {}", self.name, used.status));
        }
        Ok(Costs { wall, cpu: used.rusage.utime + used.rusage.stime, memory: used.rusage.maxrss })
    }

    fn median(&self, of: impl Fn(&Costs) -> f64) -> f64 {
        median(self.costs.iter().map(of).collect())
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

fn wall(costs: &Costs) -> f64 {
    costs.wall.as_secs_f64() * 1e3
}

fn cpu(costs: &Costs) -> f64 {
    costs.cpu.as_secs_f64() * 1e3
}

#[expect(clippy::cast_precision_loss, reason = "no program takes petabytes")]
fn memory(costs: &Costs) -> f64 {
    costs.memory as f64 / 1e6
}

/// The medians, and those of the ratios of runs that followed one another.
fn table(programs: &[Program]) -> String {
    let mut lines = vec![format!("{:<20}{:>10}{:>10}{:>10}", "", "wall ms", "CPU ms", "peak MB")];
    for program in programs {
        let [wall, cpu, memory] = [wall, cpu, memory].map(|of| program.median(of));
        lines.push(format!("{:<20}{wall:>10.1}{cpu:>10.1}{memory:>10.1}", program.name));
    }
    if let [ours, other] = programs {
        let [wall, cpu, memory] = [wall, cpu, memory].map(|of| {
            let pairs = ours.costs.iter().zip(&other.costs);
            median(pairs.map(|(ours, other)| of(ours) / of(other)).collect())
        });
        lines.push(format!("{:<20}{wall:>10.2}{cpu:>10.2}{memory:>10.2}", "ratio"));
    }
    lines.join("\n")
}
