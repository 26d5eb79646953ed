"""Three publishers, two of them with services that get pupils, and the federation that vouches for them."""

import json
from pathlib import Path

from django.conf import settings

from armkrok.core.identity.models import Person
from armkrok.core.tenants.scope import scope
from armkrok.services.school.actions import suppliers as actions
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Federation, Receiver, Supplier, SupplierContact

ROWS = (
    ("linden", "Förlaget Linden", "559900-1001", "Linden Digital"),
    ("kunskapsgarden", "Kunskapsgården", "559900-1019", "Gårdens klassrum"),
    ("norrsken", "Norrsken Läromedel", "559900-1027", ""),
)
CONTACT = "Petra Lindgren"


def load(stage: Stage) -> None:
    """What is missing of them."""
    with scope(stage.organisation.pk):
        _federation(stage)
        for slug, name, number, service in ROWS:
            if not Supplier.objects.filter(name=name).exists():
                _supplier(stage, slug, name, number, service)


def _federation(stage: Stage) -> None:
    folder = Path(settings.HOME) / "federation"
    certificate = folder / "clients" / "sundby.pem"
    if Federation.objects.exists() or not certificate.exists():
        return
    facts = {
        "name": "Provfederationen",
        "metadata_url": f"{settings.SIMULATED_FEDERATION}/feed",
        "jwks": json.loads((folder / "jwks.json").read_text("utf-8")),
        "certificate": certificate.read_text("ascii"),
        "key": certificate.with_suffix(".key").read_text("ascii"),
    }
    actions.save_federation(Federation(), facts, by=stage.actor("sara"))


def _supplier(stage: Stage, slug: str, name: str, number: str, service: str) -> None:
    by_api = slug == "linden"
    facts = {
        "name": name,
        "number": number,
        "order_by": Supplier.Transmit.API if by_api else Supplier.Transmit.EMAIL,
        "order_email": f"order@{slug}.example",
        "order_url": f"{settings.SIMULATED_SUPPLIERS}/{slug}/orders" if by_api else "",
        "order_secret": "demo" if by_api else "",
    }
    made = actions.save_supplier(Supplier(), facts, by=stage.actor("nadia"))
    if by_api:
        _contact(made)
    if service:
        row = Receiver(supplier=made)
        settings_of = {
            "name": service, "trust": Receiver.Trust.FEDERATION, "entity_id": f"https://{slug}.example",
            "tags": ["egilv1"], "at_hours": "3", "connections": 4,
        }  # fmt: skip
        actions.save_receiver(row, settings_of, by=stage.actor("sara"))
        actions.switch_receiver(row, is_open=True, by=stage.actor("sara"))


def _contact(supplier: Supplier) -> None:
    petra = Person.objects.filter(name=CONTACT).first()
    if petra:
        SupplierContact.objects.get_or_create(supplier=supplier, person=petra)
