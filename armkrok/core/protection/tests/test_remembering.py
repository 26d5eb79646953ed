"""Who is protected is remembered by the process, and never longer than it is true."""

import contextlib

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from armkrok.core.identity import guarding
from armkrok.core.identity.models import Person
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled


def test_the_process_remembers_who_is_protected_until_somebody_is_marked(towns: Settled) -> None:
    """One small question a transaction, however many are protected; a marking is seen at once by all."""
    karin = towns.people["karin"]

    def asked() -> tuple[bool, int]:
        with scope(towns.organisations["sundby"].pk), CaptureQueriesContext(connection) as caught:
            return guarding.is_protected(karin.pk), len(caught)

    asked()
    assert asked() == (False, 1)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        Person.objects.filter(pk=karin.pk).update(is_protected=True)
        assert asked()[0]
        raise ZeroDivisionError  # rolled back: nobody may remember it
    assert asked()[0] is False
    Person.objects.filter(pk=karin.pk).update(is_protected=True)
    assert asked() == (True, 2)
    assert asked() == (True, 1)
