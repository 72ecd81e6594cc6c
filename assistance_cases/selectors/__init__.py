"""What pages, commands and other parts read of cases; the user first where rows are scoped."""
