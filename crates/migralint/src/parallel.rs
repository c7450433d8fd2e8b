//! Work on many items with two threads. WebAssembly has none: there it is done on one.

#[cfg(not(target_family = "wasm"))]
pub(crate) use threads::map;

/// Does `work` on every item when it is asked for.
#[cfg(target_family = "wasm")]
pub(crate) fn map<T, R>(
    items: &[T],
    _weigh: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R,
) -> impl Iterator<Item = R> {
    items.iter().map(work)
}

#[cfg(not(target_family = "wasm"))]
mod threads {
    use std::panic::resume_unwind;
    use std::thread;

    /// The items that are worked on before the first is needed weigh about as much as this, in bytes of text: enough
    /// that a thread pays, and little enough that what comes of them is no burden.
    const BATCH: usize = 64 * 1024;

    /// What weighs less is done before a thread has begun.
    const LEAST: usize = 8 * 1024;

    /// Does `work` on every item, in order. Some are done before they are asked for, half of those by another thread.
    pub(crate) fn map<T: Sync, R: Send>(
        items: &[T],
        weigh: impl Fn(&T) -> usize,
        work: impl Fn(&T) -> R + Sync,
    ) -> impl Iterator<Item = R> {
        let mut rest = items;
        let batches = std::iter::from_fn(move || {
            let mut weight = 0;
            let fits = |item: &&T| {
                let fits = weight < BATCH;
                weight += if fits { weigh(item) } else { 0 };
                fits
            };
            let (batch, behind) = rest.split_at(rest.iter().take_while(fits).count());
            rest = behind;
            let apart = if weight < LEAST { 0 } else { batch.len() / 2 };
            (!batch.is_empty()).then(|| share(batch, apart, &work))
        });
        batches.flatten()
    }

    /// Does `work` on every item, on the last ones `apart` meanwhile.
    fn share<T: Sync, R: Send>(
        items: &[T],
        apart: usize,
        work: &(impl Fn(&T) -> R + Sync),
    ) -> Vec<R> {
        let all = |items: &[T]| items.iter().map(work).collect::<Vec<R>>();
        let (first, last) = items.split_at(items.len() - apart);
        if last.is_empty() {
            return all(first);
        }
        thread::scope(|scope| {
            let other = thread::Builder::new().spawn_scoped(scope, || all(last));
            let mut done = all(first);
            done.extend(match other {
                Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // The system gives no more threads.
                Err(_) => all(last),
            });
            done
        })
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_order_is_that_of_the_items() {
            for weight in [1, LEAST, BATCH / 3, BATCH, 2 * BATCH] {
                let items: Vec<usize> = (0..100).collect();
                let doubled = map(&items, |_| weight, |item| 2 * item);
                assert!(doubled.eq((0..100).map(|item| 2 * item)), "{weight}");
            }
            assert_eq!(map(&[], |()| 1, |()| 1).count(), 0);
        }
    }
}
