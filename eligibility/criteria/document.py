"""A mapping of a criteria file that knows where it stands, so that a fault can name the place."""

from collections.abc import Iterable, Mapping
from typing import Any

from eligibility.criteria import model


class CriteriaError(ValueError):
    """A criteria file that does not hold together."""


class MissingCriteriaError(CriteriaError):
    """A year that has no criteria file."""


class Part:
    """A mapping inside a criteria file that knows where it stands, for faults that name it."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise CriteriaError(f"{place}: expected keys and values, found {value!r}.")
        self.place = place
        self._left: dict[Any, Any] = dict(value)

    def fault(self, message: str) -> CriteriaError:
        return CriteriaError(f"{self.place}: {message}")

    def take(self, key: Any, kind: type | tuple[type, ...] = str, **default: Any) -> Any:
        """The value at `key`, which must be of `kind`; each key is taken once."""
        if key not in self._left and "default" in default:
            return default["default"]
        if key not in self._left:
            raise self.fault(f"the key {key!r} is missing.")
        value = self._left.pop(key)
        wanted = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kind) or (isinstance(value, bool) and bool not in wanted):
            raise self.fault(f"{key} is {value!r}, which is not the kind of value expected.")
        if value in ("", []):
            raise self.fault(f"{key} is empty.")
        return value

    def part(self, key: Any) -> "Part":
        return Part(self.take(key, dict), f"{self.place}, {key}")

    def optional_part(self, key: Any) -> "Part | None":
        """The mapping at `key`, None where the file says null: absent is a fault."""
        if key not in self._left:
            raise self.fault(f"the key {key!r} is missing; write null where there is no rule.")
        if self._left[key] is None:
            del self._left[key]
            return None
        return self.part(key)

    def parts(self, key: Any) -> "list[Part]":
        return [
            Part(item, f"{self.place}, {key} {number}")
            for number, item in enumerate(self.take(key, list), start=1)
        ]

    def each(self) -> "list[tuple[Any, Part]]":
        keys = list(self._left)
        return [(key, self.part(key)) for key in keys]

    def plain(self, values: type) -> dict[Any, Any]:
        """All that is left as a plain mapping whose values are of one kind."""
        return {key: self.take(key, values) for key in list(self._left)}

    def integers(self, key: Any, **default: Any) -> tuple[int, ...]:
        found = self.take(key, list, **default)
        if not all(isinstance(item, int) for item in found):
            raise self.fault(f"{key} may hold whole numbers only, found {found!r}.")
        return tuple(found)

    def choices(self, key: Any, allowed: Iterable[str], **default: Any) -> tuple[str, ...]:
        found = self.take(key, list, **default)
        allowed = tuple(allowed)
        for item in found:
            if item not in allowed:
                raise self.fault(f"{key} has {item!r}; known are {', '.join(allowed)}.")
        if len(set(found)) != len(found):
            raise self.fault(f"{key} names something twice: {found!r}.")
        return tuple(found)

    def everything(self) -> dict[Any, Any]:
        """All that has not been taken yet, as read."""
        return dict(self._left)

    def source(self, sources: Mapping[str, model.Source]) -> str:
        key = self.take("source")
        if key not in sources:
            raise self.fault(f"source {key!r} is not among the sources of the file.")
        return str(key)

    def done(self) -> None:
        if self._left:
            raise self.fault(f"unknown key {next(iter(self._left))!r}.")
