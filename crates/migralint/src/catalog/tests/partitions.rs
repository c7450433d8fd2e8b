//! Partitions and inheritance.

use super::check;

#[test]
fn a_partition_has_what_its_parent_has() {
    check(
        "CREATE TABLE u (id int PRIMARY KEY);
         CREATE TABLE p (id int PRIMARY KEY, u_id int REFERENCES u, n int DEFAULT 1 CHECK (n > 0)) PARTITION BY RANGE (id);
         CREATE INDEX p_n ON p (n);
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);
         CREATE TABLE p2 PARTITION OF p (n DEFAULT 2, UNIQUE (id, n)) DEFAULT",
        "table p (id int4 not null, u_id int4, n int4 filled default 1) by RANGE (id)
         p_n_check check (n > 0)
         p_pkey primary key (id)
         p_u_id_fkey foreign key (u_id) to u()
         index p_n (n)
         unique index p_pkey (id)
         table p1 (id int4 not null, u_id int4, n int4 filled default 1) partition of p
         p_n_check check (n > 0)
         p_u_id_fkey foreign key (u_id) to u()
         p1_pkey primary key (id)
         index p1_n_idx (n) attached to p_n
         unique index p1_pkey (id) attached to p_pkey
         table p2 (id int4 not null, u_id int4, n int4 filled default 2) partition of p
         p2_id_n_key unique (id, n)
         p_n_check check (n > 0)
         p_u_id_fkey foreign key (u_id) to u()
         p2_pkey primary key (id)
         unique index p2_id_n_key (id, n)
         index p2_n_idx (n) attached to p_n
         unique index p2_pkey (id) attached to p_pkey
         table u (id int4 not null)
         u_pkey primary key (id)
         unique index u_pkey (id)",
    );
}

#[test]
fn indexes_and_actions_reach_partitions() {
    check(
        "CREATE TABLE p (a int, b int) PARTITION BY LIST (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY LIST (b);
         CREATE TABLE p11 PARTITION OF p1 FOR VALUES IN (1);
         CREATE INDEX ON p (b);
         ALTER TABLE p ADD COLUMN c int NOT NULL DEFAULT 0, ADD CHECK (c > b);
         ALTER TABLE p RENAME COLUMN b TO bb;
         ALTER TABLE p ALTER bb SET NOT NULL;
         ALTER TABLE ONLY p ALTER bb SET DEFAULT 7",
        "table p (a int4, bb int4 not null default 7, c int4 not null default 0) by LIST (a)
         p_check check (c > bb)
         index p_b_idx (bb)
         table p1 (a int4, bb int4 not null, c int4 not null default 0) by LIST (b) partition of p
         p_check check (c > bb)
         index p1_b_idx (bb) attached to p_b_idx
         table p11 (a int4, bb int4 not null, c int4 not null default 0) partition of p1
         p_check check (c > bb)
         index p11_b_idx (bb) attached to p1_b_idx",
    );
}

#[test]
fn an_attached_partition_keeps_the_indexes_that_fit() {
    check(
        "CREATE TABLE p (a int, b int, UNIQUE (a)) PARTITION BY LIST (a);
         CREATE INDEX p_b ON p (b); CREATE INDEX p_e ON p ((b + 1)) WHERE a > 0;
         CREATE TABLE c (a int, b int); CREATE INDEX c_own ON c (b);
         ALTER TABLE p ATTACH PARTITION c FOR VALUES IN (1)",
        "table c (a int4, b int4) partition of p
         c_a_key unique (a)
         unique index c_a_key (a) attached to p_a_key
         index c_expr_idx (()) partial attached to p_e
         index c_own (b) attached to p_b
         table p (a int4, b int4) by LIST (a)
         p_a_key unique (a)
         unique index p_a_key (a)
         index p_b (b)
         index p_e (()) partial",
    );
}

#[test]
fn an_index_on_only_the_parent_is_whole_when_all_partitions_have_theirs() {
    let made = "CREATE TABLE p (a int) PARTITION BY LIST (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1); CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
        CREATE INDEX i ON ONLY p (a); CREATE INDEX i1 ON p1 (a); CREATE INDEX i2 ON p2 (a);
        ALTER INDEX i ATTACH PARTITION i1;";
    let columns = "table p1 (a int4) partition of p
        index i1 (a) attached to i
        table p2 (a int4) partition of p";
    check(
        made,
        &format!("table p (a int4) by LIST (a)\n index i (a) only\n{columns}\n index i2 (a)"),
    );
    check(
        &format!("{made} ALTER INDEX i ATTACH PARTITION i2"),
        &format!(
            "table p (a int4) by LIST (a)\n index i (a)\n{columns}\n index i2 (a) attached to i"
        ),
    );
}

#[test]
fn what_goes_from_the_parent_goes_from_its_partitions() {
    let made = "CREATE TABLE p (a int PRIMARY KEY, b int CHECK (b > 0)) PARTITION BY LIST (a);
        CREATE INDEX i ON p (b); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);";
    check(
        &format!(
            "{made} DROP INDEX i; ALTER TABLE p DROP CONSTRAINT p_pkey, DROP CONSTRAINT p_b_check, DROP COLUMN b"
        ),
        "table p (a int4 not null) by LIST (a)
         table p1 (a int4 not null) partition of p",
    );
    check(
        &format!("{made} ALTER TABLE p DETACH PARTITION p1; DROP TABLE p"),
        "table p1 (a int4 not null, b int4)
         p_b_check check (b > 0)
         p1_pkey primary key (a)
         index p1_b_idx (b)
         unique index p1_pkey (a)",
    );
    check(&format!("{made} DROP TABLE p"), "");
}

#[test]
fn children_inherit_columns_and_checks() {
    check(
        "CREATE TABLE a (id int PRIMARY KEY, n int CHECK (n > 0));
         CREATE TABLE b (m int, n int NOT NULL) INHERITS (a);
         CREATE TABLE c (id int NOT NULL, n int CONSTRAINT a_n_check CHECK (n > 0)); ALTER TABLE c INHERIT a;
         ALTER TABLE a ADD COLUMN x int;
         ALTER TABLE c NO INHERIT a;
         ALTER TABLE a ADD COLUMN y int",
        "table a (id int4 not null, n int4, x int4, y int4)
         a_n_check check (n > 0)
         a_pkey primary key (id)
         unique index a_pkey (id)
         table b (id int4 not null, n int4 not null, m int4, x int4, y int4) inherits a
         a_n_check check (n > 0)
         table c (id int4 not null, n int4, x int4)
         a_n_check check (n > 0)",
    );
    check(
        "CREATE TABLE b (m int) INHERITS (unknown)",
        "table b (m int4, …) inherits unknown\n table unknown (…) stood",
    );
}
