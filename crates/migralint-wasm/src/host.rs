//! `Host` on JavaScript: an object with the methods of `npm/src/host.d.ts`.

use std::io::ErrorKind;

use migralint_app::{
    DANGLING, Entry, GitOutput, Host, Kind, MAX_FILE, Metadata, NOT_A_FILE, Stream, bounded,
    too_large, why, why_git,
};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    /// The world as a JavaScript object.
    pub type JsHost;

    #[wasm_bindgen(method, catch, js_name = readFile)]
    fn read_file(this: &JsHost, path: &str, most: u32) -> Result<Vec<u8>, JsError>;
    #[wasm_bindgen(method, catch, js_name = writeFile)]
    fn write_file(this: &JsHost, path: &str, contents: &[u8]) -> Result<(), JsError>;
    /// Names, each with the letter of its kind before it.
    #[wasm_bindgen(method, catch, js_name = readFolder)]
    fn read_folder(this: &JsHost, path: &str) -> Result<Vec<String>, JsError>;
    /// A text, since an object that is not returned but thrown past leaves a slot of wasm-bindgen's table behind.
    #[wasm_bindgen(method, catch)]
    fn metadata(this: &JsHost, path: &str) -> Result<String, JsError>;
    #[wasm_bindgen(method, catch, js_name = realPath)]
    fn real_path(this: &JsHost, path: &str) -> Result<String, JsError>;
    #[wasm_bindgen(method, catch, js_name = readStdin)]
    fn read_stdin(this: &JsHost) -> Result<Vec<u8>, JsError>;
    #[wasm_bindgen(method)]
    fn ask(this: &JsHost, question: &str) -> Option<String>;
    #[wasm_bindgen(method, catch)]
    fn print(this: &JsHost, is_error: bool, text: &str) -> Result<(), JsError>;
    #[wasm_bindgen(method, js_name = terminalWidth)]
    fn terminal_width(this: &JsHost, is_error: bool) -> Option<u32>;
    #[wasm_bindgen(method)]
    fn variable(this: &JsHost, name: &str) -> Option<String>;
    #[wasm_bindgen(method, catch)]
    fn git(this: &JsHost, arguments: Vec<String>) -> Result<JsGitOutput, JsError>;
    #[wasm_bindgen(method, js_name = workingDirectory)]
    fn working_directory(this: &JsHost) -> String;
    #[wasm_bindgen(method)]
    fn today(this: &JsHost) -> String;

    /// An error of Node's `fs`, or one that looks like it.
    type JsError;
    #[wasm_bindgen(method, getter)]
    fn code(this: &JsError) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn message(this: &JsError) -> Option<String>;

    type JsGitOutput;
    #[wasm_bindgen(method, getter)]
    fn success(this: &JsGitOutput) -> bool;
    #[wasm_bindgen(method, getter)]
    fn stdout(this: &JsGitOutput) -> String;
    #[wasm_bindgen(method, getter)]
    fn stderr(this: &JsGitOutput) -> String;
}

/// The world of a JavaScript object.
pub(crate) struct World<'a>(pub(crate) &'a JsHost);

impl Host for World<'_> {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        let Metadata { kind: Kind::File, size } = self.metadata(path)? else {
            return Err(NOT_A_FILE.to_owned());
        };
        if size > MAX_FILE {
            return Err(too_large(size));
        }
        let most = u32::try_from(MAX_FILE + 1).unwrap_or(u32::MAX);
        let bytes = self.0.read_file(path, most).map_err(|error| words(&error))?;
        bounded(bytes)
    }

    fn write_file(&mut self, path: &str, contents: &[u8]) -> Result<(), String> {
        self.0.write_file(path, contents).map_err(|error| words(&error))
    }

    fn read_folder(&self, path: &str) -> Result<Vec<Entry>, String> {
        let entries = self.0.read_folder(path).map_err(|error| words(&error))?;
        let entry = |entry: String| {
            let mut rest = entry.chars();
            let kind = kind(rest.next().unwrap_or_default());
            Entry { name: rest.as_str().to_owned(), kind }
        };
        Ok(entries.into_iter().map(entry).collect())
    }

    fn metadata(&self, path: &str) -> Result<Metadata, String> {
        let metadata = self.0.metadata(path).map_err(|error| words(&error))?;
        let mut rest = metadata.chars();
        let kind = kind(rest.next().unwrap_or_default());
        Ok(Metadata { kind, size: rest.as_str().parse().unwrap_or(u64::MAX) })
    }

    fn real_path(&self, path: &str) -> Result<String, String> {
        self.0.real_path(path).map_err(|error| words(&error))
    }

    fn read_stdin(&mut self) -> Result<Vec<u8>, String> {
        self.0.read_stdin().map_err(|error| words(&error))
    }

    fn ask(&mut self, question: &str) -> Option<String> {
        self.0.ask(question)
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), String> {
        self.0.print(stream == Stream::Stderr, text).map_err(|error| words(&error))
    }

    fn terminal_width(&self, stream: Stream) -> Option<usize> {
        self.0.terminal_width(stream == Stream::Stderr).map(|width| width as usize)
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.0.variable(name).filter(|value| !value.is_empty())
    }

    fn git(&self, arguments: &[&str]) -> Result<GitOutput, String> {
        let arguments = arguments.iter().map(ToString::to_string).collect();
        let output = self
            .0
            .git(arguments)
            .map_err(|error| why_git(error_kind(&error), &error.message().unwrap_or_default()))?;
        Ok(GitOutput {
            success: output.success(),
            stdout: output.stdout(),
            stderr: output.stderr(),
        })
    }

    fn working_directory(&self) -> String {
        self.0.working_directory()
    }

    fn today(&self) -> String {
        self.0.today()
    }
}

/// What stands at a path, by the letter that `npm/src/host.d.ts` gives it.
fn kind(letter: char) -> Kind {
    match letter {
        'f' => Kind::File,
        'd' => Kind::Folder,
        'l' => Kind::Link,
        _ => Kind::Other,
    }
}

/// An error as words that follow the name of the file: the same as the native command's.
fn words(error: &JsError) -> String {
    if error.code().as_deref() == Some("EDANGLING") {
        return DANGLING.to_owned();
    }
    why(error_kind(error), &error.message().unwrap_or_default())
}

/// What kind of error the code of one of Node's is.
fn error_kind(error: &JsError) -> ErrorKind {
    match error.code().as_deref() {
        Some("ENOENT") => ErrorKind::NotFound,
        Some("EACCES" | "EPERM") => ErrorKind::PermissionDenied,
        Some("EISDIR") => ErrorKind::IsADirectory,
        Some("ENOTDIR") => ErrorKind::NotADirectory,
        Some("ENAMETOOLONG") => ErrorKind::InvalidFilename,
        Some("EROFS") => ErrorKind::ReadOnlyFilesystem,
        Some("ENOSPC") => ErrorKind::StorageFull,
        _ => ErrorKind::Other,
    }
}
