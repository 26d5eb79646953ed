"""A connection to a directory (LDAP) that somebody else has chosen: judged, secured, for others to speak on.

Nothing is said to the directory before its certificate has been verified, but the request to secure an
`ldap` address (StartTLS, RFC 4511 section 4.14).
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpcore

from armkrok.core.outgoing.addresses import DIRECTORIES, destination
from armkrok.core.outgoing.calling import CONNECT, Judging, problems, trust

_ASK = bytes.fromhex("301d02010177188016") + b"1.3.6.1.4.1.1466.20037"
"""LDAPMessage 1, ExtendedRequest: StartTLS."""
_SHORT = 0x80
_LONGEST = 4096
_YES = b"\x0a\x01\x00"
"""An ENUMERATED 0, resultCode success."""


@contextmanager
def joined(url: str, *, seconds: float, roots: str = "", organisation: str = "") -> Iterator[ssl.SSLSocket]:
    """A TLS connection to an ldaps:// or ldap:// address; raises NotDelivered.

    The certificate must be valid for the name in the address, and lead to a root that the machine trusts or
    to one of `roots` (PEM). `organisation` is the slug of whoever calls. `seconds` are for all of the
    connecting; the caller sees to the time after it.
    """
    with problems():
        host, port = destination(url, DIRECTORIES)
        backend = Judging(time.monotonic() + seconds, organisation)
        stream = backend.connect_tcp(host, port, CONNECT)
        try:
            if urlsplit(url).scheme != "ldaps":
                _ask_for_tls(stream)
            stream = stream.start_tls(trust(roots), host, CONNECT)
            yield stream.get_extra_info("socket")
        finally:
            stream.close()


def _ask_for_tls(stream: httpcore.NetworkStream) -> None:
    """Have an open connection secured; whoever says more than yes in the clear is not believed."""
    stream.write(_ASK, CONNECT)
    said = b""
    while (length := _length(said)) is None or len(said) < length:
        piece = stream.read(_LONGEST, CONNECT)
        said += piece
        if not piece or len(said) > _LONGEST:
            raise httpcore.RemoteProtocolError("no answer to StartTLS")
    # messageID 1, then ExtendedResponse, whose first part is the resultCode
    _head, _id, answer = said.partition(b"\x02\x01\x01\x78")
    if len(said) > length or not answer.removeprefix(_after_length(answer)).startswith(_YES):
        raise httpcore.RemoteProtocolError("StartTLS was refused")


def _length(said: bytes) -> int | None:
    """Bytes of the whole message that begins so (X.690 section 8.1.3), or None when too few have come."""
    if len(said) < 2 or len(said) < 2 + (said[1] & ~_SHORT if said[1] & _SHORT else 0):
        return None
    if not said[1] & _SHORT:
        return 2 + said[1]
    wide = said[1] & ~_SHORT
    return 2 + wide + int.from_bytes(said[2 : 2 + wide], "big")


def _after_length(said: bytes) -> bytes:
    """The bytes of a length that stand first."""
    wide = said[0] & ~_SHORT if said and said[0] & _SHORT else 0
    return said[: 1 + wide]
