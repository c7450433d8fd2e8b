#![no_main]

migralint_fuzz::target!(rollback);
