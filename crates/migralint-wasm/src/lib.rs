//! The program for JavaScript: all of it over a host that is a JavaScript object, and what the library of the npm
//! package knows of rules and layouts. What files mean is decided by the program alone.

mod host;
mod lists;

use migralint::history::layout::{PLAIN, by_name};
use wasm_bindgen::prelude::wasm_bindgen;

use host::{JsHost, World};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console, js_name = error)]
    fn console_error(text: &str);
}

/// Says where the program panicked, before WebAssembly traps.
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(|panic| console_error(&panic.to_string())));
}

/// Runs the program; `arguments` begin with its name. Returns the exit code.
#[wasm_bindgen]
pub fn run(host: &JsHost, arguments: Vec<String>) -> u8 {
    migralint_app::run(&mut World(host), arguments)
}

/// All rules, as JSON.
#[wasm_bindgen]
pub fn rules() -> String {
    lists::rules()
}

/// All layouts, as JSON: their names.
#[wasm_bindgen]
pub fn layouts() -> String {
    lists::layouts()
}

/// Where a layout keeps a migration and its rollback: two paths.
#[wasm_bindgen]
pub fn places(layout: &str, id: &str) -> Vec<String> {
    let layout = by_name(layout).unwrap_or(&PLAIN);
    let (migration, rollback) = layout.naming.default_paths(id);
    vec![migration, rollback]
}
