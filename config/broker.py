"""Redis as the broker, with two faults of kombu 5.7 mended, so that a worker outlives its absence.

When the connection is lost while a message is open, Celery 5.7 first lets go of the transport and
then closes the connection's channels. The channel wants to give its open messages back and finds no
address to give them to; a task that ends later wants to acknowledge its message there. Both raised
an AttributeError that nobody expects, and the worker ended.
"""

from __future__ import annotations

from typing import Any

from kombu.transport import redis


class QoS(redis.QoS):
    """Keeps account of the messages that a worker holds.

    What cannot be told to the broker any more comes again after the visibility timeout; a task that
    finds its work done leaves it.
    """

    @property
    def _is_cut_off(self) -> bool:
        transport = self.channel.connection
        return transport is None or transport.client is None

    def restore_unacked(self, client: Any = None) -> None:
        """Gives the open messages back."""
        if not self._is_cut_off:
            super().restore_unacked(client)
        elif self._delivered:
            self._delivered.clear()

    def ack(self, delivery_tag: str) -> None:
        """Takes a message off the broker."""
        if not self._is_cut_off:
            super().ack(delivery_tag)

    def reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """Gives a message back, or takes it off."""
        if not self._is_cut_off:
            super().reject(delivery_tag, requeue=requeue)


class Channel(redis.Channel):
    QoS = QoS


class Transport(redis.Transport):
    Channel = Channel
