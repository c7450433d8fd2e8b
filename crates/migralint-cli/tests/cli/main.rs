//! The command itself, run as people run it.

#[cfg(test)]
mod adoption;
#[cfg(test)]
mod around;
#[cfg(test)]
mod formats;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod init;
#[cfg(test)]
mod input;
#[cfg(test)]
mod inside;
#[cfg(all(test, target_os = "linux"))]
mod network;
#[cfg(test)]
mod opt_outs;
#[cfg(test)]
mod options;
#[cfg(test)]
mod project;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod rollback;
#[cfg(test)]
mod shallow;
mod splitting;
