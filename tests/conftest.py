"""What every test may ask for. Each plugin says in its first lines what it gives."""

pytest_plugins = ("tests.plugins.databases",)
