//! Writes the seeds of every property into the folder that is named, each property's into one of its own.

use std::path::Path;
use std::{env, fs, io};

use migralint_properties::{PROPERTIES, seeds};

fn main() -> io::Result<()> {
    let folder = env::args().nth(1).ok_or_else(|| io::Error::other("name a folder"))?;
    for (property, _) in PROPERTIES {
        let folder = Path::new(&folder).join(property);
        fs::create_dir_all(&folder)?;
        for (number, seed) in seeds::of(property).into_iter().enumerate() {
            fs::write(folder.join(format!("seed-{number:03}")), seed)?;
        }
    }
    Ok(())
}
