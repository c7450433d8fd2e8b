//! The recipe by which Prisma takes values out of an enum: a new type, columns moved to it, the two names
//! exchanged, the old type dropped. Several statements, one thing.

use crate::name::Name;
use crate::source::Span;
use crate::syntax::statement::{
    ActionKind, AlterTypeAction, ObjectKind, Statement, StatementKind, TypeDefinition,
};

/// One enum that a migration replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumReplacement {
    /// The enum.
    pub name: Name,
    /// The values of its new definition.
    pub values: Vec<String>,
    /// The statements of the recipe, in order.
    pub statements: Vec<Span>,
}

impl EnumReplacement {
    /// Whether the statement at `span` is part of it.
    pub fn holds(&self, span: Span) -> bool {
        self.statements.contains(&span)
    }
}

/// Every replacement in the statements of a migration: a new enum takes the name of an old one, which is dropped.
pub fn find(statements: &[Statement]) -> Vec<EnumReplacement> {
    statements.iter().filter_map(|statement| replacement(statement, statements)).collect()
}

fn replacement(create: &Statement, statements: &[Statement]) -> Option<EnumReplacement> {
    let StatementKind::CreateType(new) = &create.kind else { return None };
    let TypeDefinition::Enum(values) = &new.definition else { return None };
    let (takes, name) = statements.iter().find_map(|statement| {
        let (from, to) = rename(statement)?;
        (from.name == new.name.name).then_some((statement, to))
    })?;
    let (leaves, old) = statements.iter().find_map(|statement| {
        let (from, to) = rename(statement)?;
        (from.name == name).then_some((statement, to))
    })?;
    let drops = statements.iter().find(|statement| drops_type(statement, old))?;
    let mut parts = vec![create.span, takes.span, leaves.span, drops.span];
    let moves = statements.iter().filter(|statement| moves_to(statement, &new.name.name));
    parts.extend(moves.map(|statement| statement.span));
    parts.sort_unstable();
    let name = Name { schema: new.name.schema.clone(), name: name.to_owned(), span: takes.span };
    Some(EnumReplacement { name, values: values.clone(), statements: parts })
}

fn rename(statement: &Statement) -> Option<(&Name, &str)> {
    let StatementKind::AlterType(alter) = &statement.kind else { return None };
    let AlterTypeAction::RenameTo { to } = &alter.action else { return None };
    Some((&alter.name, &to.name))
}

fn drops_type(statement: &Statement, name: &str) -> bool {
    matches!(&statement.kind, StatementKind::Drop(drop)
        if drop.kind == ObjectKind::Type && drop.names.iter().any(|dropped| dropped.name == name))
}

/// Whether every action moves a column to the new type, or takes its default off or on.
fn moves_to(statement: &Statement, name: &str) -> bool {
    let StatementKind::AlterTable(alter) = &statement.kind else { return false };
    let moves = |action: &ActionKind| matches!(action, ActionKind::SetType { data_type, .. } if data_type.name == name);
    alter.actions.iter().any(|action| moves(&action.kind))
        && alter.actions.iter().all(|action| {
            moves(&action.kind)
                || matches!(
                    action.kind,
                    ActionKind::DropDefault { .. } | ActionKind::SetDefault { .. }
                )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse;

    #[test]
    fn the_recipe_is_found_whole() {
        let sql = r#"BEGIN; CREATE TYPE "Role_new" AS ENUM ('A');
            ALTER TABLE "User" ALTER COLUMN "role" DROP DEFAULT;
            ALTER TABLE "User" ALTER COLUMN "role" TYPE "Role_new" USING ("role"::text::"Role_new");
            ALTER TYPE "Role" RENAME TO "Role_old"; ALTER TYPE "Role_new" RENAME TO "Role";
            DROP TYPE "Role_old"; COMMIT;"#;
        let found = find(&parse(sql, &[Span::new(0, sql.len())]).statements);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].name.name, "Role");
        assert_eq!(found[0].values, ["A"]);
        assert_eq!(found[0].statements.len(), 5);
    }

    #[test]
    fn a_rename_alone_is_none() {
        let sql = "CREATE TYPE a AS ENUM ('x'); ALTER TYPE a RENAME TO b;";
        assert_eq!(find(&parse(sql, &[Span::new(0, sql.len())]).statements), []);
    }
}
