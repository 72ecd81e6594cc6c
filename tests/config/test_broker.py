"""What kombu does when a connection is gone, as this desk has mended it."""

from __future__ import annotations

import uuid

import pytest

from config.celery import app
from tests.patience import PATIENCE


@pytest.mark.parametrize("answer", ["ack", "requeue"])
def test_a_channel_that_is_cut_off_closes_and_a_late_answer_is_let_go(answer: str):
    connection = app.connection_for_read()
    queue = connection.SimpleQueue(f"test-{uuid.uuid4()}")
    queue.put({"key": 1})
    message = queue.get(timeout=PATIENCE)
    connection._do_close_transport()  # as Celery leaves it when the broker has gone

    message.channel.close()
    getattr(message, answer)()

    connection.release()


def test_an_open_message_comes_back_when_its_channel_is_closed():
    name = f"test-{uuid.uuid4()}"
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(name)
        queue.put({"key": 1})
        channel = queue.get(timeout=PATIENCE).channel
    channel._disconnect_pools()  # kombu opens one anew to give the message back, and leaves it

    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(name)
        queue.get(timeout=PATIENCE).ack()
        queue.queue.delete()
