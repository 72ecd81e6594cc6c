"""Why a service refuses, in words for the person who asked."""


class CaseRefusedError(Exception):
    """The rules of cases do not allow it; the text says why and what to do."""
