"""What Celery beat starts, and how often. A task finds its own work: a missed tick costs time."""

BEAT_SCHEDULE = {
    "write-due-milestone-reminders": {
        "task": "assistance_cases.tasks.write_milestone_reminders",
        "schedule": 15 * 60,
    },
    "send-waiting-notices": {
        "task": "county_office.tasks.send_waiting_notices",
        "schedule": 60,
    },
    "restart-forgotten-loads": {
        "task": "dashboard_import.tasks.restart_forgotten_loads",
        "schedule": 5 * 60,
    },
}
