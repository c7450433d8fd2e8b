#!/usr/bin/env python3
"""Writes `borders.jsonl`: SQL of random fragments, and where PostgreSQL's scanner sees statements and comments in it.

    pip install pglast && ./generate.py [COUNT [SEED]] > borders.jsonl

More of them than are kept: `MIGRALINT_BORDERS=FILE cargo test -p migralint --test it scanner`.

Left out are what psql and template engines read (backslashes and braces outside of strings) and texts that the scanner
refuses. Offsets are in bytes.
"""
import json
import random
import sys

from pglast.parser import ParseError, scan

FRAGMENTS = [
    ";", ";", ";", " ", "\n", "\r", "\r\n", "\t", "\f", "a", "E", "e", "n", "U&", "B", "x", "end", "as", ".", ",",
    "1", "$1", "$", "$$", "$a$", "$é$", "é", "\u00a0", "\u2028", "'", "'", "''", "\\'", "\\\\", '"', '""', "--", "-", "/*",
    "*/", "/", "*", "(", ")", "[", "]", "<", "=", "@", "~", "?", ":", "::", "1.5", "1e", "_", "+",
    "E'a'\n'\\'", "E'a' -- b\r'\\''", "'a'\n'b'", "-- a\r", "-- a\n", "/* /* */ */", "$x$ ; $x$", "select", "create",
]


def borders(sql):
    """The spans of statements and of comments; None where the scanner refuses the text."""
    raw = sql.encode()
    try:
        # The places of `scan` are of characters, the last one included.
        tokens = scan(sql)
    except ParseError:
        return None
    if any(token.name in ("ASCII_92", "ASCII_123") for token in tokens):
        return None
    at = lambda index: len(sql[:index].encode())
    statements, comments, start, end = [], [], None, None
    for token in tokens:
        span = [at(token.start), at(token.end + 1)]
        if token.name in ("SQL_COMMENT", "C_COMMENT"):
            comments.append(span)
        elif token.name == "ASCII_59":
            if start is not None:
                statements.append([start, end])
            start = None
        else:
            start = span[0] if start is None else start
            end = span[1]
    if start is not None:
        statements.append([start, end])
    return {"sql": sql, "statements": statements, "comments": comments}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    numbers = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 18)
    known = set()
    while len(known) < count:
        sql = "".join(numbers.choices(FRAGMENTS, k=numbers.randrange(3, 14)))
        found = borders(sql)
        if found is None or sql in known or len(found["statements"]) + len(found["comments"]) < 2:
            continue
        known.add(sql)
        print(json.dumps(found, ensure_ascii=True, separators=(",", ":")))


main()
