"""What the settings decide silently, said aloud."""

from django.db import connection

from config.celery import app


def test_the_driver_is_psycopg2_which_django_leaves_silently_when_psycopg_3_is_there():
    assert connection.Database.__name__ == "psycopg2"


def test_tasks_go_to_the_broker_of_the_environment_and_come_back_when_a_worker_dies(settings):
    assert app.conf.broker_url == settings.CELERY_BROKER_URL
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
