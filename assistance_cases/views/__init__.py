"""Pages of cases: parse, call, render."""
