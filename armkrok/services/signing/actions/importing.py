"""From a file in the watched folder to a request, once, whatever happens in between."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import granted, held_roles
from armkrok.core.events.recording import record
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import sidecars
from armkrok.services.signing.actions.asking import Paper, ask
from armkrok.services.signing.events.importing import FileImported, FileRefused
from armkrok.services.signing.models import ImportedFile, SigningRequest

MAY_SEND = "signing.send"


class UnknownSender(Refusal):
    """The sidecar's sender is not somebody here who may ask."""

    status = 422
    text = _("Avsändaren i följefilen arbetar inte här, eller får inte be om underskrifter.")


@dataclass(frozen=True)
class Bundle:
    """A PDF, its sidecar and its attachments, as they were read: name and bytes of each."""

    pdf: tuple[str, bytes]
    sidecar: tuple[str, bytes]
    attachments: Sequence[tuple[str, bytes]] = ()

    @property
    def sha256(self) -> str:
        """One sum over all of it."""
        digest = hashlib.sha256()
        for _name, content in (self.pdf, self.sidecar, *self.attachments):
            digest.update(hashlib.sha256(content).digest())
        return digest.hexdigest()


@transaction.atomic
def take(bundle: Bundle) -> SigningRequest:
    """The request that the bundle has become, now or before; raises a Refusal, and then nothing is made.

    The row is locked until all is done: two workers with the same file make one request.
    """
    row, _is_new = ImportedFile.objects.get_or_create(
        sha256=bundle.sha256, defaults={"name": bundle.pdf[0][:255]}
    )
    row = ImportedFile.objects.locked(row)
    if row.request_id:
        return SigningRequest.objects.get(pk=row.request_id)
    order = sidecars.read(*bundle.sidecar)
    by = _sender(order.sender)
    papers = [Paper([bundle.pdf[1]], bundle.pdf[0])]
    attachments = [Paper([content], name) for name, content in bundle.attachments]
    request = ask(order, papers, attachments, by=by, send=order.send)
    row.request, row.problem = request, ""
    row.save(update_fields=["request", "problem"])
    record(FileImported(sha256=bundle.sha256), about=request, by=by)
    return request


@transaction.atomic
def refuse(bundle: Bundle, why: str) -> UUID:
    """Note that the bundle could not be used. It may be put there again when what was wrong is mended."""
    row, _is_new = ImportedFile.objects.update_or_create(
        sha256=bundle.sha256, defaults={"name": bundle.pdf[0][:255], "problem": why[:300]}
    )
    record(FileRefused(sha256=bundle.sha256), about=row)
    return row.pk


def _sender(email: str) -> Actor:
    """The employee with the address, if she may ask; raises UnknownSender."""
    people = Member.objects.select_related("person").filter(email__iexact=email, left_at=None)
    for member in people[:2] if people.count() == 1 else []:
        roles = held_roles(member.person_id)
        permissions = granted(roles)
        if MAY_SEND in permissions:
            return Actor(
                person=member.person, organisation=current_organisation(), permissions=permissions,
                role_keys=roles,
            )  # fmt: skip
    raise UnknownSender
