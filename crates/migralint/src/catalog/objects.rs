//! Objects of one kind by their names. Two catalogs share what neither changed, so that a copy costs little.

use std::collections::{BTreeMap, btree_map};
use std::rc::Rc;

use crate::name::QualifiedName;

/// Objects of one kind, sorted by name.
#[derive(Clone, Debug)]
pub struct Objects<T>(BTreeMap<QualifiedName, Rc<T>>);

/// Names and objects, in the order of the names.
pub type Iter<'a, T> = std::iter::Map<
    btree_map::Iter<'a, QualifiedName, Rc<T>>,
    fn((&'a QualifiedName, &'a Rc<T>)) -> (&'a QualifiedName, &'a T),
>;

impl<'a, T> IntoIterator for &'a Objects<T> {
    type Item = (&'a QualifiedName, &'a T);
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> Default for Objects<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Objects<T> {
    /// The object of that name.
    pub fn get(&self, name: &QualifiedName) -> Option<&T> {
        self.0.get(name).map(Rc::as_ref)
    }

    /// The name as the catalog holds it, and its object.
    pub fn get_key_value(&self, name: &QualifiedName) -> Option<(&QualifiedName, &T)> {
        self.0.get_key_value(name).map(|(name, object)| (name, object.as_ref()))
    }

    /// Whether there is an object of that name.
    pub fn contains_key(&self, name: &QualifiedName) -> bool {
        self.0.contains_key(name)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their names.
    pub fn keys(&self) -> impl Iterator<Item = &QualifiedName> {
        self.0.keys()
    }

    /// The objects.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        self.0.values().map(Rc::as_ref)
    }

    /// Names and objects.
    pub fn iter(&self) -> Iter<'_, T> {
        self.0.iter().map(|(name, object)| (name, object))
    }

    /// The names in a schema.
    pub(super) fn names_in(&self, schema: &str) -> Vec<QualifiedName> {
        self.0.keys().filter(|name| name.schema == schema).cloned().collect()
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(&T) -> bool) {
        self.0.retain(|_, object| keep(object));
    }

    pub(super) fn insert(&mut self, name: QualifiedName, object: T) {
        self.0.insert(name, Rc::new(object));
    }
}

impl<T: Clone> Objects<T> {
    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut T> {
        self.0.get_mut(name).map(Rc::make_mut)
    }

    pub(super) fn get_or_insert_with(
        &mut self,
        name: QualifiedName,
        object: impl FnOnce() -> T,
    ) -> &mut T {
        Rc::make_mut(self.0.entry(name).or_insert_with(|| Rc::new(object())))
    }

    pub(super) fn remove(&mut self, name: &QualifiedName) -> Option<T> {
        self.0.remove(name).map(Rc::unwrap_or_clone)
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = (&QualifiedName, &mut T)> {
        self.0.iter_mut().map(|(name, object)| (name, Rc::make_mut(object)))
    }

    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.0.values_mut().map(Rc::make_mut)
    }
}
