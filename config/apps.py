from importlib import import_module

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Names the Celery application as soon as Django starts, so that every task goes to its broker.

    It is not done in `config/__init__.py`, because what starts the servers reads `config` too and
    is to be ready before Celery is loaded.
    """

    name = "config"
    verbose_name = "Desk"

    def ready(self) -> None:
        import_module("config.celery")
