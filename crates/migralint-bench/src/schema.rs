//! The schema that a history has come to, as far as its next migration must know it.

/// The tables and enums that stand.
#[derive(Debug, Default)]
pub(crate) struct Schema {
    /// The tables, oldest first.
    pub tables: Vec<Table>,
    /// How many tables were ever made.
    made: usize,
    /// What the next choice comes from.
    state: usize,
}

/// A table.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its name.
    pub name: String,
    /// The table that it refers to by `parentId`.
    pub parent: Option<String>,
    /// How many tables refer to it.
    pub children: usize,
    /// How many columns were ever added to it, `field1` the first.
    pub added: usize,
    /// Of those, which still stand.
    pub fields: Vec<usize>,
    /// How many values its enum `…Status` has; none where it has no enum.
    pub values: usize,
    /// Whether `amount` is a `BIGINT` by now.
    pub is_wide: bool,
    /// How many indexes were ever made on it.
    pub indexes: usize,
}

const WORDS: [&str; 24] = [
    "Account",
    "Address",
    "Batch",
    "Coupon",
    "Customer",
    "Deployment",
    "Environment",
    "Event",
    "Invoice",
    "Item",
    "Job",
    "Label",
    "Message",
    "Order",
    "Organization",
    "Payment",
    "Project",
    "Queue",
    "Run",
    "Schedule",
    "Session",
    "Task",
    "User",
    "Worker",
];

impl Schema {
    /// A new table, not yet among the others.
    pub(crate) fn new_table(&mut self) -> Table {
        let (word, round) = (WORDS[self.made % WORDS.len()], self.made / WORDS.len());
        let values = if self.made.is_multiple_of(2) { 3 } else { 0 };
        self.made += 1;
        let name = if round == 0 { word.to_owned() } else { format!("{word}{round}") };
        let parent = self.choose(|_| true).map(|parent| {
            parent.children += 1;
            parent.name.clone()
        });
        Table {
            name,
            parent,
            children: 0,
            added: 0,
            fields: Vec::new(),
            values,
            is_wide: false,
            indexes: 0,
        }
    }

    /// One of the tables for which `is_fit`; always the same one of the same history.
    pub(crate) fn choose(&mut self, is_fit: impl Fn(&Table) -> bool) -> Option<&mut Table> {
        let at = self.choose_index(is_fit)?;
        self.tables.get_mut(at)
    }

    /// Takes a table out to which none refers.
    pub(crate) fn take(&mut self) -> Option<Table> {
        let at = self.choose_index(|table| table.children == 0)?;
        let taken = self.tables.swap_remove(at);
        let parent =
            self.tables.iter_mut().find(|table| Some(&table.name) == taken.parent.as_ref());
        if let Some(parent) = parent {
            parent.children -= 1;
        }
        Some(taken)
    }

    /// <https://en.wikipedia.org/wiki/Linear_congruential_generator>, with the constants of Numerical Recipes.
    fn choose_index(&mut self, is_fit: impl Fn(&Table) -> bool) -> Option<usize> {
        let count = self.tables.len();
        self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) & 0xFFFF_FFFF;
        let first = (self.state >> 8) % count.max(1);
        (first..count).chain(0..first).find(|at| is_fit(&self.tables[*at]))
    }
}
