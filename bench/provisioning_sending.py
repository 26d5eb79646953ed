"""`python -m bench.provisioning_sending DEED PUPILS`: one municipality's receiver, in a process of its own.

Deeds: prepare (fill the roster), usual (a run), change (give one pupil in a hundred another name) and forget
(as if nothing had been sent).
"""

import json
import os
import resource
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg

from armkrok.site.cli.django_setup import set_up

CHANGE = """
UPDATE school_rosterperson p SET given_name = given_name || 'x'
FROM (SELECT id, row_number() OVER () AS place FROM school_rosterperson
      WHERE organisation_id = %(place)s AND NOT is_protected
        AND id IN (SELECT pupil_id FROM school_membership)) pupil
WHERE pupil.id = p.id AND pupil.place %% 100 = 0
"""


def main() -> int:
    """Do the deed; prints JSON."""
    set_up()
    deeds = {"prepare": _prepare, "usual": _run, "change": _change, "forget": _forget}
    print(json.dumps(deeds[sys.argv[1]](int(sys.argv[2]))))
    return 0


def _prepare(pupils: int) -> dict[str, Any]:
    from armkrok.core.tenants.models import OpenService, Organisation
    from armkrok.core.tenants.scope import scope
    from bench.provisioning_filling import Filling

    place, _new = Organisation.objects.get_or_create(slug=f"bench-{pupils}", name=f"Bench {pupils}")
    began = time.monotonic()
    with scope(place.pk):
        for key in ("school", "exchange"):
            OpenService.objects.get_or_create(service_key=key)
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as connection:
        Filling(connection, place.pk, pupils).fill()
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"], autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
    with scope(place.pk):
        _receiver(place)
    return {"filled": time.monotonic() - began}


def _receiver(place: Any) -> None:
    from armkrok.kit.days import now, today
    from armkrok.services.exchange.models import Agreement
    from armkrok.services.school.models import Federation, Receiver, Supplier

    clients = Path(os.environ["ARMKROK_HOME"]) / "federation" / "clients"
    address = os.environ["ARMKROK_SIMULATED_FEDERATION"]
    federation = Federation(
        name="Bench", metadata_url=f"{address}/feed", jwks=httpx.get(f"{address}/jwks.json").json(),
        certificate=(clients / "sundby.pem").read_text(),
    )  # fmt: skip
    federation.keep_key((clients / "sundby.key").read_text())
    federation.save()
    supplier = Supplier.objects.create(name="Linden")
    receiver = Receiver.objects.create(
        supplier=supplier, name="Linden", is_open=True, entity_id="https://linden.example",
        tags=["egilv1", "sandbox"], connections=16, selection={"StudentGroup": {"everything": True}},
    )  # fmt: skip
    Agreement.objects.create(
        service_key="school", receiver_id=receiver.pk, receiver_name="Linden", state="signed", level=3,
        valid_from=today() - timedelta(days=9), valid_to=today() + timedelta(days=300), signed_at=now(),
    )  # fmt: skip


def _run(pupils: int) -> dict[str, Any]:
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.school.models import Receiver, SendRun
    from armkrok.services.school.sending import run

    place = Organisation.objects.get(slug=f"bench-{pupils}")
    with scope(place.pk):
        made = run.begin(Receiver.objects.get(), SendRun.How.USUAL)
    began, processor = time.perf_counter(), time.process_time()
    run.perform(place.pk, made.pk)
    taken, processor = time.perf_counter() - began, time.process_time() - processor
    with scope(place.pk):
        made = SendRun.objects.get(pk=made.pk)
    if made.state != SendRun.State.DONE:
        raise SystemExit(f"{made.state}: {made.why}")
    return {
        "seconds": taken,
        "processor": processor,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "sent": sum(sum(one.values()) for one in made.done.values()),
    }


def _change(pupils: int) -> dict[str, Any]:
    return _as_superuser(pupils, CHANGE)


def _forget(pupils: int) -> dict[str, Any]:
    _as_superuser(pupils, "DELETE FROM school_sendnote WHERE organisation_id = %(place)s")
    _as_superuser(pupils, "DELETE FROM school_sendrun WHERE organisation_id = %(place)s")
    done = _as_superuser(pupils, "DELETE FROM school_sentobject WHERE organisation_id = %(place)s")
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"], autocommit=True) as connection:
        connection.execute("VACUUM school_sentobject")
    return done


def _as_superuser(pupils: int, sql: str) -> dict[str, Any]:
    from armkrok.core.tenants.models import Organisation

    place = Organisation.objects.get(slug=f"bench-{pupils}").pk
    with psycopg.connect(os.environ["DATABASE_BACKUP_URL"]) as connection:
        return {"rows": connection.execute(sql, {"place": place}).rowcount}


if __name__ == "__main__":
    sys.exit(main())
