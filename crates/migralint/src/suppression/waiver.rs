//! Waivers: entries of the configuration that accept diagnostics of files which must not be edited any more.

use crate::diagnostic::{Diagnostic, SuppressedBy, Suppression};
use crate::glob;
use crate::settings::{Settings, Waiver};

/// The waivers of a run, and which of them accepted something.
#[derive(Debug)]
pub struct Waivers<'a> {
    waivers: Vec<Entry<'a>>,
}

#[derive(Debug)]
struct Entry<'a> {
    waiver: &'a Waiver,
    judged: bool,
    used: bool,
}

impl Entry<'_> {
    fn accepts(&self, diagnostic: &Diagnostic) -> bool {
        let rules = &self.waiver.rules;
        rules.is_empty() || rules.iter().any(|rule| rule == diagnostic.rule.id)
    }
}

impl<'a> Waivers<'a> {
    /// The waivers of the settings. Their paths are as reports show them.
    pub fn new(settings: &'a Settings) -> Self {
        let entry = |waiver| Entry { waiver, judged: false, used: false };
        let live = settings.waivers.iter().filter(|waiver| !waiver.ended);
        Self { waivers: live.map(entry).collect() }
    }

    /// Marks the diagnostics of one file that was judged. Those that a comment accepted stay as they are.
    pub fn apply<'d>(
        &mut self,
        path: &str,
        diagnostics: impl IntoIterator<Item = &'d mut Diagnostic>,
    ) {
        for at in self.of_file(path) {
            self.waivers[at].judged = true;
        }
        self.accept(path, diagnostics);
    }

    /// Marks the diagnostics of one file that was not judged as a whole: a waiver that accepts none of them may
    /// accept others.
    pub fn accept<'d>(
        &mut self,
        path: &str,
        diagnostics: impl IntoIterator<Item = &'d mut Diagnostic>,
    ) {
        let matching = self.of_file(path);
        for diagnostic in diagnostics {
            let accepts = |at: &&usize| self.waivers[**at].accepts(diagnostic);
            let Some(at) = matching.iter().find(accepts) else { continue };
            let entry = &mut self.waivers[*at];
            entry.used = true;
            if diagnostic.suppression.is_none() {
                let reason = entry.waiver.reason.clone();
                diagnostic.suppression = Some(Suppression { by: SuppressedBy::Waiver, reason });
            }
        }
    }

    fn of_file(&self, path: &str) -> Vec<usize> {
        let matches = |entry: &Entry<'_>| glob::matches(&entry.waiver.path, path);
        (0..self.waivers.len()).filter(|at| matches(&self.waivers[*at])).collect()
    }

    /// Those that accepted nothing though a file of theirs was judged.
    pub fn unused(&self) -> Vec<Waiver> {
        let unused = self.waivers.iter().filter(|entry| entry.judged && !entry.used);
        unused.map(|entry| entry.waiver.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::rule_info::Severity;
    use crate::rules;
    use crate::source::{SourceFile, Sources, Span};

    fn waiver(path: &str, rules: &[&str]) -> Waiver {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        let reason = Some("old".to_owned());
        Waiver { path: path.to_owned(), rules, reason, ..Waiver::default() }
    }

    #[test]
    fn a_waiver_accepts_by_path_and_rule() {
        let file = Sources::default().add(SourceFile::new("a/1.sql", ""));
        let mut found = Vec::new();
        let rule = rules::find("unused-ignore").unwrap();
        Diagnostics::new(rule, Severity::Error, file, &mut found).report(Span::default(), "m");

        let settings = Settings {
            waivers: vec![
                waiver("b/**", &[]),
                waiver("a/*", &["drop-table"]),
                waiver("a/*", &["unused-ignore"]),
            ],
            ..Settings::default()
        };
        let mut waivers = Waivers::new(&settings);
        waivers.accept("a/1.sql", []);
        assert_eq!(waivers.unused(), [], "nothing was judged as a whole");
        waivers.apply("a/1.sql", &mut found);
        let expected = Suppression { by: SuppressedBy::Waiver, reason: Some("old".to_owned()) };
        assert_eq!(found[0].suppression, Some(expected));
        assert_eq!(waivers.unused(), [waiver("a/*", &["drop-table"])], "no file of `b` was judged");
    }
}
