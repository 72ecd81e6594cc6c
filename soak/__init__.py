"""What `make soak` does: kills what a load needs while it runs, and looks at what is left."""
