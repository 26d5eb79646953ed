"""Making the signatures: one key and one certificate for all tasks of a request."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from armkrok.simulators.signservice import der
from armkrok.simulators.signservice.asked import Asked, Task
from armkrok.simulators.signservice.authority import Authority, Pair
from armkrok.simulators.signservice.behaviour import Lie
from armkrok.simulators.signservice.person import STRANGER, Person


@dataclass(frozen=True, slots=True)
class MadeTask:
    """One signature: the attributes as they were signed, and the value."""

    task_id: str
    attributes: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """All signatures of a request, and the chain of the certificate."""

    tasks: tuple[MadeTask, ...]
    chain: tuple[x509.Certificate, ...]


def signatures(authority: Authority, asked: Asked, person: Person, lie: Lie | None) -> Made:
    """A new key and certificate, and a signature over each task's attributes with its reference added."""
    signer, chain = _signer(authority, person, lie)
    tasks = [_task(signer, one, lie) for one in asked.tasks]
    return Made(tuple(_reckoned(tasks, lie)), chain)


def _signer(
    authority: Authority, person: Person, lie: Lie | None
) -> tuple[Pair, tuple[x509.Certificate, ...]]:
    issuing, root = authority.issuing, authority.root
    if lie is Lie.AUTHORITY_SIGNS:
        return issuing, (issuing.certificate, root.certificate)
    if lie is Lie.OTHER_ROOT:
        stranger = authority.stranger
        signer = authority.signer(person, issuer=stranger)
        return signer, (signer.certificate, stranger.certificate)
    days = 0.001 if lie is Lie.EXPIRED_CERTIFICATE else 365
    signer = authority.signer(_shown(person, lie), days=days)
    middle = authority.stranger if lie is Lie.BROKEN_CHAIN else issuing
    return signer, (signer.certificate, middle.certificate, root.certificate)


def _shown(person: Person, lie: Lie | None) -> Person:
    """Whom the certificate names."""
    if lie is Lie.OTHER_CERTIFICATE_PERSON:
        return replace(person, personal_number=STRANGER.personal_number)
    if lie is Lie.OTHER_CERTIFICATE_NAME:
        return replace(person, surname=STRANGER.surname)
    return person


def _task(signer: Pair, task: Task, lie: Lie | None) -> MadeTask:
    attributes = _attributes(signer, task, lie)
    signed = attributes + b"\0" if lie is Lie.BAD_SIGNATURE else attributes
    return MadeTask(task.task_id, attributes, signer.key.sign(signed, ec.ECDSA(hashes.SHA256())))


def _attributes(signer: Pair, task: Task, lie: Lie | None) -> bytes:
    """The requester's attributes and the reference to the certificate (AdES BES)."""
    members = der.members(task.attributes)
    if lie is Lie.OTHER_DIGEST:
        kind = der.oid(der.MESSAGE_DIGEST)
        members = [one for one in members if kind not in one]
        digest = hashlib.sha256(b"another document").digest()
        members.append(der.attribute(der.MESSAGE_DIGEST, der.tlv(0x04, digest)))
    encoded = signer.certificate.public_bytes(serialization.Encoding.DER)
    if lie is Lie.OTHER_CERTIFICATE_REFERENCE:
        encoded += b"\0"
    if lie is not Lie.NO_CERTIFICATE_REFERENCE:
        members.append(der.certificate_reference(encoded))
    if lie is Lie.SIGNS_MORE:
        members.append(der.attribute(der.SIGNING_TIME, der.tlv(0x17, b"261121120000Z")))
    return der.set_of(*members)


def _reckoned(tasks: list[MadeTask], lie: Lie | None) -> list[MadeTask]:
    """The tasks, one too few or too many if so wished."""
    first = tasks[0]
    if lie is Lie.MISSING_TASK:
        return tasks[1:]
    if lie is Lie.EXTRA_TASK:
        return [*tasks, replace(first, task_id="another")]
    if lie is Lie.TASK_TWICE:
        return [*tasks, first]
    if lie is Lie.RENAMED_TASK:
        return [replace(first, task_id="another"), *tasks[1:]]
    if lie is Lie.SWAPPED_SIGNATURES and len(tasks) > 1:
        second = tasks[1]
        return [
            replace(first, attributes=second.attributes, value=second.value),
            replace(second, attributes=first.attributes, value=first.value),
            *tasks[2:],
        ]
    return tasks
