//! Objects of one kind by their names. Catalogs share what neither changed: a copy is a pointer, and costs the same however
//! large the schema is.

use std::rc::Rc;

use rpds::RedBlackTreeMap;

use crate::name::QualifiedName;

/// Objects of one kind, sorted by name.
#[derive(Clone, Debug)]
pub struct Objects<T>(RedBlackTreeMap<QualifiedName, Rc<T>>);

/// Names and objects, in the order of the names.
pub type Iter<'a, T> = std::iter::Map<
    <&'a RedBlackTreeMap<QualifiedName, Rc<T>> as IntoIterator>::IntoIter,
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
        Self(RedBlackTreeMap::new())
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
        self.0.size()
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

    pub(super) fn retain(&mut self, keep: impl Fn(&T) -> bool) {
        let gone = self.0.iter().filter(|(_, object)| !keep(object));
        for name in gone.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            self.0.remove_mut(&name);
        }
    }

    pub(super) fn insert(&mut self, name: QualifiedName, object: T) {
        self.0.insert_mut(name, Rc::new(object));
    }
}

impl<T: Clone> Objects<T> {
    pub(super) fn get_mut(&mut self, name: &QualifiedName) -> Option<&mut T> {
        self.0.get_mut(name).map(Rc::make_mut)
    }

    pub(super) fn get_or_insert_with(
        &mut self,
        name: &QualifiedName,
        object: impl FnOnce() -> T,
    ) -> &mut T {
        if !self.contains_key(name) {
            self.insert(name.clone(), object());
        }
        match self.0.get_mut(name) {
            Some(object) => Rc::make_mut(object),
            None => unreachable!("it was inserted"),
        }
    }

    /// Changes the objects that are concerned; the others stay shared.
    pub(super) fn edit_where(
        &mut self,
        is_concerned: impl Fn(&QualifiedName, &T) -> bool,
        edit: impl Fn(&mut T),
    ) {
        let concerned = self.iter().filter(|(name, object)| is_concerned(name, object));
        for name in concerned.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
            self.get_mut(&name).map(&edit);
        }
    }

    pub(super) fn remove(&mut self, name: &QualifiedName) -> Option<T> {
        let object = Rc::clone(self.0.get(name)?);
        self.0.remove_mut(name);
        Some(Rc::unwrap_or_clone(object))
    }
}
