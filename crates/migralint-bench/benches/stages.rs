//! How long the stages of a run take on histories of 1,000, 10,000 and 100,000 statements, and how that grows:
//! `cargo bench -p migralint-bench`, with a stage behind `--` for that one alone.

use std::collections::{BTreeMap, BTreeSet};
use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput};
use migralint::history::layout::{Options, Tree, find};
use migralint::history::{History, Role};
use migralint::reporters::{Context, FORMATS};
use migralint::settings::Settings;
use migralint::source::{SourceFile, Sources};
use migralint::suppression::baseline::Baseline;
use migralint::{check, syntax};
use migralint_bench::Migration;

/// How many statements the histories have, at least.
const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() {
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args();
    let mut growth = Growth::default();
    for size in SIZES {
        measure(&mut criterion, &mut growth, size);
    }
    criterion.final_summary();
    growth.print();
}

/// Measures every stage on a history of so many statements.
fn measure(criterion: &mut Criterion, growth: &mut Growth, size: usize) {
    let migrations = migralint_bench::of_statements(size);
    let statements = migrations.iter().map(|migration| migration.statements).sum();
    let mut stage = |name: &'static str, work: &dyn Fn()| {
        let mut group = criterion.benchmark_group(name);
        group.sampling_mode(SamplingMode::Flat).throughput(Throughput::Elements(statements as u64));
        group.bench_function(BenchmarkId::from_parameter(size), |bencher| {
            bencher.iter_custom(|times| {
                let took: Vec<Duration> = (0..times).map(|_| time(work)).collect();
                growth.add(name, statements, took.iter().min().copied().unwrap_or_default());
                took.iter().sum()
            });
        });
    };

    let sources = sources(&migrations);
    stage("layout", &|| drop(black_box(histories(&sources, Role::New))));
    stage("parse", &|| {
        for (_, file) in sources.iter() {
            black_box(syntax::parse(file.text(), &[file.whole()]));
        }
    });

    let settings = Settings::default();
    // What has run already is not judged.
    let old = histories(&sources, Role::Baseline);
    stage("replay", &|| drop(black_box(check(&sources, &old, &settings, &Baseline::default()))));
    let new = histories(&sources, Role::New);
    stage("replay and rules", &|| {
        drop(black_box(check(&sources, &new, &settings, &Baseline::default())));
    });

    let outcome = check(&sources, &new, &settings, &Baseline::default());
    assert!(outcome.diagnostics().count() > size / 10, "the history gives the rules work");
    for format in FORMATS {
        stage(format.name, &|| {
            let mut out = String::new();
            (format.check)(&outcome, &Context::plain(100), &mut out);
            black_box(out);
        });
    }
}

fn time(work: &dyn Fn()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

fn sources(migrations: &[Migration]) -> Sources {
    let mut sources = Sources::default();
    for migration in migrations {
        sources.add(SourceFile::new(migration.path(), migration.up.as_str()));
        if let Some(down) = &migration.down {
            sources.add(SourceFile::new(migration.down_path(), down.as_str()));
        }
    }
    sources
}

fn histories(sources: &Sources, role: Role) -> Vec<History> {
    let tree = Tree {
        sources,
        configs: &BTreeMap::new(),
        others: &BTreeSet::new(),
        folders: &[String::new()],
        files: &BTreeSet::new(),
    };
    let mut found = find(&tree, &Options::default()).histories;
    for migration in found.iter_mut().flat_map(|history| &mut history.migrations) {
        migration.role = role;
    }
    found
}

/// The least time of each stage, by the number of statements.
#[derive(Default)]
struct Growth(Vec<(&'static str, BTreeMap<usize, Duration>)>);

impl Growth {
    fn add(&mut self, stage: &'static str, statements: usize, took: Duration) {
        let known = self.0.iter().position(|(name, _)| *name == stage);
        let at = known.unwrap_or_else(|| {
            self.0.push((stage, BTreeMap::new()));
            self.0.len() - 1
        });
        let least = self.0[at].1.entry(statements).or_insert(took);
        *least = took.min(*least);
    }

    #[expect(clippy::print_stdout, reason = "what a benchmark is for")]
    fn print(&self) {
        println!(
            "\nms for so many statements, and the exponent e of their growth (time ~ statements^e)\n"
        );
        for (stage, times) in &self.0 {
            let time = |(statements, took): (&usize, &Duration)| {
                format!("{statements:>7}: {:>9.2}", took.as_secs_f64() * 1000.0)
            };
            let times_shown: Vec<String> = times.iter().map(time).collect();
            println!("{stage:<18} {}   e = {:.2}", times_shown.join("  "), exponent(times));
        }
    }
}

/// The slope of the line that fits the logarithms best.
fn exponent(times: &BTreeMap<usize, Duration>) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "no history has that many statements")]
    let logs =
        times.iter().map(|(statements, took)| ((*statements as f64).ln(), took.as_secs_f64().ln()));
    let points: Vec<(f64, f64)> = logs.collect();
    let mean = |of: fn(&(f64, f64)) -> f64| {
        points.iter().map(of).sum::<f64>() / points.iter().map(|_| 1.0).sum::<f64>()
    };
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let slope = points.iter().map(|point| (point.0 - x) * (point.1 - y)).sum::<f64>();
    slope / points.iter().map(|point| (point.0 - x).powi(2)).sum::<f64>()
}
