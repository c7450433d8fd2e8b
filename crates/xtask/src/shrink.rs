//! Part of `npm`: takes out of the module what has no effect there. sqlparser's parser can print the trees that it
//! makes and find their places in the text, and does so in the messages of its errors alone, which nobody here reads;
//! it compares options of tables, and so could compare the queries in them, which have none; it copies names, and so
//! could copy the expressions in them, which names of Snowflake have alone. That code is an eighth of the module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use walrus::ir::{Call, Visitor, dfs_in_order};
use walrus::{FunctionBuilder, FunctionId, FunctionKind, LocalId, Module, ValType};

/// Printing a tree.
const PRINT: &str = " as core::fmt::Display>::fmt";
/// Comparing two trees.
const COMPARE: &str = " as core::cmp::PartialEq>::eq";
/// What is never compared: statements, and what makes queries and definitions.
const INCOMPARABLE: [&str; 4] = ["Statement", "ddl::", "dml::", "query::"];
/// Finding the place of a tree.
const PLACE: &str = " as sqlparser::ast::spans::Spanned>::span";
/// Copying a tree: by itself, in a list, and in a box, for which the standard library has a trait of its own.
const COPIES: [&str; 2] = [" as core::clone::", ">::to_vec"];
/// Copying a name: part by part.
const COPY_NAME: &str =
    "<alloc::vec::Vec<sqlparser::ast::ObjectNamePart> as core::clone::Clone>::clone";
/// Copying what a part of a name was made of, where a dialect has parts that are made by functions
/// (`Dialect::is_identifier_generating_function_name`: PostgreSQL's has none).
const COPY_ARGUMENTS: &str =
    "<alloc::vec::Vec<sqlparser::ast::FunctionArg> as core::clone::Clone>::clone";
/// Printing a keyword.
const KEYWORD: &str = "<sqlparser::keywords::Keyword as core::fmt::Display>::fmt";
/// What is printed to be read again: names, types, values, and `*` of expressions.
const KEPT: [&str; 6] = ["Expr", "Ident", "ObjectName", "ObjectNamePart", "data_type::", "value::"];
/// The bytes of a place: two positions of two numbers of 64 bits.
const PLACE_BYTES: i32 = 32;

/// Empties those functions of the module: a tree is printed as nothing, its place is nowhere, it equals no other, and
/// nobody copies it.
pub(crate) fn shrink(path: &Path) -> Result<String, String> {
    let wrong = |error| format!("{}: {error:#}", path.display());
    let mut module = Module::from_file(path).map_err(wrong)?;
    let all = module.funcs.iter().filter_map(|one| Some((one.id(), plain(one.name.as_deref()?))));
    let names: BTreeMap<FunctionId, String> = all.collect();
    let useless: Vec<(FunctionId, Emptied)> =
        names.iter().filter_map(|(id, name)| Some((*id, Emptied::of(name)?))).collect();
    copied_in_names_alone(&module, &names)?;
    let emptied = useless.into_iter().filter(|(id, how)| empty(&mut module, *id, *how)).count();
    if emptied == 0 {
        return Err(format!("{}: no function of sqlparser has its name", path.display()));
    }
    module.emit_wasm_file(path).map_err(wrong)?;
    Ok(format!("{emptied} functions that print, place, compare or copy trees are emptied"))
}

/// Checks that whatever copies an expression was called to copy a name.
fn copied_in_names_alone(
    module: &Module,
    names: &BTreeMap<FunctionId, String>,
) -> Result<(), String> {
    let mut callers: BTreeMap<FunctionId, Vec<FunctionId>> = BTreeMap::new();
    for (id, function) in module.funcs.iter_local() {
        let mut calls = Calls(Vec::new());
        dfs_in_order(&mut calls, function, function.entry_block());
        for called in calls.0 {
            callers.entry(called).or_default().push(id);
        }
    }
    let name = |id: &FunctionId| names.get(id).map_or("a function", String::as_str);
    let arguments = names.iter().find(|(_, name)| *name == COPY_ARGUMENTS);
    let mut open: Vec<FunctionId> = arguments.iter().map(|(id, _)| **id).collect();
    let mut seen: BTreeSet<FunctionId> = open.iter().copied().collect();
    while let Some(copy) = open.pop() {
        for caller in callers.get(&copy).into_iter().flatten() {
            if name(caller) == COPY_NAME || !seen.insert(*caller) {
                continue;
            }
            if !COPIES.iter().any(|copies| name(caller).contains(copies)) {
                return Err(format!("{} calls {}: trees are copied", name(caller), name(&copy)));
            }
            open.push(*caller);
        }
    }
    Ok(())
}

/// The functions that a function calls.
struct Calls(Vec<FunctionId>);

impl Visitor<'_> for Calls {
    fn visit_call(&mut self, call: &Call) {
        self.0.push(call.func);
    }
}

/// What an emptied function does.
#[derive(Clone, Copy)]
enum Emptied {
    /// Gives 0: nothing is printed, and successfully so; two trees are not equal.
    Zero,
    /// Writes the place that is nowhere.
    Nowhere,
    /// Is never called.
    Unreached,
}

impl Emptied {
    fn of(name: &str) -> Option<Self> {
        if name == KEYWORD {
            return Some(Self::Zero);
        }
        if name == COPY_ARGUMENTS {
            return Some(Self::Unreached);
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
        Emptied::Nowhere | Emptied::Unreached => &[],
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
        Emptied::Unreached => {
            function.func_body().unreachable();
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
        check(
            "<alloc[4]::vec::Vec<sqlparser[12ab]::ast::FunctionArg> as core[0f]::clone::Clone>::clone",
            true,
        );
        check("<sqlparser[12ab]::ast::Ident as core[0f]::clone::Clone>::clone", false);
        check("<sqlparser[12ab]::ast::Expr as core[0f]::cmp::PartialEq>::eq", false);
        check("<sqlparser[12ab]::ast::Expr as core[0f]::fmt::Display>::fmt", false);
        check("<sqlparser[12ab]::ast::ExprWithAlias as core[0f]::fmt::Display>::fmt", true);
        check("<sqlparser[12ab]::ast::data_type::DataType as core[0f]::fmt::Display>::fmt", false);
        check("<sqlparser[12ab]::tokenizer::Token as core[0f]::fmt::Display>::fmt", false);
        check("<migralint[12ab]::name::Name as core[0f]::fmt::Display>::fmt", false);
    }
}
