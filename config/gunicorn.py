"""gunicorn's settings, for the local run and for the image alike.

Threads, because a page waits for the database most of its time; workers as many as cores. A worker
is replaced after a while, at a time of its own, so that memory never creeps up.
"""

import os

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS") or os.cpu_count() or 2)
threads = 4
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 8
accesslog = "-"
access_log_format = '%(t)s %(h)s "%(r)s" %(s)s %(b)s %(M)sms'
control_socket_disable = True  # nobody uses it, and it would stand in the home
