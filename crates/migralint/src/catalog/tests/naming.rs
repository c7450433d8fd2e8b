//! The names that PostgreSQL chooses, as PostgreSQL 18 chose them for the same statements.

use super::replay;

/// Asserts the names of all indexes and constraints after `sql`, each once, sorted.
#[track_caller]
fn names(sql: &str, expected: &[&str]) {
    let catalog = replay(sql);
    let constraints = catalog.tables.values().flat_map(|table| &table.constraints);
    let mut names: Vec<String> = constraints.map(|constraint| constraint.name.clone()).collect();
    names.extend(catalog.indexes.keys().map(|name| name.name.clone()));
    names.extend(catalog.sequences.keys().map(|name| name.name.clone()));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names, expected);
}

#[test]
fn of_constraints() {
    names(
        "CREATE TABLE users (id int PRIMARY KEY, email text UNIQUE, age int CHECK (age > 0))",
        &["users_age_check", "users_email_key", "users_pkey"],
    );
    names(
        "CREATE TABLE t (a int, b int, UNIQUE (a, b), PRIMARY KEY (b, a))",
        &["t_a_b_key", "t_pkey"],
    );
    names("CREATE TABLE t (a int, EXCLUDE USING btree (a WITH =))", &["t_a_excl"]);
    names(
        "CREATE TABLE t (id int PRIMARY KEY, up int REFERENCES t, a int, b int,
            UNIQUE (a, b), FOREIGN KEY (a, b) REFERENCES t (a, b))",
        &["t_a_b_fkey", "t_a_b_key", "t_pkey", "t_up_fkey"],
    );
    names("CREATE TABLE t (a int CONSTRAINT positive CHECK (a > 0))", &["positive"]);
}

#[test]
fn of_checks_name_the_column_only_when_there_is_one() {
    names("CREATE TABLE t (a int, b int CHECK (a > b))", &["t_check"]);
    names("CREATE TABLE t (a int, b int CHECK (a > 0 AND a < 9))", &["t_a_check"]);
    names("CREATE TABLE t (a int CHECK (1 > 0))", &["t_check"]);
    names(
        "CREATE TABLE t (a int CHECK (a > 0), CHECK (a > 1), CHECK (a > 2))",
        &["t_a_check", "t_a_check1", "t_a_check2"],
    );
}

#[test]
fn of_constraints_are_new_in_their_schema() {
    names(
        "CREATE TABLE t (a int CONSTRAINT u_a_check CHECK (a > 0));
         CREATE TABLE u (a int CHECK (a > 0))",
        &["u_a_check", "u_a_check1"],
    );
    names("CREATE TABLE t_pkey (a int); CREATE TABLE t (id int PRIMARY KEY)", &["t_pkey1"]);
    names(
        "CREATE TABLE t (id serial PRIMARY KEY); ALTER TABLE t RENAME TO old;
         CREATE TABLE t (id serial PRIMARY KEY)",
        &["t_id_seq", "t_id_seq1", "t_pkey", "t_pkey1"],
    );
}

#[test]
fn of_repeated_keys_are_one() {
    names("CREATE TABLE t (a int UNIQUE, UNIQUE (a))", &["t_a_key"]);
    names("CREATE TABLE t (a int PRIMARY KEY, CONSTRAINT k UNIQUE (a))", &["k"]);
}

#[test]
fn of_indexes() {
    for (keys, name) in [
        ("(a)", "t_a_idx"),
        ("(a, b)", "t_a_b_idx"),
        ("(a) INCLUDE (b)", "t_a_b_idx"),
        ("(lower(c))", "t_lower_idx"),
        ("(lower(c) text_pattern_ops, a DESC)", "t_lower_a_idx"),
        ("((c || 'x'))", "t_expr_idx"),
        ("((c || 'x'), (c || 'y'))", "t_expr_expr1_idx"),
        ("((c::varchar))", "t_c_idx"),
        ("(((j ->> 'k')::int))", "t_int4_idx"),
        ("(coalesce(c, ''))", "t_coalesce_idx"),
        ("((lower(c) || upper(c)))", "t_expr_idx"),
        ("(lower(c) COLLATE \"C\")", "t_lower_idx"),
        ("(a, a)", "t_a_a1_idx"),
        ("(pg_catalog.lower(c))", "t_lower_idx"),
    ] {
        let table = "CREATE TABLE t (a int, b int, c text, j jsonb);";
        names(&format!("{table} CREATE INDEX ON t {keys}"), &[name]);
    }
    names(
        "CREATE TABLE t (a int); CREATE INDEX ON t (a); CREATE INDEX ON t (a)",
        &["t_a_idx", "t_a_idx1"],
    );
}

#[test]
fn are_cut_to_63_bytes_the_longer_part_first() {
    let table = "a_table_with_a_name_that_is_fairly_long_but_still_fits";
    let column = "a_column_with_a_long_name_too";
    names(
        &format!("CREATE TABLE {table} ({column} int PRIMARY KEY, b int UNIQUE)"),
        &[
            "a_table_with_a_name_that_is_fairly_long_but_still_fits_b_key",
            "a_table_with_a_name_that_is_fairly_long_but_still_fits_pkey",
        ],
    );
    names(
        &format!("CREATE TABLE {table} ({column} int UNIQUE)"),
        &["a_table_with_a_name_that_is_f_a_column_with_a_long_name_too_key"],
    );
    names(
        &format!("CREATE TABLE {table} ({column} serial)"),
        &["a_table_with_a_name_that_is_f_a_column_with_a_long_name_too_seq"],
    );
    let long = "é".repeat(31);
    names(
        &format!("CREATE TABLE {long} (b int PRIMARY KEY)"),
        &[&format!("{}_pkey", "é".repeat(29))],
    );
    names(
        "CREATE TABLE t (the_first_of_four_long_columns int, the_second_of_four_long_columns int,
            the_third_of_four_long_columns int, UNIQUE (the_first_of_four_long_columns,
            the_second_of_four_long_columns, the_third_of_four_long_columns))",
        &["t_the_first_of_four_long_columns_the_second_of_four_long_co_key"],
    );
}
