#![no_main]

migralint_fuzz::target!(layouts);
