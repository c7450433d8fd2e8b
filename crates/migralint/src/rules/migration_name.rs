//! See `rules/migration-name.md`.

use crate::context::MigrationContext;
use crate::diagnostic::Diagnostics;
use crate::rule::{Check, Rule};
use crate::rule_info::{Category, Enabled, RuleInfo, Severity, page};

pub(crate) static RULE: Rule = Rule {
    info: RuleInfo {
        id: "migration-name",
        page: page!("migration-name"),
        category: Category::Convention,
        severity: Severity::Warning,
        enabled: Enabled::OnRequest,
    },
    check: Check::Migration(check),
};

fn check(ctx: &MigrationContext<'_>, out: &mut Diagnostics<'_>) {
    let migration = ctx.scope.migration;
    let name = migration.name.as_str();
    let (what, label) = if name.is_empty() {
        ("the migration has no name that says what it does".to_owned(), "no name")
    } else if !is_snake_case(name) {
        (format!("the name `{name}` is not in snake_case"), "not snake_case")
    } else if name.split('_').all(is_empty_word) {
        (format!("the name `{name}` does not say what the migration does"), "says nothing")
    } else {
        return;
    };
    out.report(ctx.start(), what).label(label).help(format!(
        "name `{}` for what it does, in snake_case, such as `add_email_to_users`",
        migration.id
    ));
}

fn is_snake_case(name: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.chars().all(|c| c.is_ascii_digit() || c.is_alphabetic() && !c.is_uppercase())
    };
    name.split('_').all(is_word)
}

/// Whether a word says nothing by itself: a number, a letter, or one of those that fit every migration.
fn is_empty_word(word: &str) -> bool {
    word.chars().nth(1).is_none()
        || word.chars().all(|c| c.is_ascii_digit())
        || EMPTY_WORDS.binary_search(&word).is_ok()
}

/// Sorted.
const EMPTY_WORDS: &[&str] = &[
    "alter",
    "asdf",
    "bar",
    "change",
    "changes",
    "database",
    "db",
    "draft",
    "edit",
    "final",
    "fix",
    "fixed",
    "fixes",
    "foo",
    "hotfix",
    "it",
    "migrate",
    "migration",
    "migrations",
    "minor",
    "misc",
    "more",
    "new",
    "patch",
    "schema",
    "some",
    "stuff",
    "table",
    "tables",
    "temp",
    "test",
    "testing",
    "tests",
    "the",
    "things",
    "tmp",
    "unnamed",
    "untitled",
    "update",
    "updated",
    "updates",
    "v",
    "wip",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_their_words() {
        assert!(EMPTY_WORDS.is_sorted());
        let says_something =
            |name: &str| is_snake_case(name) && !name.split('_').all(is_empty_word);
        for name in
            ["add_email_to_users", "init", "users", "fix_user_email", "2fa_support", "größe"]
        {
            assert!(says_something(name), "{name}");
        }
        for name in [
            "update",
            "fix_2",
            "wip",
            "a",
            "20240101",
            "addEmail",
            "add-email",
            "Add_email",
            "add__email",
            "_x_",
            "update_schema",
        ] {
            assert!(!says_something(name), "{name}");
        }
    }
}
