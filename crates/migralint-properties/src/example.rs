//! A text as an example of a page is: migrations and their ways back behind markers, and words for how they are run.

use migralint::history::History;
use migralint::outcome::Outcome;
use migralint::page::Block;
use migralint::reporters::{Context, json, text};
use migralint::rules::infos;
use migralint::settings::{Level, Settings};
use migralint::source::{Sources, Span};
use migralint::suppression::baseline::Baseline;

/// What begins the first line where it says how the rest is run: `-- with: layout=prisma@6 postgres=18`.
pub(crate) const WITH: &str = "-- with: ";

/// A history that was read.
#[derive(Debug)]
pub(crate) struct Example {
    pub sources: Sources,
    pub histories: [History; 1],
    /// Every rule runs.
    pub settings: Settings,
}

impl Example {
    /// Reads a text; `None` where its first line asks for what there is not, or two of its files
    /// have one path.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let (words, text) = first.strip_prefix(WITH).map_or(("", text), |words| (words, rest));
        let info = format!("sql bad {words}");
        let block = Block { info: &info, text, span: Span::new(0, text.len()), line: 1 };
        let mut settings = block.settings().ok()?;
        settings.levels = infos().map(|rule| (rule.id, Level::At(rule.severity))).collect();
        settings.verify_all_rollbacks = true;
        let mut sources = Sources::default();
        let histories = [block.history(&mut sources).ok()?];
        let mut paths: Vec<&str> = sources.iter().map(|(_, file)| file.path()).collect();
        paths.sort_unstable();
        if paths.windows(2).any(|two| two[0] == two[1]) {
            return None;
        }
        Some(Self { sources, histories, settings })
    }

    /// Runs it.
    pub(crate) fn check(&self) -> Outcome<'_> {
        migralint::check(&self.sources, &self.histories, &self.settings, &Baseline::default())
    }
}

/// All that is said of an outcome, for people and for machines.
pub(crate) fn said(outcome: &Outcome<'_>) -> String {
    let mut out = String::new();
    for format in [&json::FORMAT, &text::FORMAT] {
        (format.check)(outcome, &Context::plain(100), &mut out);
        if let Some(effects) = format.effects {
            effects(outcome, &Context::plain(100), &mut out);
        }
    }
    out
}
