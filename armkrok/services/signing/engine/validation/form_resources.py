"""The form's shared resources: signing programs add fonts there, and may take nothing away."""

from __future__ import annotations

from pikepdf import Dictionary, Object

from armkrok.services.signing.engine.validation.objects import reference_text, value_text
from armkrok.services.signing.engine.validation.step import Step


def resources_grown(old: object, new: object) -> bool:
    """Whether everything that had a name still has it."""
    if not isinstance(new, Dictionary) or not (old is None or isinstance(old, Dictionary)):
        return False
    known = Dictionary() if old is None else old
    for category in known.keys():  # noqa: SIM118
        before, after = known[category], new.get(category)
        if reference_text(before) == reference_text(after):
            continue
        if (
            not isinstance(before, Dictionary)
            or not isinstance(after, Dictionary)
            or not _kept(before, after)
        ):
            return False
    return True


def explain_resources(step: Step, old: object, new: object) -> None:
    """Take resources that were written anew as dealt with when they only grew, and no page uses them."""
    if not isinstance(old, Dictionary) or not isinstance(new, Dictionary):
        return
    if resources_grown(old, new):
        _explain_unless_on_page(step, old, new)
    for category in old.keys():  # noqa: SIM118
        before, after = old[category], new.get(category)
        if isinstance(before, Dictionary) and isinstance(after, Dictionary) and _kept(before, after):
            _explain_unless_on_page(step, before, after)


def _explain_unless_on_page(step: Step, old: Object, new: Object) -> None:
    if new.is_indirect and new.objgen in step.changed:
        role = step.roles.of(new.objgen)
        if role is not None and role[1] is None:
            step.explain(old, new)


def _kept(before: Object, after: Object) -> bool:
    return all(value_text(before, name) == value_text(after, name) for name in before.keys())  # noqa: SIM118
