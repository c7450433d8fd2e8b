//! The command line.

use std::ffi::OsString;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{
    ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};
use migralint::history::layout::LAYOUTS;
use migralint::reporters::{FORMATS, Format, by_name};

/// What the command line asks for.
pub(crate) enum Parsed {
    /// A command.
    Run(Box<Command>),
    /// A text, such as the help.
    Print {
        /// The text.
        text: String,
        /// Whether it says what is wrong.
        is_error: bool,
    },
}

/// Finds what is dangerous in PostgreSQL migrations before they run.
#[derive(Debug, Parser)]
#[command(
    name = "migralint",
    version,
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    check: CheckArgs,
}

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Says what is dangerous in the new migrations (the default command).
    Check(CheckArgs),
    /// Says what every statement does: locks, rewrites, scans.
    Effects(EffectsArgs),
    /// Writes the way back of migrations, or says whether it leads back.
    #[command(subcommand)]
    Rollback(RollbackCommand),
    /// Accepts what is found today, so that only what is new is reported.
    Baseline(BaselineArgs),
    /// Sets migralint up in this repository: configuration, workflow, hook, build script.
    Init(InitArgs),
    /// Shows the page of a rule.
    Explain {
        /// The rule.
        rule: String,
    },
    /// Lists all rules.
    Rules,
}

/// A command about the way back.
#[derive(Debug, Subcommand)]
pub(crate) enum RollbackCommand {
    /// Writes the way back of a migration: the statements that restore the schema before it.
    New(RollbackNewArgs),
    /// Says whether every way back leads back.
    Check(CheckArgs),
}

/// `migralint rollback new`.
#[derive(Args, Debug)]
pub(crate) struct RollbackNewArgs {
    /// The migration: its id, its name or a path; the newest by default.
    #[arg(value_name = "MIGRATION")]
    pub migration: Option<String>,
    #[command(flatten)]
    pub history: HistoryArgs,
    /// Prints the way back instead of writing it to its file.
    #[arg(long)]
    pub stdout: bool,
    /// Writes over a file that is there.
    #[arg(long)]
    pub force: bool,
    /// Writes the way back of every migration that has none.
    #[arg(long, conflicts_with = "stdout")]
    pub all_missing: bool,
}

/// Which migrations, and how they are read.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct HistoryArgs {
    /// Folders, files or patterns; `-` is standard input. The working directory by default.
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// Only migrations that this git revision does not have are judged.
    #[arg(long, value_name = "REVISION")]
    pub since: Option<String>,
    /// Only migrations after this one are judged.
    #[arg(long, value_name = "MIGRATION")]
    pub after: Vec<String>,
    /// Only migrations that are not named in this file are judged: rows of the table in which their tool writes down what
    /// has run, as `psql -At` prints them, or names.
    #[arg(long, value_name = "FILE")]
    pub applied: Option<String>,
    /// The migration tool; found by itself otherwise.
    #[arg(long, value_name = "NAME", value_parser = layout_names())]
    pub layout: Option<String>,
    /// The oldest PostgreSQL that the migrations run on (14 to 18).
    #[arg(long, value_name = "VERSION")]
    pub postgres: Option<u8>,
    /// The configuration; `migralint.toml` or the key `migralint` of `package.json` otherwise.
    #[arg(long, value_name = "FILE")]
    pub config: Option<String>,
    /// Reads the configuration, the baseline and the table statistics as this git revision has them, and says what the
    /// working tree has changed in them.
    #[arg(long, value_name = "REVISION")]
    pub config_from: Option<String>,
    /// The name of what is read from standard input.
    #[arg(long, value_name = "FILE")]
    pub stdin_filename: Option<String>,
    /// When to use colours.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub color: Color,
    /// Says less.
    #[arg(long, short)]
    pub quiet: bool,
}

/// `migralint check`.
#[derive(Args, Debug)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub history: HistoryArgs,
    /// The form of the report. May be given several times, each followed by its `--output`.
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(|_| true))]
    format: Vec<&'static Format>,
    /// Writes the report of the `--format` before it to this file.
    #[arg(long, value_name = "FILE")]
    output: Vec<String>,
    /// Turns a rule off.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub allow: Vec<String>,
    /// Makes a rule a warning.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub warn: Vec<String>,
    /// Makes a rule an error.
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub deny: Vec<String>,
    /// What makes the exit code 1; `error` by default.
    #[arg(long, value_name = "SEVERITY", value_enum)]
    pub fail_on: Option<FailOn>,
    /// The reports that are asked for.
    #[arg(skip)]
    pub reports: Vec<Report>,
}

/// `migralint effects`.
#[derive(Args, Debug)]
pub(crate) struct EffectsArgs {
    #[command(flatten)]
    pub history: HistoryArgs,
    /// The form of the report. May be given several times, each followed by its `--output`.
    #[arg(long, value_name = "FORMAT", value_parser = format_parser(|format| format.effects.is_some()))]
    format: Vec<&'static Format>,
    /// Writes the report of the `--format` before it to this file.
    #[arg(long, value_name = "FILE")]
    output: Vec<String>,
    /// The reports that are asked for.
    #[arg(skip)]
    pub reports: Vec<Report>,
}

/// `migralint baseline`.
#[derive(Args, Debug)]
pub(crate) struct BaselineArgs {
    #[command(flatten)]
    pub history: HistoryArgs,
    /// The file to write; the one of the configuration, or `migralint-baseline.json` otherwise.
    #[arg(long, value_name = "FILE")]
    pub output: Option<String>,
}

