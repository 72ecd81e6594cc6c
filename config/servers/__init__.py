"""PostgreSQL and Valkey out of their wheels, for one machine. What to call is `config.embedded`.

Only the standard library is read here: the keeper is a process of its own and is ready at once.
"""
