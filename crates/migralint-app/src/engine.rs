//! Stand-ins for `migralint::check` and `migralint::reporters` until they stand: delete this file then, and
//! replace `crate::engine` by `migralint`.

use migralint::history::History;
use migralint::outcome::{HistoryOutcome, Outcome};
use migralint::settings::Settings;
use migralint::source::Sources;

pub(crate) fn check<'a>(
    sources: &'a Sources,
    histories: &'a [History],
    _: &Settings,
) -> Outcome<'a> {
    let histories = histories
        .iter()
        .map(|history| HistoryOutcome { history, diagnostics: Vec::new(), statements: Vec::new() })
        .collect();
    Outcome { sources, histories }
}

pub(crate) mod reporters {
    pub(crate) mod text {
        use std::fmt::Write as _;

        use migralint::outcome::Outcome;

        #[derive(Clone, Copy)]
        pub(crate) struct Style {
            pub color: bool,
            pub unicode: bool,
            pub width: usize,
            pub detail: Detail,
        }

        #[derive(Clone, Copy, PartialEq)]
        pub(crate) enum Detail {
            Quiet,
            Normal,
        }

        pub(crate) fn check(outcome: &Outcome<'_>, style: Style, out: &mut String) {
            if style.detail == Detail::Quiet {
                return;
            }
            let _ = (style.color, style.unicode, style.width);
            for history in &outcome.histories {
                let history = history.history;
                let _ = writeln!(out, "{}: {}", history.root, history.profile.summary);
                for migration in &history.migrations {
                    let _ = writeln!(
                        out,
                        "  {} {:?} {:?} {:?} back {}",
                        migration.id,
                        migration.role,
                        migration.transaction,
                        migration.change,
                        migration.rollback.is_some()
                    );
                }
            }
        }

        pub(crate) fn effects(outcome: &Outcome<'_>, style: Style, out: &mut String) {
            check(outcome, style, out);
        }
    }

    pub(crate) mod json {
        use migralint::outcome::Outcome;

        pub(crate) fn check(outcome: &Outcome<'_>, out: &mut String) {
            *out += &format!("{{\"histories\":{}}}\n", outcome.histories.len());
        }

        pub(crate) fn effects(outcome: &Outcome<'_>, out: &mut String) {
            check(outcome, out);
        }
    }

    pub(crate) mod sarif {
        pub(crate) use super::json::check;
    }
}
