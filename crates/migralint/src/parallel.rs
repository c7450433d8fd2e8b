//! Work on many items with two threads. WebAssembly has none: there it is done on one.

#[cfg(not(target_family = "wasm"))]
pub(crate) use threads::{ahead, map};

/// Does `work` on every item, in order.
#[cfg(target_family = "wasm")]
pub(crate) fn map<T, R>(
    items: &[T],
    _weigh: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R,
) -> Vec<R> {
    items.iter().map(work).collect()
}

/// Does `work` on every item, in order, when `then` asks for it.
#[cfg(target_family = "wasm")]
pub(crate) fn ahead<T, P, R>(
    items: &[T],
    _weigh: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> P,
    then: impl FnOnce(&mut dyn Iterator<Item = P>) -> R,
) -> R {
    then(&mut items.iter().map(work))
}

#[cfg(not(target_family = "wasm"))]
mod threads {
    use std::panic::resume_unwind;
    use std::sync::mpsc::sync_channel;
    use std::thread::{Builder, scope};

    /// What weighs less, in bytes of text, is done before a thread has begun.
    const LEAST: usize = 8 * 1024;

    /// About so much is done before it is asked for: enough that handing it over costs nothing beside it, and little
    /// enough that it is no burden.
    const BATCH: usize = 32 * 1024;

    /// Does `work` on every item, in order: on half of them, as they weigh, in a thread.
    pub(crate) fn map<T: Sync, R: Send>(
        items: &[T],
        weigh: impl Fn(&T) -> usize,
        work: impl Fn(&T) -> R + Sync,
    ) -> Vec<R> {
        let all = |items: &[T]| items.iter().map(&work).collect::<Vec<R>>();
        let weight: usize = items.iter().map(&weigh).sum();
        if weight < LEAST {
            return all(items);
        }
        let (first, last) = items.split_at(lightest(items, weight / 2, weigh));
        scope(|scope| {
            let other = Builder::new().spawn_scoped(scope, || all(last));
            let mut done = all(first);
            done.extend(match other {
                Ok(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
                // The system gives no more threads.
                Err(_) => all(last),
            });
            done
        })
    }

    /// Does `work` on every item, in order, in a thread, while `then` goes on with what is done.
    pub(crate) fn ahead<T: Sync, P: Send, R>(
        items: &[T],
        weigh: impl Fn(&T) -> usize + Sync,
        work: impl Fn(&T) -> P + Sync,
        then: impl FnOnce(&mut dyn Iterator<Item = P>) -> R,
    ) -> R {
        let all = || items.iter().map(&work);
        if items.iter().map(&weigh).sum::<usize>() < LEAST {
            return then(&mut all());
        }
        scope(|scope| {
            let (send, receive) = sync_channel(0);
            let (weigh, work) = (&weigh, &work);
            let other = Builder::new().spawn_scoped(scope, move || {
                let mut rest = items;
                while !rest.is_empty() {
                    let (batch, behind) = rest.split_at(lightest(rest, BATCH, weigh).max(1));
                    rest = behind;
                    if send.send(batch.iter().map(work).collect::<Vec<P>>()).is_err() {
                        break;
                    }
                }
            });
            match other {
                Ok(_) => then(&mut receive.into_iter().flatten()),
                Err(_) => then(&mut all()),
            }
        })
    }

    /// How many items come to a weight, the last one not counted.
    fn lightest<T>(items: &[T], most: usize, weigh: impl Fn(&T) -> usize) -> usize {
        let mut weight = 0;
        let fits = |item: &&T| {
            weight += weigh(item);
            weight <= most
        };
        items.iter().take_while(fits).count()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_order_is_that_of_the_items() {
            for weight in [1, LEAST, BATCH / 3, BATCH, 2 * BATCH] {
                for count in [0, 1, 2, 100] {
                    let items: Vec<usize> = (0..count).collect();
                    let doubled: Vec<usize> = items.iter().map(|item| 2 * item).collect();
                    let (weigh, work) = (|_: &usize| weight, |item: &usize| 2 * item);
                    assert_eq!(map(&items, weigh, work), doubled);
                    let then = |done: &mut dyn Iterator<Item = usize>| done.collect::<Vec<_>>();
                    assert_eq!(ahead(&items, weigh, work, then), doubled);
                    ahead(&items, weigh, work, |done| assert_eq!(done.next().is_some(), count > 0));
                }
            }
        }
    }
}
