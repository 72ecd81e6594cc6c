"""What every test may ask for. Each plugin says in its first lines what it gives."""

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

# A slow machine is no fault of the code.
hypothesis.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("desk")

pytest_plugins = (
    "tests.plugins.databases",
    "tests.plugins.network",
    "tests.plugins.queries",
    "tests.plugins.mail",
    "tests.plugins.worker",
    "tests.plugins.browsers",
    "tests.plugins.real_files",
    "tests.plugins.must_run",
)
