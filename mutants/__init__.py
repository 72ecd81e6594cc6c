"""What `make mutants` runs: one small fault at a time in the law, which a test must notice."""
