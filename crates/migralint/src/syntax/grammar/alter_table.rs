//! `ALTER TABLE` and the other statements that share its actions.

use sqlparser::tokenizer::Token;

use super::super::cursor::Cursor;
use super::super::lower::expression;
use super::super::statement::{
    ActionKind, AlterTable, AlterTableAction, ObjectKind, ReplicaIdentity, StatementKind,
};
use super::super::tokens::Read;
use super::super::type_name::type_name;
use super::column::{column, default, identity, identity_options};
use super::constraint::{starts_constraint, table_constraint};
use super::storage::parameters;
use super::table::bounds;

/// `ALTER TABLE`, `ALTER VIEW`, `ALTER INDEX` and the like, from the name on.
pub(super) fn alter_table(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Read<StatementKind> {
    if cursor.at("all in tablespace") {
        return Ok(StatementKind::Other(format!("ALTER {}", kind.words().to_uppercase())));
    }
    let if_exists = cursor.eat("if exists");
    let only = cursor.eat("only");
    let name = cursor.name()?;
    cursor.eat_token(&Token::Mul);
    let mut actions = Vec::new();
    for mut part in cursor.commas() {
        let start = part.here();
        let kind = action(&mut part)?;
        part.expect_done()?;
        actions.push(AlterTableAction { kind, span: part.span_from(start) });
    }
    if actions.is_empty() {
        return Err(cursor.expected("an action"));
    }
    actions.shrink_to_fit();
    Ok(StatementKind::AlterTable(Box::new(AlterTable { kind, name, if_exists, only, actions })))
}

fn action(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    if cursor.eat("add") {
        add(cursor)
    } else if cursor.eat("drop") {
        drop(cursor)
    } else if cursor.eat("alter constraint") {
        let name = cursor.ident()?;
        let options = cursor.rest_text().to_lowercase();
        let enforcement = options.contains("enforced");
        cursor.until(|_| false);
        Ok(ActionKind::AlterConstraint { name, enforcement, options })
    } else if cursor.eat("alter") {
        cursor.eat("column");
        alter_column(cursor)
    } else if cursor.eat("rename") {
        rename(cursor)
    } else if cursor.eat("set") {
        set(cursor)
    } else if cursor.eat("validate constraint") {
        Ok(ActionKind::ValidateConstraint { name: cursor.ident()? })
    } else if cursor.eat("owner to") {
        cursor.ident()?;
        Ok(ActionKind::OwnerTo)
    } else if let Some(enable) = cursor.eat_any(&["enable", "disable"]) {
        switch(cursor, enable == "enable")
    } else if cursor.eat("force row level security") {
        Ok(ActionKind::ForceRowSecurity { force: true })
    } else if cursor.eat("no force row level security") {
        Ok(ActionKind::ForceRowSecurity { force: false })
    } else if cursor.eat("reset") {
        Ok(ActionKind::ResetParameters { names: parameters(cursor)? })
    } else if cursor.eat("cluster on") {
        Ok(ActionKind::ClusterOn { index: cursor.ident()? })
    } else if cursor.eat("no inherit") {
        Ok(ActionKind::Inherit { parent: cursor.name()?, inherit: false })
    } else if cursor.eat("inherit") {
        Ok(ActionKind::Inherit { parent: cursor.name()?, inherit: true })
    } else if cursor.eat("not of") {
        Ok(ActionKind::OfType { of: None })
    } else if cursor.eat("of") {
        Ok(ActionKind::OfType { of: Some(cursor.name()?) })
    } else if cursor.eat("replica identity") {
        Ok(ActionKind::ReplicaIdentity { identity: replica_identity(cursor)? })
    } else if cursor.eat("attach partition") {
        attach(cursor)
    } else if cursor.eat("detach partition") {
        Ok(ActionKind::DetachPartition {
            partition: cursor.name()?,
            concurrently: cursor.eat("concurrently"),
            finalize: cursor.eat("finalize"),
        })
    } else if cursor.at("options")
        || cursor.at("depends on extension")
        || cursor.at("no depends on extension")
    {
        let words = cursor.rest_text().split_whitespace().take(2).collect::<Vec<_>>().join(" ");
        cursor.until(|_| false);
        Ok(ActionKind::Other(words))
    } else {
        Err(cursor.expected("an action"))
    }
}

fn add(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    if !cursor.at("column") && starts_constraint(cursor) {
        return Ok(ActionKind::AddConstraint(Box::new(table_constraint(cursor)?)));
    }
    cursor.eat("column");
    let if_not_exists = cursor.eat("if not exists");
    Ok(ActionKind::AddColumn { column: Box::new(column(cursor, true)?), if_not_exists })
}

fn drop(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    let constraint = cursor.eat("constraint");
    if !constraint {
        cursor.eat("column");
    }
    let if_exists = cursor.eat("if exists");
    let name = cursor.ident()?;
    let cascade = cursor.eat("cascade");
    cursor.eat("restrict");
    Ok(if constraint {
        ActionKind::DropConstraint { name, if_exists, cascade }
    } else {
        ActionKind::DropColumn { name, if_exists, cascade }
    })
}

fn alter_column(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    if matches!(cursor.peek(), Some(Token::Number(..))) {
        cursor.skip();
        cursor.expect("set statistics")?;
        cursor.until(|_| false);
        return Ok(ActionKind::SetStatistics { column: None });
    }
    let column = cursor.ident()?;
    if cursor.eat("type") || cursor.eat("set data type") {
        let data_type = type_name(cursor)?;
        let collation = if cursor.eat("collate") { Some(cursor.name()?) } else { None };
        let using = cursor.eat("using").then(|| expression(cursor.until(|_| false)));
        return Ok(ActionKind::SetType {
            column,
            data_type: Box::new(data_type),
            collation,
            using,
        });
    }
    if cursor.eat("set default") {
        return Ok(ActionKind::SetDefault { column, default: default(cursor)? });
    }
    if cursor.eat("drop default") {
        return Ok(ActionKind::DropDefault { column });
    }
    if cursor.eat("set not null") {
        return Ok(ActionKind::SetNotNull { column });
    }
    if cursor.eat("drop not null") {
        return Ok(ActionKind::DropNotNull { column });
    }
    if cursor.eat("add generated") {
        let identity = identity(cursor)?;
        cursor.expect("as identity")?;
        let options = identity_options(cursor)?;
        cursor.until(|_| false);
        return Ok(ActionKind::AddIdentity { column, identity, options });
    }
    if cursor.eat("drop identity") {
        return Ok(ActionKind::DropIdentity { column, if_exists: cursor.eat("if exists") });
    }
    if cursor.eat("drop expression") {
        return Ok(ActionKind::DropExpression { column, if_exists: cursor.eat("if exists") });
    }
    if cursor.eat("set expression as") {
        return Ok(ActionKind::SetExpression { column, expression: expression(cursor.parens()?) });
    }
    let kind = if cursor.eat("set statistics") {
        ActionKind::SetStatistics { column: Some(column) }
    } else if cursor.eat("set storage") {
        ActionKind::SetStorage { column }
    } else if cursor.eat("set compression") {
        ActionKind::SetCompression { column }
    } else if cursor.eat("set generated") {
        ActionKind::SetIdentity { column, identity: Some(identity(cursor)?) }
    } else if cursor.eat("restart") {
        ActionKind::SetIdentity { column, identity: None }
    } else if cursor.eat("reset")
        || cursor.at_ahead(0, "set") && cursor.peek_ahead(1) == Some(&Token::LParen)
    {
        ActionKind::SetColumnOptions { column }
    } else if cursor.eat("options")
        || SEQUENCE_OPTIONS.iter().any(|option| cursor.at_ahead(1, option))
    {
        ActionKind::SetIdentity { column, identity: None }
    } else {
        return Err(cursor.expected("what to do with the column"));
    };
    cursor.until(|_| false);
    Ok(kind)
}

/// What may be set of the sequence behind an identity column.
const SEQUENCE_OPTIONS: &[&str] = &[
    "cache",
    "cycle",
    "increment",
    "maxvalue",
    "minvalue",
    "no",
    "restart",
    "sequence name",
    "start",
];

fn rename(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    if cursor.eat("to") {
        return Ok(ActionKind::RenameTo { to: cursor.ident()? });
    }
    if cursor.eat("constraint") {
        let from = cursor.ident()?;
        cursor.expect("to")?;
        return Ok(ActionKind::RenameConstraint { from, to: cursor.ident()? });
    }
    cursor.eat("column");
    let from = cursor.ident()?;
    cursor.expect("to")?;
    Ok(ActionKind::RenameColumn { from, to: cursor.ident()? })
}

fn set(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    if cursor.eat("schema") {
        return Ok(ActionKind::SetSchema { schema: cursor.ident()? });
    }
    if cursor.eat("logged") {
        return Ok(ActionKind::SetLogged { logged: true });
    }
    if cursor.eat("unlogged") {
        return Ok(ActionKind::SetLogged { logged: false });
    }
    if cursor.eat("tablespace") {
        let tablespace = cursor.ident()?;
        cursor.eat("nowait");
        return Ok(ActionKind::SetTablespace { tablespace });
    }
    if cursor.eat("access method") {
        return Ok(ActionKind::SetAccessMethod { method: cursor.ident()? });
    }
    if cursor.eat("without cluster") {
        return Ok(ActionKind::SetWithoutCluster);
    }
    if cursor.eat("without oids") {
        return Ok(ActionKind::SetWithoutOids);
    }
    Ok(ActionKind::SetParameters { names: parameters(cursor)? })
}

fn switch(cursor: &mut Cursor<'_>, enable: bool) -> Read<ActionKind> {
    if cursor.eat("row level security") {
        return Ok(ActionKind::RowSecurity { enable });
    }
    let _ = cursor.eat("always") || cursor.eat("replica");
    if cursor.eat("rule") {
        return Ok(ActionKind::Rule { name: cursor.ident()?, enable });
    }
    cursor.expect("trigger")?;
    let name = if cursor.eat("all") || cursor.eat("user") { None } else { Some(cursor.ident()?) };
    Ok(ActionKind::Trigger { name, enable })
}

fn replica_identity(cursor: &mut Cursor<'_>) -> Read<ReplicaIdentity> {
    if cursor.eat("using index") {
        return Ok(ReplicaIdentity::Index(cursor.ident()?));
    }
    match cursor.eat_any(&["default", "full", "nothing"]) {
        Some("default") => Ok(ReplicaIdentity::Default),
        Some("full") => Ok(ReplicaIdentity::Full),
        Some(_) => Ok(ReplicaIdentity::Nothing),
        None => Err(cursor.expected("DEFAULT, FULL, NOTHING or USING INDEX")),
    }
}

fn attach(cursor: &mut Cursor<'_>) -> Read<ActionKind> {
    let partition = cursor.name()?;
    if cursor.is_done() {
        // `ALTER INDEX … ATTACH PARTITION` has no bounds.
        return Ok(ActionKind::AttachPartition {
            partition,
            default: false,
            bounds: String::new(),
        });
    }
    let start = cursor.here();
    let default = bounds(cursor)?;
    let bounds = cursor.text(cursor.span_from(start)).to_owned();
    Ok(ActionKind::AttachPartition { partition, default, bounds })
}
