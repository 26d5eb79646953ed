"""`armkrok check`: code, database and, with --deploy, whether the settings will do in production."""

import os
from argparse import Namespace
from collections.abc import Iterator

import psycopg

from armkrok.site.cli.database import database, faults_of_role
from armkrok.site.cli.django_setup import pending_migrations, set_up
from armkrok.site.cli.place import Stop
from armkrok.site.roles import Addresses


def command(wanted: Namespace) -> int:
    """0 when nothing is wrong; else 1 and a sentence about each thing."""
    is_embedded = not os.environ.get("DATABASE_URL")
    with database() as addresses:
        set_up()
        found = [*_code(), *_database(addresses), *_trust_lists()]
        if wanted.deploy:
            from armkrok.site.cli.deployment import faults_of_settings
            from armkrok.site.cli.providers import faults_of_providers

            found += faults_of_settings(addresses, is_embedded=is_embedded)
            found += [] if pending_migrations() else [*faults_of_providers(), *_inner_hosts()]
            found += _authorities()
            found += _keys()
    for sentence in found:
        print(f"- {sentence}")
    print(f"{len(found)} saker att rätta." if found else "Allt är i ordning.")
    return int(bool(found))


def _code() -> Iterator[str]:
    """Django's system checks, our registry's among them, and each service's check of its own settings."""
    from django.core.checks import run_checks

    from armkrok.core import registry

    for message in run_checks():
        yield f"{message.msg} {message.hint or ''}".strip()
    for service in registry.services():
        if service.check:
            yield from service.check()


def _database(addresses: Addresses) -> Iterator[str]:
    missing = pending_migrations()
    if missing:
        yield f"Databasen saknar {len(missing)} uppdateringar. Kör: armkrok migrate"
    try:
        yield from (
            f"Databasrollen för programmet duger inte: {fault}."
            for fault in faults_of_role(addresses.application)
        )
        with psycopg.connect(addresses.owner, connect_timeout=10):
            pass
    except (Stop, psycopg.OperationalError) as error:
        yield str(error).strip().partition("\n")[0]


def _inner_hosts() -> Iterator[str]:
    """Tell who may call what on the inner network; a fault when there is no such organisation."""
    from armkrok.core.outgoing.inner import entries
    from armkrok.core.tenants.models import Organisation

    for one in entries():
        if Organisation.objects.filter(slug=one.slug).exists():
            print(f"{one.slug} får anropa {one.host} på port {one.port} på det inre nätet.")
        else:
            yield f"ARMKROK_INNER_HOSTS: organisationen {one.slug} finns inte."


def _authorities() -> Iterator[str]:
    """Ask every time-stamp authority and tell how it answers; a fault when one does not."""
    from armkrok.services.signing import stamping

    for number, one in enumerate(stamping.ask_each(), 1):
        if one.failure or one.certificate_until is None:
            yield f"Tidsstämplingstjänst {number}, {one.url}, ger ingen giltig stämpel ({one.failure})."
        else:
            until = one.certificate_until.date()
            told = f"svarar på {one.milliseconds} ms. Certifikatet gäller till {until}."
            print(f"Tidsstämplingstjänst {number}, {one.url}, {told}")


def _trust_lists() -> list[str]:
    """Lists of trusted issuers that do not read."""
    from armkrok.services.signing import trusting

    return list(trusting.faults())


def _keys() -> list[str]:
    """Whether the keys for signing can be reached, and what certificates will soon end."""
    from armkrok.services.signing import key_health

    return key_health.faults()
