//! New columns without a rewrite: without a value first, filled in batches.

use std::fmt::Write as _;

use super::{SafeWay, When};
use crate::catalog::Catalog;
use crate::name::{literal, quote};
use crate::syntax::statement::{Column, Constraint, ConstraintKind, TypeName};

impl SafeWay<'_> {
    /// Adds a column with its default and `NOT NULL`, without its constraints.
    pub(super) fn add_column(&mut self, column: &Column) {
        let mut definition = bare(column, None);
        if let Some(default) = &column.default {
            let _ = write!(definition, " DEFAULT {}", default.text);
        }
        if column.not_null {
            definition.push_str(" NOT NULL");
        }
        self.alter(When::Now, &format!("ADD COLUMN {definition}"));
    }

    /// Adds a column without a value, nullable and without its constraints.
    pub(crate) fn add_bare_column(&mut self, column: &Column) -> &mut Self {
        self.alter(When::Now, &format!("ADD COLUMN {}", bare(column, None)))
    }

    /// Adds a column that has a value of its own in every row, the old rows in batches.
    pub(crate) fn compute_column(&mut self, column: &Column) {
        let (name, table) = (&column.name.name, self.table.sql());
        let quoted = quote(name);
        let mut required = column.not_null;
        if let Some(generated) = &column.generated {
            let expression = &generated.expression.text;
            if self.version.major() >= 18 {
                let definition = bare(column, None);
                let kind = format!("GENERATED ALWAYS AS ({expression}) VIRTUAL");
                self.alter(When::Now, &format!("ADD COLUMN {definition} {kind}"));
                return;
            }
            self.add_bare_column(column);
            let trigger = quote(&format!("{}_{name}_fill", self.table.name));
            self.add(When::Now, &format!(
                "CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                 NEW.{quoted} := (SELECT {expression} FROM (SELECT NEW.*) AS new_row); RETURN NEW; END $$"
            ));
            self.add(When::Now, &format!(
                "CREATE TRIGGER {trigger} BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            ));
            self.fill(name, expression, &format!("{quoted} IS DISTINCT FROM ({expression})"));
        } else if let Some(integer) = column.data_type.as_ref().and_then(|of| numbered(of, column))
        {
            required = true;
            let sequence = quote(&format!("{}_{name}_seq", self.table.name));
            self.alter(When::Now, &format!("ADD COLUMN {}", bare(column, Some(integer))));
            self.add(When::Now, &format!("CREATE SEQUENCE {sequence} OWNED BY {table}.{quoted}"));
            let next = literal(&sequence);
            self.alter(When::Now, &format!("ALTER COLUMN {quoted} SET DEFAULT nextval({next})"));
            self.fill(name, "DEFAULT", &format!("{quoted} IS NULL"));
        } else if let Some(default) = &column.default {
            self.add_bare_column(column);
            self.alter(When::Now, &format!("ALTER COLUMN {quoted} SET DEFAULT {}", default.text));
            self.fill(name, "DEFAULT", &format!("{quoted} IS NULL"));
        } else {
            self.add_column_of_domain(column);
        }
        for constraint in &column.constraints {
            self.constrain(When::Later, constraint);
        }
        let is_key =
            |constraint: &Constraint| matches!(constraint.kind, ConstraintKind::PrimaryKey { .. });
        if required || column.constraints.iter().any(is_key) {
            self.require(When::Later, &[name]);
        }
    }

    /// A column of the type under a domain, with the domain's checks as its own.
    fn add_column_of_domain(&mut self, column: &Column) {
        let domain = column.data_type.as_ref().and_then(|of| self.catalog.domain_of(of));
        let Some((_, domain)) = domain else {
            self.add_bare_column(column);
            return;
        };
        let name = quote(&column.name.name);
        self.alter(When::Now, &format!("ADD COLUMN {}", bare(column, Some(&domain.base.text))));
        for (check, expression, _) in &domain.checks {
            let (check, condition) = (quote(check), in_place_of_value(&expression.text, &name));
            self.not_valid(When::Now, &check, &format!("CHECK ({condition})"));
        }
    }
}

/// A column's name, type and collation.
fn bare(column: &Column, data_type: Option<&str>) -> String {
    let written = column.data_type.as_ref().map(|of| of.text.as_str());
    let mut definition = quote(&column.name.name);
    if let Some(data_type) = data_type.or(written) {
        definition.push(' ');
        definition.push_str(data_type);
    }
    if let Some(collation) = &column.collation {
        let _ = write!(definition, " COLLATE {}", collation.sql());
    }
    definition
}

/// The integer type of a numbered column.
fn numbered<'t>(data_type: &'t TypeName, column: &Column) -> Option<&'t str> {
    match data_type.name.as_str() {
        "serial2" => Some("smallint"),
        "serial4" => Some("integer"),
        "serial8" => Some("bigint"),
        _ => column.identity.is_some().then_some(data_type.text.as_str()),
    }
}

/// A domain's check with a column where it says `VALUE`.
fn in_place_of_value(check: &str, column: &str) -> String {
    let mut out = String::with_capacity(check.len());
    let mut word = String::new();
    let mut quoted = false;
    for c in check.chars().chain(std::iter::once(' ')) {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        out.push_str(if !quoted && word.eq_ignore_ascii_case("value") { column } else { &word });
        word.clear();
        out.push(c);
        quoted ^= c == '\'';
    }
    out.pop();
    out
}

/// A value that a type has, for rows that have none.
pub(crate) fn value_of(data_type: Option<&TypeName>, catalog: &Catalog) -> String {
    let Some(data_type) = data_type else { return "''".to_owned() };
    if data_type.dimensions > 0 {
        return "'{}'".to_owned();
    }
    let values = catalog.type_of(data_type).and_then(|(name, _)| catalog.enum_values(name));
    if let Some(first) = values.and_then(<[String]>::first) {
        return literal(first);
    }
    let value = match data_type.name.as_str() {
        "int2" | "int4" | "int8" | "numeric" | "float4" | "float8" | "money" => "0",
        "bool" => "false",
        "timestamp" | "timestamptz" | "date" | "time" | "timetz" => "now()",
        "uuid" => "gen_random_uuid()",
        "json" | "jsonb" => "'{}'",
        _ => "''",
    };
    value.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_stands_where_the_check_of_a_domain_says_value() {
        let check = |text: &str, expected: &str| {
            assert_eq!(in_place_of_value(text, "\"Email\""), expected);
        };
        check("VALUE LIKE '%@%'", "\"Email\" LIKE '%@%'");
        check(
            "length(value) > 3 AND value <> 'the value'",
            "length(\"Email\") > 3 AND \"Email\" <> 'the value'",
        );
        check("values_of(VALUE)", "values_of(\"Email\")");
        check("", "");
    }
}
