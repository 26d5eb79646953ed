"""Regular expressions that somebody has typed, with an end: one that tries every way hangs nobody."""

import re
import time

import regex

LONGEST = 200
SECONDS = 20.0
"""Of the processor, for all that one regular expression is asked. Usually less than one."""


class BadPattern(ValueError):
    """A regular expression that cannot be read; the message is the expression."""


class Pattern:
    """A regular expression in Python's language. Raises BadPattern."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise BadPattern(text[:LONGEST])
        try:
            re.compile(text)  # the language is Python's own; what regex adds to it is not needed
            self._compiled = regex.compile(text)
        except (re.error, regex.error, OverflowError, RecursionError) as problem:
            raise BadPattern(text) from problem
        self.text, self.groups = text, int(self._compiled.groups)
        self._left = SECONDS

    def search(self, text: str) -> "regex.Match[str] | None":
        """The first place where it fits; raises TimeoutError when it has been asked for too long in all."""
        began = time.process_time()
        try:
            return self._compiled.search(text, timeout=self._left)
        finally:
            self._left = max(0.001, self._left - (time.process_time() - began))