/// `migralint init`.
#[derive(Args, Debug, Default)]
pub(crate) struct InitArgs {
    /// Writes without asking.
    #[arg(long, short)]
    pub yes: bool,
    /// Shows what would be written, and writes nothing.
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,
}

/// A report that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    /// Its format.
    pub format: &'static Format,
    /// Its file; standard output without.
    pub output: Option<String>,
}

/// The names of formats: of all, or of those that tell effects.
fn format_parser(is_shown: fn(&Format) -> bool) -> impl TypedValueParser<Value = &'static Format> {
    let shown = FORMATS.iter().filter(move |format| is_shown(format));
    let values = shown.map(|format| PossibleValue::new(format.name).help(format.summary));
    PossibleValuesParser::new(values)
        .try_map(|name| by_name(&name).ok_or_else(|| format!("`{name}` is no format")))
}

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What makes the exit code 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FailOn {
    /// An error.
    Error,
    /// A warning or an error.
    Warning,
    /// Nothing.
    Never,
}

fn layout_names() -> clap::builder::PossibleValuesParser {
    LAYOUTS.iter().map(|layout| layout.name).collect::<Vec<_>>().into()
}

/// Reads the command line; `width` is the terminal's, for the help; `format` is that of a check that names neither
/// a format nor an output.
/// The command line as clap has it.
#[cfg(feature = "command")]
pub fn command() -> clap::Command {
    Cli::command()
}

pub(crate) fn parse(
    arguments: Vec<OsString>,
    width: Option<usize>,
    format: &'static Format,
) -> Parsed {
    let command = Cli::command().term_width(width.unwrap_or(DEFAULT_WIDTH).min(DEFAULT_WIDTH));
    let parsed = command.try_get_matches_from(arguments).and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        let own = matches.subcommand().map_or(&matches, |(_, own)| own);
        with_reports(cli.command.unwrap_or(Command::Check(cli.check)), format, own)
    });
    match parsed {
        Ok(command) => Parsed::Run(Box::new(command)),
        Err(error) => {
            Parsed::Print { text: error.render().to_string(), is_error: error.use_stderr() }
        }
    }
}

/// The width of the help where no terminal tells.
const DEFAULT_WIDTH: usize = 100;

fn with_reports(
    mut command: Command,
    format: &'static Format,
    matches: &ArgMatches,
) -> Result<Command, clap::Error> {
    match &mut command {
        Command::Check(args) if args.format.is_empty() && args.output.is_empty() => {
            args.reports = vec![Report { format, output: None }];
        }
        Command::Check(args) => args.reports = reports(&args.format, &args.output, matches)?,
        Command::Effects(args) => args.reports = reports(&args.format, &args.output, matches)?,
        Command::Rollback(RollbackCommand::Check(args)) => {
            let own = matches.subcommand().map_or(matches, |(_, own)| own);
            args.reports = reports(&args.format, &args.output, own)?;
        }
        Command::Rollback(RollbackCommand::New(_))
        | Command::Baseline(_)
        | Command::Init(_)
        | Command::Explain { .. }
        | Command::Rules => {}
    }
    Ok(command)
}

/// Gives each `--output` to the `--format` before it.
fn reports(
    formats: &[&'static Format],
    outputs: &[String],
    matches: &ArgMatches,
) -> Result<Vec<Report>, clap::Error> {
    let indices = |id| matches.indices_of(id).into_iter().flatten().collect::<Vec<_>>();
    let (format_at, output_at) = (indices("format"), indices("output"));
    let mut reports: Vec<Report> =
        formats.iter().map(|format| Report { format, output: None }).collect();
    if reports.is_empty() {
        reports.push(Report { format: FORMATS[0], output: None });
    }
    for (output, at) in outputs.iter().zip(output_at) {
        let own = format_at.partition_point(|format| *format < at).saturating_sub(1);
        if reports[own].output.replace(output.clone()).is_some() {
            let message = format!("`--output {output}` has no `--format` of its own before it\n");
            return Err(Cli::command().error(ErrorKind::ArgumentConflict, message.trim_end()));
        }
    }
    if reports.iter().filter(|report| report.output.is_none()).count() > 1 {
        let message = "of several formats only one can go to standard output; give the others `--output FILE`";
        return Err(Cli::command().error(ErrorKind::ArgumentConflict, message));
    }
    Ok(reports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use migralint::reporters::{json, sarif, text};

    fn check(line: &str) -> Result<Vec<Report>, String> {
        let arguments = line.split(' ').map(OsString::from).collect();
        match parse(arguments, None, FORMATS[0]) {
            Parsed::Run(command) => match *command {
                Command::Check(args) => Ok(args.reports),
                _ => panic!("not a check"),
            },
            Parsed::Print { text, .. } => Err(text),
        }
    }

    fn report(format: &'static Format, output: Option<&str>) -> Report {
        Report { format, output: output.map(ToOwned::to_owned) }
    }

    #[test]
    fn an_output_belongs_to_the_format_before_it() {
        assert_eq!(check("migralint"), Ok(vec![report(&text::FORMAT, None)]));
        assert_eq!(check("migralint --output a"), Ok(vec![report(&text::FORMAT, Some("a"))]));
        assert_eq!(
            check("migralint check --format text --format sarif --output a.sarif db"),
            Ok(vec![report(&text::FORMAT, None), report(&sarif::FORMAT, Some("a.sarif"))])
        );
        assert_eq!(
            check("migralint --format json --output a --format text"),
            Ok(vec![report(&json::FORMAT, Some("a")), report(&text::FORMAT, None)])
        );
        assert!(check("migralint --format json --format text").is_err());
        assert!(check("migralint --format json --output a --output b").is_err());
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }
}
