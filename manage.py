#!/usr/bin/env python
"""Django's commands. Without DATABASE_URL the local servers are started, or joined if they run."""

import os
import select
import sys

from config import embedded

WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "help",
    "makemessages",
    "startapp",
    "version",
}
WITHOUT_TABLES = {"makemigrations", "migrate"}
READER_GONE = 141  # as a shell says it of every command: 128 and the number of SIGPIPE


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    try:
        if needs_servers(arguments):
            own_servers = embedded.own_servers_given()
            with embedded.servers():
                if not own_servers and arguments[0] not in WITHOUT_TABLES:
                    migrate_fresh_data_directory()
                execute(arguments)
        else:
            execute(arguments)
    except embedded.EmbeddedServerError as error:
        sys.exit(str(error))


def needs_servers(arguments: list[str]) -> bool:
    """Production names its servers itself; asking for help needs none."""
    local = os.environ["DJANGO_SETTINGS_MODULE"] != "config.settings.production"
    asks_for_help = not arguments or bool({"-h", "--help", "--version"} & set(arguments))
    return local and not asks_for_help and arguments[0] not in WITHOUT_SERVERS


def migrate_fresh_data_directory() -> None:
    """Makes the tables where there are none; of two commands at once the second one waits."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(1)")
        if "django_migrations" not in connection.introspection.table_names(cursor):
            call_command("migrate", interactive=False, verbosity=0)
        cursor.execute("SELECT pg_advisory_unlock(1)")


def execute(arguments: list[str]) -> None:
    from django.core.management import execute_from_command_line

    try:
        try:
            execute_from_command_line(["manage.py", *arguments])
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        if not reader_is_gone():
            raise  # of a server, which is a fault
        # What is left to be written would be complained of once more when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(READER_GONE)


def reader_is_gone() -> bool:
    """Whether nobody reads what this process prints, as after `| head`."""
    poll = select.poll()
    poll.register(sys.stdout, select.POLLOUT)
    return any(event & select.POLLERR for _, event in poll.poll(0))


if __name__ == "__main__":
    main(sys.argv[1:])
