"""Failures that a user can mend: shown as one message, never as a traceback."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One broken rule at one place.

    ``line`` and ``column`` count from 1; 0 means the whole file.
    """

    file: str
    line: int
    column: int
    rule: str
    message: str
    expected: str = ""
    actual: str = ""
    fix: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        rows = [f"{place} {self.rule}: {self.message}"]
        rows += [
            f"    {name}: {value}"
            for name, value in (("expected", self.expected), ("actual", self.actual), ("fix", self.fix))
            if value
        ]
        return "\n".join(rows)


class UserError(Exception):
    """A mistake in what the user gave: one clear message with the place and the mend."""


class InvalidCorpus(UserError):
    """The sources break one or more rules."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        shown = "\n".join(str(problem) for problem in problems[:50])
        more = f"\n… and {len(problems) - 50} more" if len(problems) > 50 else ""
        super().__init__(f"{shown}{more}\nFAILED: {len(problems)} problems")
