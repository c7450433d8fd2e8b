//! Views and materialized views.

use super::{Catalog, Origin, Relation, View};
use crate::name::QualifiedName;
use crate::syntax::statement::{CreateView, RefreshView};

impl Catalog {
    pub(super) fn create_view(&mut self, create: &CreateView, origin: Origin) {
        let name = self.creation_name(&create.name, create.temporary);
        if self.relation(&name).is_some() && create.if_not_exists {
            return;
        }
        let mut reads: Vec<QualifiedName> =
            create.query.tables.iter().map(|table| self.resolve_relation(table)).collect();
        reads.sort_unstable();
        reads.dedup();
        reads.retain(|read| *read != name);
        let stars = create.query.stars.iter().filter_map(|star| {
            let read = self.resolve_relation(star);
            let columns = self.column_names(&read)?;
            Some((read, columns))
        });
        let stars = stars.collect();
        let replaced = self.take_view(&name).filter(|_| create.or_replace);
        if replaced.is_none() {
            self.remove_relation(&name);
        }
        let view = View {
            origin: replaced.map_or(origin, |view| view.origin),
            materialized: create.materialized,
            reads,
            query: create.query.clone(),
            stars,
            definition: create.definition.clone(),
            populated: create.materialized && !create.no_data,
        };
        self.put_view(name, view);
    }

    /// The columns of a table or view, in order, where all are known.
    fn column_names(&self, relation: &QualifiedName) -> Option<Vec<String>> {
        match self.relation(relation)? {
            Relation::Table(table) if table.complete => {
                Some(table.columns.iter().map(|column| column.name.clone()).collect())
            }
            Relation::View(view) if !view.query.output.is_empty() => {
                Some(view.query.output.clone())
            }
            Relation::View(view) => {
                // What else it has is in its text; of those that it reads whole the columns are here.
                let whole = view.query.stars.len();
                (view.stars.len() == whole && whole > 0)
                    .then(|| view.stars.values().flatten().cloned().collect())
            }
            Relation::Table(_) | Relation::Index(_) | Relation::Sequence(_) => None,
        }
    }

    pub(super) fn refresh_view(&mut self, refresh: &RefreshView) {
        let name = self.resolve_relation(&refresh.name);
        if let Some(view) = self.views.get_mut(&name) {
            view.populated = !refresh.no_data;
        }
    }

    /// Drops a view with its indexes and the views that read it.
    pub(super) fn remove_view(&mut self, name: &QualifiedName) {
        let mut doomed = vec![name.clone()];
        while let Some(name) = doomed.pop() {
            if self.take_view(&name).is_none() {
                continue;
            }
            for index in self.links.indexes.list(&name) {
                self.take_index(&index);
                self.unregister(index);
            }
            doomed.extend(self.links.views.list(&name));
            self.unregister(name);
        }
    }

    pub(super) fn move_view(&mut self, from: &QualifiedName, to: &QualifiedName) {
        if from == to {
            return;
        }
        self.remove_relation(to);
        if let Some(view) = self.take_view(from) {
            self.put_view(to.clone(), view);
            for index in self.links.indexes.list(from) {
                if let Some(mut content) = self.take_index(&index) {
                    content.table = to.clone();
                    let moved = index.in_schema(&to.schema);
                    let free = self.relation(&moved).is_none();
                    self.put_index(if free { moved } else { index }, content);
                }
            }
            self.point_views_at(from, to);
        }
        self.rename_attributes(from, to);
    }

    /// Turns the views that read one relation to another.
    pub(super) fn point_views_at(&mut self, from: &QualifiedName, to: &QualifiedName) {
        for name in self.links.views.list(from) {
            if let Some(mut view) = self.take_view(&name) {
                for read in view.reads.iter_mut().filter(|read| *read == from) {
                    read.clone_from(to);
                }
                if let Some(columns) = view.stars.remove(from) {
                    view.stars.insert(to.clone(), columns);
                }
                self.put_view(name, view);
            }
        }
    }
}
