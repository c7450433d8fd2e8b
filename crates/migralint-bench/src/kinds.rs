//! What migrations do: each function writes one, changes the schema with it, and says what it is called.

use crate::Script;
use crate::schema::Schema;

/// The columns of a new table.
const COLUMNS: &str = r#"    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "title" VARCHAR(255),
    "description" TEXT NOT NULL DEFAULT '',
    "status" {status},
    "amount" INTEGER NOT NULL DEFAULT 0,
    "ratio" DOUBLE PRECISION,
    "price" DECIMAL(12,2) NOT NULL DEFAULT 0.00,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "attempts" SMALLINT NOT NULL DEFAULT 1,
    "payload" JSONB,
    "metadata" JSONB NOT NULL DEFAULT '{}',
    "tags" TEXT[],
    "externalId" TEXT,
    "createdById" TEXT,
    "startedAt" TIMESTAMP(3),
    "completedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,
    "parentId" TEXT,

    CONSTRAINT "{table}_pkey" PRIMARY KEY ("id")
"#;

pub(crate) fn create_table(schema: &mut Schema, script: &mut Script) -> &'static str {
    let table = schema.new_table();
    let name = &table.name;
    let status = if table.values > 0 {
        let create = format!("CREATE TYPE \"{name}Status\" AS ENUM ({})", values(table.values));
        script.up("CreateEnum", &create);
        format!("\"{name}Status\" NOT NULL DEFAULT 'VALUE_1'")
    } else {
        "TEXT NOT NULL DEFAULT 'new'".to_owned()
    };
    let columns = COLUMNS.replace("{status}", &status).replace("{table}", name);
    let create = format!("CREATE TABLE \"{name}\" (\n{columns})");
    script.up("CreateTable", &create);
    let unique = format!("CREATE UNIQUE INDEX \"{name}_slug_key\" ON \"{name}\"(\"slug\")");
    script.up("CreateIndex", &unique);
    for column in ["createdById", "externalId", "parentId"] {
        let index = format!("CREATE INDEX \"{name}_{column}_idx\" ON \"{name}\"(\"{column}\")");
        script.up("CreateIndex", &index);
    }
    if let Some(parent) = &table.parent {
        script.up("AddForeignKey", &foreign_key(name, parent, "SET NULL"));
    }
    script.down(&format!("DROP TABLE \"{name}\""));
    if table.values > 0 {
        script.down(&format!("DROP TYPE \"{name}Status\""));
    }
    schema.tables.push(table);
    "create_table"
}

pub(crate) fn add_column(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|_| true) else { return "empty" };
    let (name, first) = (&table.name, table.added + 1);
    table.added += 2;
    table.fields.extend([first, first + 1]);
    let definition = match first % 8 {
        1 => "TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP",
        3 => "TEXT",
        5 => "INTEGER NOT NULL DEFAULT 0",
        _ => "TEXT NOT NULL",
    };
    if first % 8 == 7 {
        script.warn(&format!(
            "Added the required column `field{first}` to the `{name}` table without a default value. This is not \
             possible if the table is not empty."
        ));
    }
    let add = format!(
        "ALTER TABLE \"{name}\" ADD COLUMN     \"field{first}\" {definition},\n\
         ADD COLUMN     \"field{}\" BOOLEAN NOT NULL DEFAULT false",
        first + 1
    );
    script.up("AlterTable", &add);
    script.down(&format!(
        "ALTER TABLE \"{name}\" DROP COLUMN \"field{first}\", DROP COLUMN \"field{}\"",
        first + 1
    ));
    "add_column"
}

pub(crate) fn create_index(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|_| true) else { return "empty" };
    table.indexes += 1;
    let (name, number) = (&table.name, table.indexes);
    let way = if number % 2 == 0 { "" } else { " CONCURRENTLY IF NOT EXISTS" };
    let index = format!("\"{name}_createdAt_{number}_idx\"");
    script.up(
        "CreateIndex",
        &format!("CREATE INDEX{way} {index} ON \"{name}\"(\"createdAt\" DESC, \"amount\")"),
    );
    script.down(&format!("DROP INDEX {index}"));
    "create_index"
}

pub(crate) fn replace_key(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| table.parent.is_some()) else { return "empty" };
    let (name, parent) = (&table.name, table.parent.as_deref().unwrap_or_default());
    let drop = format!("ALTER TABLE \"{name}\" DROP CONSTRAINT \"{name}_parentId_fkey\"");
    script.up("DropForeignKey", &drop);
    script.up("AddForeignKey", &foreign_key(name, parent, "CASCADE"));
    script.down(&drop);
    script.down(&foreign_key(name, parent, "SET NULL"));
    "replace_key"
}

pub(crate) fn add_value(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| table.values > 0) else { return "empty" };
    table.values += 1;
    let add = format!("ALTER TYPE \"{}Status\" ADD VALUE 'VALUE_{}'", table.name, table.values);
    script.up("AlterEnum", &add);
    "add_value"
}

