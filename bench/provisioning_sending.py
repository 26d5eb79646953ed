"""`python -m bench.provisioning_sending prepare|run PUPILS …`: one municipality's receiver, in a process of its own."""

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


def main() -> int:
    """Prepare a municipality, or carry a run out; prints JSON."""
    os.environ.setdefault("ARMKROK_OUTGOING_HOSTS", "127.0.0.1")
    set_up()
    deed, pupils = sys.argv[1], int(sys.argv[2])
    print(json.dumps(_prepare(pupils) if deed == "prepare" else _run(pupils, sys.argv[3])))
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

    home = Path(os.environ["BENCH_SUPPLIERS"])
    federation = Federation(
        name="Bench", metadata_url=f"{os.environ['BENCH_FEDERATION']}/feed",
        jwks=httpx.get(f"{os.environ['BENCH_FEDERATION']}/jwks.json").json(),
        certificate=(home / "federation/clients/sundby.pem").read_text(),
    )  # fmt: skip
    federation.keep_key((home / "federation/clients/sundby.key").read_text())
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


def _run(pupils: int, how: str) -> dict[str, Any]:
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope
    from armkrok.services.school.models import Receiver, SendRun
    from armkrok.services.school.sending import run

    place = Organisation.objects.get(slug=f"bench-{pupils}")
    with scope(place.pk):
        made = run.begin(Receiver.objects.get(), SendRun.How(how), passed=False)
    watch = _Peak()
    began, processor = time.perf_counter(), time.process_time()
    run.perform(place.pk, made.pk)
    taken, processor = time.perf_counter() - began, time.process_time() - processor
    with scope(place.pk):
        made = SendRun.objects.get(pk=made.pk)
    sent = sum(sum(one.values()) for one in made.done.values())
    return {
        "seconds": taken, "processor": processor, "peak": watch.peak(), "sent": sent, "state": made.state,
        "why": made.why, "planned": made.planned, "done": made.done,
    }  # fmt: skip


class _Peak:
    """The most memory that the process has had, in MB."""

    def peak(self) -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
