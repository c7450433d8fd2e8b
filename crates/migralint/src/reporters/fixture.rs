//! Outcomes made by hand: CRLF, characters of several bytes, two migrations that say something.

use crate::diagnostic::{Diagnostic, Diagnostics, SuppressedBy, Suppression};
use crate::effects::{Cause, Dropped, Effects, LockMode, Renamed, Retyped, Work};
use crate::history::layout::by_name;
use crate::history::profile::{RunnerProfile, TransactionMode};
use crate::history::splitting::Splitting;
use crate::history::{Change, History, Migration, Role};
use crate::name::QualifiedName;
use crate::outcome::{HistoryOutcome, Outcome, StatementOutcome};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity};
use crate::source::{FileId, SourceFile, Sources, Span};
use crate::syntax::statement::ObjectKind;
use crate::transaction::{Held, HeldLocks};

/// A rule about an index.
pub(super) static INDEX: RuleInfo = RuleInfo {
    id: "create-index-blocks-writes",
    page: "# create-index-blocks-writes\n\nBuilding an index blocks writes.\n\n## Why\nBecause.\n",
    category: Category::Locking,
    severity: Severity::Error,
    enabled: Enabled::ByDefault,
};

/// A rule about a column.
pub(super) static COLUMN: RuleInfo = RuleInfo {
    id: "drop-column",
    page: "# drop-column\n\nDropping a column loses its data.\n",
    category: Category::Destructive,
    severity: Severity::Warning,
    enabled: Enabled::OnRequest,
};

const INDEXES: &str = "-- CreateIndex: für \"Straße\"\r\n\
    CREATE INDEX \"Straße_ort_idx\"\r\n  ON \"Straße\" (\"ort\");\r\n\r\n\
    ALTER TABLE \"User\" DROP COLUMN \"größe\", ADD COLUMN\t\"n\" int;\r\n";

/// What an outcome borrows.
pub(super) struct Fixture {
    sources: Sources,
    history: History,
    diagnostics: Vec<Diagnostic>,
    statements: Vec<StatementOutcome>,
}

/// `public.name`.
pub(super) fn table(name: &str) -> QualifiedName {
    QualifiedName::new("public", name)
}

impl Fixture {
    /// Files with their texts, all of them new but the first when there are several.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let mut sources = Sources::default();
        let migrations = files.iter().enumerate().map(|(at, (path, text))| {
            let file = sources.add(SourceFile::new(*path, *text));
            let up = vec![Span::new(0, text.len())];
            Migration {
                role: if at == 0 && files.len() > 1 { Role::Baseline } else { Role::New },
                ..Migration::new((*path).to_owned(), file, up, TransactionMode::Batch)
            }
        });
        let migrations = migrations.collect();
        let profile = RunnerProfile {
            version: Some("6.2.1".to_owned()),
            default: TransactionMode::Batch,
            splitting: Splitting::Whole,
            summary: "Prisma Migrate 6.2.1 sends a migration as one query".to_owned(),
        };
        let root = "prisma/migrations".to_owned();
        let history = History {
            root,
            layout: by_name("prisma").unwrap(),
            profile,
            migrations,
            has_gaps: false,
            orphans: Vec::new(),
        };
        Self { sources, history, diagnostics: Vec::new(), statements: Vec::new() }
    }

    /// A migration differs from the one that was merged.
    pub(super) fn edit(&mut self, file: usize) {
        let migration = &mut self.history.migrations[file];
        (migration.role, migration.change) = (Role::Baseline, Change::Edited);
    }

    /// The place of `needle` in a file.
    pub(super) fn find(&self, file: usize, needle: &str) -> (FileId, Span) {
        let id = self.history.migrations[file].file;
        let start = self.sources.get(id).text().find(needle).unwrap();
        (id, Span::new(start, start + needle.len()))
    }

    /// Reports at `needle` in a file; the rest is added to what it returns.
    pub(super) fn report(
        &mut self,
        rule: &'static RuleInfo,
        severity: Severity,
        (file, span): (FileId, Span),
        message: &str,
    ) -> &mut Diagnostic {
        Diagnostics::new(rule, severity, file, &mut self.diagnostics).report(span, message);
        self.diagnostics.last_mut().unwrap()
    }

    /// Adds what the statement at `needle` does.
    pub(super) fn does(&mut self, file: usize, needle: &str, command: &str, effects: Effects) {
        let (id, span) = self.find(file, needle);
        let command = command.to_owned();
        let mut held = HeldLocks::default();
        for before in self.statements.iter().filter(|before| before.migration == file) {
            for (table, mode) in &*before.effects.locks {
                let lock = Held { mode: *mode, span: before.span, migration: file };
                if !held.contains_key(table) {
                    held.insert_mut(table.clone(), lock);
                }
            }
        }
        self.statements.push(StatementOutcome {
            migration: file,
            file: id,
            span,
            command,
            transaction: Some(1),
            effects: effects.into(),
            held,
            stopped_by: None,
        });
    }

    /// The outcome.
    pub(super) fn outcome(&self) -> Outcome<'_> {
        let history = HistoryOutcome {
            history: &self.history,
            diagnostics: self.diagnostics.clone(),
            statements: self.statements.clone(),
        };
        Outcome {
            sources: &self.sources,
            histories: vec![history],
            unused_waivers: Vec::new(),
            relaxations: Vec::new(),
            unread: Vec::new(),
        }
    }
}

