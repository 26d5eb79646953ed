"""The demo's ways to log in besides BankID, each at a simulator that the settings name.

One for everybody, by OpenID Connect, which can also sign; Sundby's own by OpenID Connect, which knows people
by their employee id; and Norrvik's own by SAML. May be run again: addresses follow the demo's ports.
"""

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from armkrok.core.eid import protocols
from armkrok.core.eid.elsewhere import answer_address
from armkrok.core.eid.models import Provider
from armkrok.core.identity import oidc
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.oidc.presets import preset
from armkrok.core.identity.saml import availability, keys
from armkrok.core.identity.saml.presets import PRESETS as SAML_PRESETS
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site import towns

EVERYBODYS = "Testlegitimation"


def offer() -> None:
    """Set up the providers, and tell the simulators whom they may answer."""
    clients = []
    if settings.SIMULATED_OIDC:
        clients.append(_oidc("armkrok", EVERYBODYS, "swedish-profile", "e-leg"))
        clients.append(_oidc("sundby", "Sundbys inloggning", "municipal", "sundby"))
        _number_employees()
        folder = settings.HOME / "oidc"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "clients.json").write_text(json.dumps(clients))
    if settings.SIMULATED_SAML and availability.is_available():
        _saml("norrvik", "Norrviks inloggning")


def _place(slug: str) -> Organisation:
    return Organisation.objects.get(slug=slug)


def _oidc(slug: str, name: str, kind: str, path: str) -> dict[str, Any]:
    """The provider's row, and what the simulator must know of it."""
    place, known = _place(slug), preset(kind)
    if known is None:
        raise LookupError(kind)
    own = {"assumed_level": LOA3, "accepted": [LOA3]} if kind == "municipal" else {}
    values = dict(known.settings) | own | {
        "issuer": f"{settings.SIMULATED_OIDC}/{path}",
        "client_id": f"{settings.BASE_URL}/{slug}",
        "client_auth": "private_key_jwt",
    }  # fmt: skip
    with scope(place.pk):
        row = _kept(Provider.Kind.OIDC, name, kind, values, for_signing=slug == "armkrok")
        if not row.secret:
            row.keep_secret(oidc.new_client_key())
            row.save()
        return {
            "client_id": values["client_id"], "redirect_uris": [answer_address(row)], "name": "Armkrok",
            "jwks": oidc.public_jwks(row.secret_in_clear()),
            "shape": "own" if kind == "municipal" else "swedish",
            "signs_userinfo": values.get("userinfo") == "signed",
        }  # fmt: skip


def _saml(slug: str, name: str) -> None:
    """The provider's row, and our metadata in the folder that the simulator reads."""
    place, folder = _place(slug), Path(settings.HOME) / "saml"
    values = SAML_PRESETS["sweden-connect"] | {
        "idp_entity_id": f"{settings.SIMULATED_SAML}/metadata",
        "idp_metadata": (folder / "metadata.xml").read_text(),
        "sp_entity_id": f"{settings.BASE_URL}/{slug}/saml",
    }
    with scope(place.pk):
        row = _kept(Provider.Kind.SAML, name, "sweden-connect", values, for_signing=False)
        if not row.secret:
            row.keep_secret(keys.create(place.name))
            row.save()
        (folder / "sp").mkdir(parents=True, exist_ok=True)
        (folder / "sp" / f"{slug}.xml").write_bytes(protocols.metadata(row, answer_address(row)))


def _kept(
    kind: Provider.Kind, name: str, preset_key: str, values: dict[str, Any], *, for_signing: bool
) -> Provider:
    texts = {
        EVERYBODYS: "Låtsad e-legitimation i demot, även för den som bor utomlands",
        "Sundbys inloggning": "För dig som arbetar i Sundby",
        "Norrviks inloggning": "För dig som arbetar i Norrvik",
    }
    found: Provider = Provider.objects.update_or_create(
        name=name,
        defaults={
            "kind": kind, "preset": preset_key, "settings": values, "text": texts[name], "is_open": True,
            "for_signing": for_signing,
        },
    )[0]  # fmt: skip
    return found


def _number_employees() -> None:
    """Sundby's directory calls each of its people by the same id as its log-in does."""
    with scope(_place("sundby").pk):
        for row in towns.people_of("sundby"):
            named = Member.objects.filter(email=row.email, external_id="")
            named.update(external_id=row.key)
