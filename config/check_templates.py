"""Compiles every template, so that a misspelt tag is found before a page is opened."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.loader import get_template


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    django.setup()
    faults = [fault for folder in template_folders() for fault in faults_in(folder)]
    for fault in faults:
        print(fault)
    return 1 if faults else 0


def template_folders() -> list[Path]:
    apps = sorted(settings.BASE_DIR.glob("*/templates"))
    return [settings.BASE_DIR / "templates", *apps]


def faults_in(folder: Path) -> list[str]:
    """One line a template below the folder that does not compile."""
    faults = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            get_template(str(path.relative_to(folder)))
        except TemplateSyntaxError as error:
            faults.append(f"{path}: {error}")
    return faults


if __name__ == "__main__":
    sys.exit(main())
