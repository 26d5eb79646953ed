"""Rules that choose objects: by list, by regular expression, and put together with all, any and not.

A rule is JSON, one of:

    {"ids": ["0a63…", …]}                                 these objects
    {"attribute": "displayName", "in": ["7A", "7B"]}      one of the values
    {"attribute": "displayName", "matches": "^[789]"}     a regular expression, found anywhere in the value
    {"all": [rule, …]}   {"any": [rule, …]}   {"not": rule}
    {"everything": true}

Of an attribute with several values, one that fits is enough. Attributes are named as on the wire; see FACTS.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from armkrok.kit.patterns import BadPattern, Pattern

Facts = Mapping[str, Sequence[str]]
Rule = Callable[[Facts], bool]
DEEPEST = 8
FACTS: Mapping[str, tuple[str, ...]] = {
    "SchoolUnit": ("id", "displayName", "schoolUnitCode", "schoolTypes", "municipalityCode"),
    "StudentGroup": (
        "id", "displayName", "studentGroupType", "schoolType", "owner", "schoolUnitCode",
    ),
    "Student": (
        "id", "userName", "displayName", "name.givenName", "name.familyName", "emails", "enrolments",
        "schoolYear", "schoolType", "programCode",
    ),
    "Teacher": ("id", "userName", "displayName", "name.givenName", "name.familyName", "emails"),
    "Employment": ("employedAt", "employmentRole"),
    "Activity": ("id", "displayName", "subjectCode"),
}  # fmt: skip
"""What a rule may ask about, by type. Of an Activity it is the roster's: which teaching counts."""
ENDPOINTS = {"Users": ("Student", "Teacher"), "StudentGroups": ("StudentGroup",), "Activities": ("Activity",)}


class BadRule(ValueError):
    """A rule that cannot be read; the message says where."""


class TooSlow(BadRule):
    """A regular expression that takes far too long; the message is the expression."""


def everything(_facts: Facts) -> bool:
    """The rule that takes all."""
    return True


def rules_of(selection: Mapping[str, Any]) -> dict[str, Rule]:
    """A receiver's rules by type; a rule may stand under a type or under an end of an address, as Users."""
    found: dict[str, Rule] = {}
    for name, rule in selection.items():
        kinds = ENDPOINTS.get(name, (name,))
        if any(kind not in FACTS for kind in kinds):
            raise BadRule(name)
        read = compiled(rule)
        found |= {kind: _both(found[kind], read) if kind in found else read for kind in kinds}
    return found


def block_of(block: Sequence[Any]) -> Rule | None:
    """Who is never sent: a list of uuids and rules. None when it is empty."""
    ids = [one for one in block if isinstance(one, str)]
    others = [compiled(one) for one in block if not isinstance(one, str)]
    if not block:
        return None
    return _any([compiled({"ids": ids}), *others])


def compiled(rule: Any, depth: int = 0) -> Rule:
    """The rule as a function; raises BadRule."""
    if not isinstance(rule, dict) or not rule or depth > DEEPEST:
        raise BadRule(str(rule)[:80])
    keys = set(rule)
    if keys == {"ids"}:
        return _in("id", rule["ids"])
    if keys == {"attribute", "in"}:
        return _in(str(rule["attribute"]), rule["in"])
    if keys == {"attribute", "matches"}:
        return _matches(str(rule["attribute"]), rule["matches"])
    if keys == {"everything"}:
        return everything
    return _combined(rule, depth)


def _combined(rule: dict[str, Any], depth: int) -> Rule:
    word, inner = next(iter(rule.items()))
    if len(rule) == 1 and word == "not":
        read = compiled(inner, depth + 1)
        return lambda facts: not read(facts)
    if len(rule) != 1 or word not in {"all", "any"} or not isinstance(inner, list):
        raise BadRule(str(rule)[:80])
    parts = [compiled(one, depth + 1) for one in inner]
    return _any(parts) if word == "any" else _all(parts)


def _in(attribute: str, values: Any) -> Rule:
    if not isinstance(values, list):
        raise BadRule(attribute)
    wanted = frozenset(str(one).lower() if attribute == "id" else str(one) for one in values)
    return lambda facts: not wanted.isdisjoint(facts.get(attribute, ()))


def _matches(attribute: str, pattern: Any) -> Rule:
    if not isinstance(pattern, str):
        raise BadRule(attribute)
    try:
        timed = Pattern(pattern)
    except BadPattern as problem:
        raise BadRule(pattern) from problem

    def fits(facts: Facts) -> bool:
        try:
            return any(timed.search(one) for one in facts.get(attribute, ()))
        except TimeoutError as problem:
            raise TooSlow(pattern) from problem

    return fits


def _any(parts: Sequence[Rule]) -> Rule:
    return lambda facts: any(one(facts) for one in parts)


def _all(parts: Sequence[Rule]) -> Rule:
    return lambda facts: all(one(facts) for one in parts)


def _both(first: Rule, second: Rule) -> Rule:
    return _all((first, second))
