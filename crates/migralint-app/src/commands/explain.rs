//! `migralint explain`: the page of a rule.

use crate::host::{Host, Stream};
use crate::{CLEAN, Failure, config, print};

pub(super) fn run(host: &mut dyn Host, id: &str) -> Result<u8, Failure> {
    let rule = config::rule(id)?;
    print(host, Stream::Stdout, &format!("{}\n", rule.page.trim_end()))?;
    Ok(CLEAN)
}
