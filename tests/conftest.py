"""What every test may ask for. Each plugin says in its first lines what it gives."""

pytest_plugins = (
    "tests.plugins.databases",
    "tests.plugins.network",
    "tests.plugins.mail",
    "tests.plugins.worker",
    "tests.plugins.browsers",
    "tests.plugins.real_files",
    "tests.plugins.must_run",
)
