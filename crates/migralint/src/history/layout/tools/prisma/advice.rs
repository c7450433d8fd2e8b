//! What help texts and notes say of Prisma.

use crate::history::layout::definition::{Advice, BuildCommands, ModelAdvice};

pub(super) static ADVICE: Advice = Advice {
    after_failure: ", and Prisma deploys nothing more until `prisma migrate resolve`",
    mark_applied: |id| format!("`prisma migrate resolve --applied {id}`"),
    after_deletion: "; `prisma migrate dev` asks to reset databases that have run what is missing",
    stray_folder: Some(
        "move it beside the folder of migrations: `prisma migrate deploy` takes each folder in there for a migration, \
         and fails with P3015",
    ),
    build: Some(BuildCommands {
        deploy: "prisma migrate deploy",
        generate: "prisma generate",
        package: "prisma",
    }),
    models: Some(&MODELS),
};

static MODELS: ModelAdvice = ModelAdvice {
    map_column: |old| {
        format!("leave the column as it is and give the field its new name with @map(\"{old}\")")
    },
    map_table: |old| {
        format!("leave the table as it is and give the model its new name with @@map(\"{old}\")")
    },
    map_value: |old| {
        format!(
            "leave the value as it is and give it its new name in the schema with @map(\"{old}\")"
        )
    },
    map_replacement: " (or keep its name and give the field `@map`)",
    ignore_columns: [
        "put @ignore on the field and release that, then drop the column in the next release",
        "put @ignore on the fields and release that, then drop the columns in the next release",
    ],
    ignore_table: "put @@ignore on the model and release that, then drop the table in the next release",
    client_defaults: " (`@default(cuid())`, `@default(uuid())` and `@updatedAt` are filled by Prisma Client: the \
                      database knows no default)",
};
