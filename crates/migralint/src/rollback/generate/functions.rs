//! Functions: lost ones made again, others replaced.

use super::drops::same_arguments;
use super::{TABLE, Writer};
use crate::catalog::Function;
use crate::catalog::compare::{State, same_function};
use crate::name::QualifiedName;
use crate::syntax::canonical;
use crate::syntax::statement::ObjectKind;

impl Writer<'_> {
    /// Functions that are lost or another: those that need no lost table before the tables, the others after them.
    pub(super) fn make_functions(&mut self, early: bool) {
        let lost_tables: Vec<String> =
            self.still(TABLE, State::Missing).into_iter().map(|table| table.name.name).collect();
        let mut names: Vec<QualifiedName> = Vec::new();
        for state in [State::Missing, State::Different] {
            names
                .extend(self.still(&[ObjectKind::Function], state).into_iter().map(|one| one.name));
        }
        names.dedup();
        for name in names {
            let wanted = self.target.function(&name).to_vec();
            for function in wanted {
                let there = self
                    .now
                    .function(&name)
                    .iter()
                    .find(|other| same_arguments(&other.arguments, &function.arguments))
                    .cloned();
                if there.as_ref().is_some_and(|there| same_function(&function, there)) {
                    continue;
                }
                let text = canonical(&function.definition);
                let needs_table = text.contains("language sql")
                    || lost_tables.iter().any(|table| head(&text).contains(table.as_str()));
                if early && needs_table && !lost_tables.is_empty() {
                    continue;
                }
                self.make_function(&name, &function, there.as_ref());
            }
        }
    }

    fn make_function(&mut self, name: &QualifiedName, wanted: &Function, there: Option<&Function>) {
        let kind = if wanted.procedure { "PROCEDURE" } else { "FUNCTION" };
        let signature = |function: &Function| {
            let text = canonical(&function.definition);
            head(&text).to_owned()
        };
        let replaces = there.is_some_and(|there| signature(there) == signature(wanted));
        if let (Some(there), false) = (there, replaces) {
            let triggers = self.triggers_calling(name);
            for (table, trigger) in triggers {
                let sql =
                    format!("DROP TRIGGER {} ON {}", self.style.ident(&trigger), self.name(&table));
                self.run("DropTrigger", &sql);
            }
            self.drop_function(name, &there.arguments, there.procedure);
        }
        let or_replace = if replaces { "OR REPLACE " } else { "" };
        let definition = self.in_schema(name, &wanted.definition);
        self.run("CreateFunction", &format!("CREATE {or_replace}{kind} {definition}"));
    }

    fn triggers_calling(&self, function: &QualifiedName) -> Vec<(QualifiedName, String)> {
        let mut all = Vec::new();
        for (table, content) in &self.now.tables {
            for trigger in &content.triggers {
                let calls = trigger.function.as_ref().is_some_and(|called| {
                    called.name == function.name && self.now.resolve_function(called) == *function
                });
                if calls {
                    all.push((table.clone(), trigger.name.clone()));
                }
            }
        }
        all
    }
}

/// A function's definition up to its language or body.
fn head(text: &str) -> &str {
    let ends = [" as ", " language ", " return ", " begin atomic"];
    let end = ends.iter().filter_map(|end| text.find(end)).min();
    &text[..end.unwrap_or(text.len())]
}
