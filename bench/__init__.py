"""What `make bench` measures: each module prints its figures beside their goals."""