/// The statements by which Prisma takes a value out of an enum.
pub(crate) fn replace_enum(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| table.values > 2) else { return "empty" };
    table.values -= 1;
    let name = &table.name;
    script.warn(&format!(
        "The values [VALUE_{}] on the enum `{name}Status` will be removed. If these variants are still used in the \
         database, this will fail.",
        table.values + 1
    ));
    script.up("AlterEnum", "BEGIN");
    for statement in [
        format!("CREATE TYPE \"{name}Status_new\" AS ENUM ({})", values(table.values)),
        format!("ALTER TABLE \"{name}\" ALTER COLUMN \"status\" DROP DEFAULT"),
        format!(
            "ALTER TABLE \"{name}\" ALTER COLUMN \"status\" TYPE \"{name}Status_new\" \
             USING (\"status\"::text::\"{name}Status_new\")"
        ),
        format!("ALTER TYPE \"{name}Status\" RENAME TO \"{name}Status_old\""),
        format!("ALTER TYPE \"{name}Status_new\" RENAME TO \"{name}Status\""),
        format!("DROP TYPE \"{name}Status_old\""),
        format!("ALTER TABLE \"{name}\" ALTER COLUMN \"status\" SET DEFAULT 'VALUE_1'"),
        "COMMIT".to_owned(),
    ] {
        script.up("", &statement);
    }
    "replace_enum"
}

pub(crate) fn drop_column(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| !table.fields.is_empty()) else { return "empty" };
    let number = table.fields.remove(0);
    script.warn(&loss(&table.name, number));
    let drop = format!("ALTER TABLE \"{}\" DROP COLUMN \"field{number}\"", table.name);
    script.up("AlterTable", &drop);
    script.down(&format!("ALTER TABLE \"{}\" ADD COLUMN \"field{number}\" TEXT", table.name));
    "drop_column"
}

/// One column goes and another comes, as Prisma renames a field.
pub(crate) fn replace_column(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| !table.fields.is_empty()) else { return "empty" };
    table.added += 1;
    let (old, new) = (table.fields.remove(0), table.added);
    table.fields.push(new);
    script.warn(&loss(&table.name, old));
    let replace = format!(
        "ALTER TABLE \"{}\" DROP COLUMN \"field{old}\",\nADD COLUMN     \"field{new}\" TEXT",
        table.name
    );
    script.up("AlterTable", &replace);
    "rename_field"
}

pub(crate) fn change_type(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| !table.is_wide) else { return "empty" };
    table.is_wide = true;
    let name = &table.name;
    let change = |to| format!("ALTER TABLE \"{name}\" ALTER COLUMN \"amount\" SET DATA TYPE {to}");
    script.up("AlterTable", &change("BIGINT"));
    script.down(&change("INTEGER"));
    "widen_amount"
}

pub(crate) fn backfill(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.choose(|table| !table.fields.is_empty()) else { return "empty" };
    let name = &table.name;
    let update = format!(
        "UPDATE \"{name}\" SET \"title\" = COALESCE(\"slug\", 'none') WHERE \"title\" IS NULL AND \"amount\" > 0"
    );
    script.up("", &update);
    script.up("AlterTable", &format!("ALTER TABLE \"{name}\" ALTER COLUMN \"title\" SET NOT NULL"));
    "require_title"
}

pub(crate) fn drop_table(schema: &mut Schema, script: &mut Script) -> &'static str {
    let Some(table) = schema.take() else { return "empty" };
    let name = &table.name;
    script.warn(&format!(
        "You are about to drop the `{name}` table. If the table is not empty, all the data it contains will be lost."
    ));
    if table.parent.is_some() {
        let drop = format!("ALTER TABLE \"{name}\" DROP CONSTRAINT \"{name}_parentId_fkey\"");
        script.up("DropForeignKey", &drop);
    }
    script.up("DropTable", &format!("DROP TABLE \"{name}\""));
    if table.values > 0 {
        script.up("DropEnum", &format!("DROP TYPE \"{name}Status\""));
    }
    "drop_table"
}

fn loss(table: &str, field: usize) -> String {
    format!(
        "You are about to drop the column `field{field}` on the `{table}` table. All the data in the column will be lost."
    )
}

fn foreign_key(table: &str, parent: &str, on_delete: &str) -> String {
    format!(
        "ALTER TABLE \"{table}\" ADD CONSTRAINT \"{table}_parentId_fkey\" FOREIGN KEY (\"parentId\") \
         REFERENCES \"{parent}\"(\"id\") ON DELETE {on_delete} ON UPDATE CASCADE"
    )
}

/// `'VALUE_1', 'VALUE_2'`.
fn values(count: usize) -> String {
    let values: Vec<String> = (1..=count).map(|value| format!("'VALUE_{value}'")).collect();
    values.join(", ")
}
