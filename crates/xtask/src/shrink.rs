//! Part of `npm`: takes out of the module what has no effect there. sqlparser's parser can print the trees that it
//! makes and find their places in the text, and does so in the messages of its errors alone, which nobody here reads;
//! it compares options of tables, and so could compare the queries in them, which have none. That code is a tenth of
//! the module.

use std::path::Path;

use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalId, Module, ValType};

/// Printing a tree.
const PRINT: &str = " as core::fmt::Display>::fmt";
/// Comparing two trees.
const COMPARE: &str = " as core::cmp::PartialEq>::eq";
/// What is never compared: statements, and what makes queries and definitions.
const INCOMPARABLE: [&str; 4] = ["Statement", "ddl::", "dml::", "query::"];
/// Finding the place of a tree.
const PLACE: &str = " as sqlparser::ast::spans::Spanned>::span";
/// Printing a keyword.
const KEYWORD: &str = "<sqlparser::keywords::Keyword as core::fmt::Display>::fmt";
/// What is printed to be read again: names, types, values, and `*` of expressions.
const KEPT: [&str; 6] = ["Expr", "Ident", "ObjectName", "ObjectNamePart", "data_type::", "value::"];
/// The bytes of a place: two positions of two numbers of 64 bits.
const PLACE_BYTES: i32 = 32;

/// Empties those functions of the module: a tree is printed as nothing, its place is nowhere, and it equals no other.
pub(crate) fn shrink(path: &Path) -> Result<String, String> {
    let wrong = |error| format!("{}: {error:#}", path.display());
    let mut module = Module::from_file(path).map_err(wrong)?;
    let named = module.funcs.iter().filter_map(|one| Some((one.id(), plain(one.name.as_deref()?))));
    let useless: Vec<(FunctionId, Emptied)> =
        named.filter_map(|(id, name)| Some((id, Emptied::of(&name)?))).collect();
    let emptied = useless.into_iter().filter(|(id, how)| empty(&mut module, *id, *how)).count();
    if emptied == 0 {
        return Err(format!("{}: no function of sqlparser has its name", path.display()));
    }
    module.emit_wasm_file(path).map_err(wrong)?;
    Ok(format!("{emptied} functions that print, place or compare trees are emptied"))
}

/// What an emptied function does.
#[derive(Clone, Copy)]
enum Emptied {
    /// Gives 0: nothing is printed, and successfully so; two trees are not equal.
    Zero,
    /// Writes the place that is nowhere.
    Nowhere,
}

impl Emptied {
    fn of(name: &str) -> Option<Self> {
        if name == KEYWORD {
            return Some(Self::Zero);
        }
        let tree = name.strip_prefix("<sqlparser::ast::")?;
        if tree.ends_with(PLACE) {
            return Some(Self::Nowhere);
        }
        if let Some(tree) = tree.strip_suffix(COMPARE) {
            return is_one_of(tree, &INCOMPARABLE).then_some(Self::Zero);
        }
        let tree = tree.strip_suffix(PRINT)?;
        (!is_one_of(tree, &KEPT)).then_some(Self::Zero)
    }
}

/// Whether a type is named, or lies in a module that is.
fn is_one_of(tree: &str, names: &[&str]) -> bool {
    names.iter().any(|name| tree == *name || name.ends_with("::") && tree.starts_with(name))
}

/// A name without the hashes of its crates.
fn plain(name: &str) -> String {
    let parts = name.split('[').enumerate();
    parts
        .map(
            |(at, part)| {
                if at == 0 { part } else { part.split_once(']').map_or(part, |(_, rest)| rest) }
            },
        )
        .collect()
}

/// Whether the function has the parameters of its kind, and so could be emptied.
fn empty(module: &mut Module, id: FunctionId, how: Emptied) -> bool {
    let kind = module.types.get(module.funcs.get(id).ty());
    let (parameters, results) = (kind.params().to_vec(), kind.results().to_vec());
    let expected: &[ValType] = match how {
        Emptied::Zero => &[ValType::I32],
        Emptied::Nowhere => &[],
    };
    let Some(memory) = module.memories.iter().next().map(walrus::Memory::id) else { return false };
    if parameters != [ValType::I32, ValType::I32] || results != expected {
        return false;
    }
    let mut function = FunctionBuilder::new(&mut module.types, &parameters, &results);
    let arguments: Vec<LocalId> = parameters.iter().map(|kind| module.locals.add(*kind)).collect();
    match how {
        Emptied::Zero => {
            function.func_body().i32_const(0);
        }
        Emptied::Nowhere => {
            let mut body = function.func_body();
            body.local_get(arguments[0]).i32_const(0).i32_const(PLACE_BYTES).memory_fill(memory);
        }
    }
    module.funcs.get_mut(id).kind = FunctionKind::Local(function.local_func(arguments));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_to_be_read_stays() {
        let check = |name: &str, emptied| {
            assert_eq!(Emptied::of(&plain(name)).is_some(), emptied, "{name}");
        };
        check("<sqlparser[12ab]::ast::query::Select as core[0f]::fmt::Display>::fmt", true);
        check(
            "<sqlparser[12ab]::ast::query::Select as sqlparser[12ab]::ast::spans::Spanned>::span",
            true,
        );
        check("<sqlparser[12ab]::ast::ddl::AlterTable as core[0f]::cmp::PartialEq>::eq", true);
        check("<sqlparser[12ab]::ast::Expr as core[0f]::cmp::PartialEq>::eq", false);
        check("<sqlparser[12ab]::ast::Expr as core[0f]::fmt::Display>::fmt", false);
        check("<sqlparser[12ab]::ast::ExprWithAlias as core[0f]::fmt::Display>::fmt", true);
        check("<sqlparser[12ab]::ast::data_type::DataType as core[0f]::fmt::Display>::fmt", false);
        check("<sqlparser[12ab]::tokenizer::Token as core[0f]::fmt::Display>::fmt", false);
        check("<migralint[12ab]::name::Name as core[0f]::fmt::Display>::fmt", false);
    }
}