/// An old migration and two new ones: an error with everything, a warning, a note, one that is accepted.
pub(super) fn usual() -> Fixture {
    let mut fixture = Fixture::new(&[
        ("prisma/migrations/1_init/migration.sql", "CREATE TABLE \"Straße\" (\"ort\" text);\n"),
        ("prisma/migrations/2_ort/migration.sql", INDEXES),
        ("prisma/migrations/3_rest/migration.sql", "DROP TABLE \"Old\";"),
    ]);
    let (init, created) = fixture.find(0, "\"Straße\"");
    let index = fixture.find(1, "CREATE INDEX \"Straße_ort_idx\"\r\n  ON \"Straße\" (\"ort\")");
    let insert =
        Span::new(index.1.start + "CREATE INDEX".len(), index.1.start + "CREATE INDEX".len());
    fixture
        .report(
            &INDEX,
            Severity::Error,
            index,
            "building index \"Straße_ort_idx\" blocks every write to \"Straße\"",
        )
        .label("SHARE lock: blocks every write on \"Straße\"")
        .help("build it with `CONCURRENTLY`, alone in a migration of its own")
        .safe("CREATE INDEX CONCURRENTLY \"Straße_ort_idx\"\n  ON \"Straße\" (\"ort\");")
        .table(&table("Straße"))
        .related(init, created, "\"Straße\" is made here")
        .fix("add CONCURRENTLY", insert, " CONCURRENTLY");
    let column = fixture.find(1, "DROP COLUMN \"größe\"");
    fixture.report(
        &COLUMN,
        Severity::Warning,
        column,
        "dropping column \"größe\" of \"User\" loses its data",
    );
    let note = fixture.find(2, "DROP TABLE");
    fixture
        .report(&COLUMN, Severity::Note, note, "this cannot be undone")
        .help("write the way back");
    fixture.report(&INDEX, Severity::Error, note, "accepted").suppression =
        Some(Suppression { by: SuppressedBy::Comment, reason: Some("it is empty".to_owned()) });

    let mut effects = Effects::default();
    effects.lock(&table("Straße"), LockMode::Share);
    let cause = Cause::IndexBuild { index: "Straße_ort_idx".to_owned(), concurrently: false };
    effects.scans = vec![
        Work { table: table("Straße"), span: index.1, cause },
        Work { table: table("unlocked"), span: index.1, cause: Cause::Query },
    ];
    fixture.does(
        1,
        "CREATE INDEX \"Straße_ort_idx\"\r\n  ON \"Straße\" (\"ort\")",
        "CREATE INDEX",
        effects,
    );

    let mut effects = Effects::default();
    let user = table("User");
    effects.lock(&user, LockMode::AccessExclusive);
    let span = column.1;
    effects.rewrites = vec![Work {
        table: user.clone(),
        span,
        cause: Cause::TypeChange { column: "a".to_owned() },
    }];
    effects.scans =
        vec![Work { table: user.clone(), span, cause: Cause::NotNull { column: "b".to_owned() } }];
    effects.drops = vec![Dropped {
        kind: ObjectKind::Column,
        name: user.clone(),
        part: Some("größe".to_owned()),
        span,
        implied: false,
    }];
    effects.renames = vec![Renamed {
        kind: ObjectKind::Column,
        name: user.clone(),
        part: Some("a".to_owned()),
        to: "b".to_owned(),
        span,
    }];
    effects.retypes = vec![Retyped {
        table: user.clone(),
        column: "a".to_owned(),
        from: Some("text".to_owned()),
        to: "integer".to_owned(),
        span,
    }];
    effects.fails_if_rows = Some((span, "rows have no value for column \"n\"".to_owned()));
    fixture.does(
        1,
        "ALTER TABLE \"User\" DROP COLUMN \"größe\", ADD COLUMN\t\"n\" int",
        "ALTER TABLE",
        effects,
    );
    fixture.does(2, "DROP TABLE \"Old\"", "DROP TABLE", Effects::default());
    fixture
}
