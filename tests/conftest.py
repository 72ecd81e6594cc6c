"""What every test may ask for. Each plugin says in its first lines what it gives."""

import os

from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

# A slow machine is no fault of the code.
hypothesis.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# HYPOTHESIS_PROFILE=soak: thousands of examples instead of a hundred; never in the usual suite.
# `make soak` says how many.
hypothesis.register_profile(
    "soak",
    hypothesis.get_profile("desk"),
    max_examples=int(os.environ.get("HYPOTHESIS_EXAMPLES", "10000")),
)
hypothesis.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))

pytest_plugins = (
    "tests.plugins.databases",
    "tests.plugins.demonstration",
    "tests.plugins.network",
    "tests.plugins.queries",
    "tests.plugins.mail",
    "tests.plugins.worker",
    "tests.plugins.browsers",
    "tests.plugins.real_files",
    "tests.plugins.must_run",
)
