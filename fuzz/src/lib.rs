//! What every fuzz target is: a property of `migralint-properties`, held against bytes that are changed by whole words and
//! statements as often as by single bytes.

use libfuzzer_sys::fuzzer_mutate;
pub use libfuzzer_sys::{fuzz_mutator, fuzz_target};
pub use migralint_properties::hold;
use migralint_properties::mutate::mutate;

/// The target of a property.
#[macro_export]
macro_rules! target {
    ($property:ident) => {
        $crate::fuzz_target!(|bytes: &[u8]| {
            $crate::hold(migralint_properties::$property, bytes);
        });
        $crate::fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
            $crate::change(data, size, max_size, seed)
        });
    };
}

/// Changes `data`, of which `size` bytes are used and `max_size` may be; gives how many are used then.
pub fn change(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    if seed % 2 == 0
        && let Ok(text) = std::str::from_utf8(&data[..size])
    {
        let changed = mutate(text, u64::from(seed));
        let length = changed.floor_char_boundary(max_size.min(data.len()));
        data[..length].copy_from_slice(&changed.as_bytes()[..length]);
        return length;
    }
    fuzzer_mutate(data, size, max_size)
}
