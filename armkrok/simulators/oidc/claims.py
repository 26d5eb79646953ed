"""What is said of a person, in the words of each kind of provider."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from armkrok.simulators.oidc.clients import Shape
from armkrok.simulators.oidc.people import Person

LOA: Final = "http://id.elegnamnden.se/loa/1.0/"
OIDC_SE: Final = "https://id.oidc.se/claim/"
SWEDEN_CONNECT: Final = "https://id.swedenconnect.se/claim/"
FREJA: Final = "https://frejaeid.com/oidc/claims/"

Claims = dict[str, Any]
Said = tuple[Claims, Claims]
"""Claims of the ID token, and of userinfo."""


def said_of(person: Person, shape: Shape) -> Said:
    """What the ID token and userinfo hold besides the technical claims."""
    token, userinfo = _SHAPES[shape](person)
    return _without_empty(token), _without_empty(userinfo)


def _names(person: Person) -> Claims:
    return {"given_name": person.given_name, "family_name": person.surname, "name": person.name}


def _swedish(person: Person) -> Said:
    level = f"{LOA}eidas-nf-sub" if person.prid else f"{LOA}loa3"
    about = _names(person) | {"birthdate": person.birth_date}
    if person.prid:
        about |= {f"{SWEDEN_CONNECT}prid": person.prid, f"{SWEDEN_CONNECT}pridPersistence": "A"}
    elif person.has_coordination_number:
        about |= {
            f"{OIDC_SE}coordinationNumber": person.number,
            f"{OIDC_SE}coordinationNumberLevel": person.level or "confirmed",
        }
    else:
        about[f"{OIDC_SE}personalIdentityNumber"] = person.number
    return {"acr": level}, about


def _freja(person: Person) -> Said:
    about = _names(person) | {
        f"{FREJA}personalIdentityNumber": person.number,
        f"{FREJA}country": "SE" if person.number else person.prid.partition(":")[0],
        f"{FREJA}loaLevel": "LOA3",
        f"{FREJA}registrationLevel": "PLUS",
        "birthdate": person.birth_date,
    }
    return about, about


def _signicat(person: Person) -> Said:
    about = _names(person) | {"birthdate": person.birth_date}
    about |= (
        {"nin": person.number, "nin_type": "PERSON", "nin_issuing_country": "SE"} if person.number else {}
    )
    return {"idp": "sbid", "amr": ["external"]}, about


def _idura(person: Person) -> Said:
    about = _names(person) | {
        "identityscheme": "sebankid",
        "authenticationtype": "urn:grn:authn:se:bankid:qr",
        "ssn": person.number,
        "country": "SE",
    }
    return about, {}


def _inera(person: Person) -> Said:
    about = _names(person) | {
        "personalIdentityNumber": person.number,
        "employeeHsaId": f"SE2120009903-{person.employee_id}" if person.employee_id else "",
        "acr": "http://id.sambi.se/loa/loa3",
    }
    return about, {}


def _entra(person: Person) -> Said:
    return _names(person) | {"oid": person.employee_id or person.key, "acrs": ["c1"], "ver": "2.0"}, {}


def _own(person: Person) -> Said:
    about = _names(person) | {"employee_id": person.employee_id or person.key}
    return about, about


_SHAPES: Final[dict[Shape, Callable[[Person], Said]]] = {
    Shape.SWEDISH: _swedish,
    Shape.FREJA: _freja,
    Shape.SIGNICAT: _signicat,
    Shape.IDURA: _idura,
    Shape.INERA: _inera,
    Shape.ENTRA: _entra,
    Shape.OWN: _own,
}


def _without_empty(claims: Claims) -> Claims:
    return {name: value for name, value in claims.items() if value not in ("", None)}
