"""Who we are to an authenticator: the relying party (WebAuthn level 3, sections 5.1.2 and 13.4.9)."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True)
class Party:
    """`id` is a domain, `origin` the one place whose answers are believed."""

    id: str
    origin: str


def party() -> Party | None:
    """The host of BASE_URL. None when that is an address in numbers, which can never be a relying party.

    Only the machine's own address is put right: where the demo says 127.0.0.1, localhost is the same place.
    """
    url = urlsplit(settings.BASE_URL)
    host = url.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        pass
    else:
        if not address.is_loopback:
            return None
        host = "localhost"
    port = f":{url.port}" if url.port and url.port != PORTS.get(url.scheme) else ""
    return Party(host, f"{url.scheme}://{host}{port}")


def address_of(path: str) -> str:
    """The whole address of a page where passkeys work."""
    found = party()
    return (found.origin if found else settings.BASE_URL) + path


def is_here(request: HttpRequest) -> bool:
    """Whether the browser is at the place whose answers are believed."""
    found = party()
    return found is not None and request.get_host().lower() == urlsplit(found.origin).netloc
