//! A store that is replaced while requests run.

use super::store::Entities;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// A store that threads share and that can be replaced at any time.
///
/// A request takes the store once, at its start, and sees that one to its end,
/// whole: neither a mixture of two stores nor a wait for one. Readers do not wait
/// for writers, nor writers for readers. The old store is freed when the last
/// request that took it is done.
///
/// Layers combine with it: what a request brings along goes over what
/// [`SharedEntities::load`] gives, see [`Entities::layered`].
#[derive(Debug, Default)]
pub struct SharedEntities(ArcSwap<Entities>);

impl SharedEntities {
    /// The store `entities`, to be shared.
    pub fn new(entities: impl Into<Arc<Entities>>) -> Self {
        SharedEntities(ArcSwap::new(entities.into()))
    }

    /// The store as it is now.
    pub fn load(&self) -> Arc<Entities> {
        self.0.load_full()
    }

    /// Puts another store in place and returns the one before.
    pub fn replace(&self, entities: impl Into<Arc<Entities>>) -> Arc<Entities> {
        self.0.swap(entities.into())
    }

    /// Puts in place what `change` makes of the store as it is. When another
    /// thread was faster, `change` is asked again with what that one left, so no
    /// change is lost.
    ///
    /// # Errors
    /// What `change` returns; then nothing is replaced.
    pub fn update<E>(
        &self,
        mut change: impl FnMut(&Entities) -> Result<Entities, E>,
    ) -> Result<(), E> {
        loop {
            let before = self.load();
            let after = Arc::new(change(&before)?);
            let found = self.0.compare_and_swap(&before, after);
            if Arc::ptr_eq(&found, &before) {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ast::{EntityId, EntityTypeName, EntityUid};
    use crate::entities::Entity;
    use crate::value::{Record, Value};
    use std::sync::atomic::{AtomicBool, Ordering};

    fn uid(id: &str) -> EntityUid {
        let entity_type = EntityTypeName::from_normalized("N").unwrap();
        EntityUid::new(entity_type, EntityId::new(id))
    }

    /// Two entities that say the same number.
    fn twins(number: i64) -> Entities {
        let twin = |id| {
            let field = ("number".into(), Value::Long(number));
            let attributes = Record::from_fields(vec![field]).unwrap();
            Entity::new(uid(id), attributes, Record::default(), [])
        };
        Entities::from_entities([twin("a"), twin("b")]).unwrap()
    }

    fn number(entities: &Entities, id: &str) -> Option<Value> {
        entities.get(&uid(id))?.attributes().get("number").cloned()
    }

    #[test]
    fn readers_see_one_store_whole() {
        let shared = SharedEntities::new(twins(0));
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = || {
                let mut seen = 0;
                while !is_over.load(Ordering::Relaxed) {
                    let store = shared.load();
                    let first = number(&store, "a");
                    std::thread::yield_now();
                    assert!(first.is_some() && first == number(&store, "b"));
                    seen += 1;
                }
                seen
            };
            let readers = [scope.spawn(reader), scope.spawn(reader)];
            for i in 1..2_000 {
                shared.replace(twins(i));
            }
            is_over.store(true, Ordering::Relaxed);
            assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
        });
        assert_eq!(number(&shared.load(), "a"), Some(Value::Long(1_999)));
    }

    #[test]
    fn no_update_is_lost() {
        let shared = SharedEntities::new(twins(0));
        let increase = |entities: &Entities| match number(entities, "a") {
            Some(Value::Long(number)) => Ok(twins(number + 1)),
            _ => Err("no number"),
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..100).for_each(|_| shared.update(increase).unwrap()));
            }
        });
        assert_eq!(number(&shared.load(), "b"), Some(Value::Long(400)));
        assert_eq!(shared.update(|_| Err("refused")), Err("refused"));
    }
}
