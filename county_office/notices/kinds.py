"""The kinds of notices. Each app registers its own, in `AppConfig.ready` or where it writes them.

    MILESTONE_DUE = register(Kind("milestone_due", "Reminder: a milestone falls due"))

The texts of a kind are `templates/email/<name>.subject.txt` and `templates/email/<name>.body.txt`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import Context, Engine
from django.template.backends.django import get_installed_libraries

if TYPE_CHECKING:
    from county_office.models import Notice

_MISSING = "⟦missing: %s⟧"


@dataclass(frozen=True)
class Kind:
    """A kind of notice.

    `may_be_held`: staff may hold it back. `held_until_released`: it is written as held, and nothing
    leaves before a person releases it (letters that the law asks for). `page_of` gives the address
    of what a notice is about; "" for none.
    """

    name: str
    label: str
    may_be_held: bool = True
    held_until_released: bool = False
    page_of: Callable[[Notice], str] | None = None


class UnknownKindError(LookupError):
    """A notice of a kind that no app has registered."""


class BlankInNoticeError(ValueError):
    """A text needs values that the context does not have; `names` says which."""

    def __init__(self, kind: Kind, names: list[str]) -> None:
        self.names = names
        super().__init__(f"The text of {kind.label!r} lacks a value for: {', '.join(names)}")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Makes the kind known; twice the same is harmless, two kinds of one name are a ValueError."""
    if _kinds.setdefault(kind.name, kind) != kind:
        raise ValueError(f"two kinds of notices are named {kind.name!r}")
    return kind


def kind_named(name: str) -> Kind:
    """The registered kind of that name, or UnknownKindError that names those there are."""
    try:
        return _kinds[name]
    except KeyError:
        known = ", ".join(sorted(_kinds)) or "none"
        raise UnknownKindError(f"no kind of notice is named {name!r}; known: {known}") from None


def label_of(name: str) -> str:
    """The label for pages; a kind that was retired shows its name."""
    kind = _kinds.get(name)
    return kind.label if kind else name.replace("_", " ").capitalize()


def page_about(notice: Notice) -> str:
    """The address of what a notice is about, where its kind knows one; else ""."""
    kind = _kinds.get(notice.kind)
    return kind.page_of(notice) if kind and kind.page_of else ""


@functools.cache
def _engine() -> Engine:
    return Engine(
        dirs=[str(settings.BASE_DIR / "templates")],
        app_dirs=True,
        string_if_invalid=_MISSING,
        libraries=get_installed_libraries(),
    )


def render_notice(kind: Kind, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and body of a notice, with every value in place.

    Raises BlankInNoticeError when a variable of the text has no value: a letter with a blank in it
    is worse than none.
    """
    texts = [
        _engine()
        .get_template(f"email/{kind.name}.{part}.txt")
        .render(
            Context(dict(context), autoescape=False)  # plain text
        )
        for part in ("subject", "body")
    ]
    missing = re.findall(r"⟦missing: (.*?)⟧", "".join(texts))
    if missing:
        raise BlankInNoticeError(kind, sorted(set(missing)))
    subject, body = texts
    return " ".join(subject.split()), body.strip() + "\n"
