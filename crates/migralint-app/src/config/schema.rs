//! The JSON Schema of the configuration, from the types that read it.

use migralint::history::layout::LAYOUTS;
use migralint::rules::infos;
use schemars::{Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value};

use super::document::{Document, RuleEntry, RuleLevel};

/// The JSON Schema of the configuration, as text.
pub fn schema() -> String {
    let mut schema = SchemaGenerator::default().into_root_schema_for::<Document>();
    schema.insert("title".to_owned(), "migralint".into());
    let text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    format!("{text}\n")
}

pub(super) fn layout(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = LAYOUTS.iter().map(|layout| layout.name).collect();
    json_schema!({ "enum": names })
}

pub(super) fn rules(generator: &mut SchemaGenerator) -> Schema {
    by_rule(&generator.subschema_for::<RuleEntry>())
}

pub(super) fn rule_levels(generator: &mut SchemaGenerator) -> Schema {
    by_rule(&generator.subschema_for::<RuleLevel>())
}

pub(super) fn rule_ids(_: &mut SchemaGenerator) -> Schema {
    let ids: Vec<&str> = infos().map(|rule| rule.id).collect();
    let id = json_schema!({ "enum": ids });
    json_schema!({ "anyOf": [id, { "type": "array", "items": id }] })
}

/// An object with a key for each rule.
fn by_rule(value: &Schema) -> Schema {
    let property = |rule: &migralint::rule_info::RuleInfo| {
        let mut property = value.clone();
        property.insert("description".to_owned(), rule.summary().into());
        (rule.id.to_owned(), property.to_value())
    };
    let properties: Map<String, Value> = infos().map(property).collect();
    json_schema!({ "type": "object", "properties": properties, "additionalProperties": false })
}
