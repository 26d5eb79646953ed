"""A request for signatures: its documents, and those who are asked."""

import secrets
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.guarding import GuardedEmail, GuardedText
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel, Unit
from armkrok.kit.days import now, today
from armkrok.services.signing.models.on_paper import OnPaper


def public_code() -> str:
    """The code of a verify link: 80 random bits, so that it can be printed but not guessed."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(16))


class SigningRequest(TenantModel):
    """An envelope: one or several documents that some people are asked to sign, with one act each.

    A template is a request that is never sent, only copied.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        OPEN = "open", _("Väntar på underskrift")
        COMPLETED = "completed", _("Klart")
        WITHDRAWN = "withdrawn", _("Tillbakadragen")
        TEMPLATE = "template", _("Mall")

    sender = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    client_id = models.UUIDField(null=True, help_text="the API client that created it")
    unit = TenantForeignKey(Unit, on_delete=models.PROTECT, related_name="+", null=True)
    title = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    code = models.CharField(max_length=20, default=public_code)
    # what the register of document types says
    type_key = models.SlugField(max_length=60, blank=True)
    type_values = models.JSONField(null=True, help_text="the type as it was when the request was sent")
    # days and reminders
    sign_by = models.DateField(null=True)
    sign_within = models.PositiveSmallIntegerField(null=True, help_text="days; in a template")
    remind_after = models.PositiveSmallIntegerField(null=True, help_text="days after the invitation")
    remind_every = models.PositiveSmallIntegerField(null=True, help_text="days between reminders")
    remind_last = models.BooleanField(default=True, help_text="the day before the last day")
    may_forward = models.BooleanField(default=True)
    may_stand_in = models.BooleanField(default=True)
    # where it comes from
    is_shared = models.BooleanField(default=False, help_text="a template that colleagues may use")
    copied_from = TenantForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    bulk_id = models.UUIDField(null=True, help_text="the bulk sending it is a copy in")
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True, help_text="sealed, and the finished copy announced to all")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)
    # keeping and culling
    cull_from = models.DateField(null=True, help_text="the first day it may be culled")
    held_at = models.DateTimeField(null=True, help_text="a legal hold: never culled")
    held_why = models.CharField(max_length=500, blank=True)
    held_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="request_code_once")]
        indexes = [
            models.Index(fields=["organisation", "sender", "-created_at"], name="request_of_sender"),
            models.Index(
                fields=["organisation", "sender", "state", "-created_at"], name="request_of_sender_state"
            ),
            models.Index(fields=["organisation", "sent_at"], name="request_sent_at"),
            models.Index(
                fields=["organisation", "bulk_id"],
                name="request_of_bulk",
                condition=models.Q(bulk_id__isnull=False),
            ),
            models.Index(
                fields=["organisation", "cull_from"],
                name="request_cull_from",
                condition=models.Q(cull_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether signatures can still be given."""
        return self.state == self.State.OPEN

    @property
    def is_late(self) -> bool:
        """Whether the last day has passed without everybody having signed."""
        return self.is_open and self.sign_by is not None and self.sign_by < today()


class Document(TenantModel):
    """One file of a request: to sign, or an attachment to read.

    `original` is the rebuilt upload, what everybody reads and consents to. `current` begins as the original
    with its signature page and grows by one revision per signature; it is made when it is first needed.
    """

    class Kind(models.TextChoices):
        SIGN = "sign", _("Ska skrivas under")
        ATTACHMENT = "attachment", _("Bilaga att läsa")

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="documents")
    position = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.SIGN)
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, help_text="of the original")
    original = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    current = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    pages = models.PositiveIntegerField()
    page_sizes = models.JSONField(default=list, help_text="width and height in points of the first pages")
    removed = models.JSONField(default=list, help_text="codes of what the rebuild took away")
    as_is = models.BooleanField(default=False, help_text="others have signed it before; it is not rebuilt")
    reserved_by = models.UUIDField(null=True, help_text="the signing at an external service it waits for")
    reserved_until = models.DateTimeField(null=True)
    awaits_stamp = models.BooleanField(default=False, help_text="signed during an outage, not stamped yet")
    is_sealed = models.BooleanField(default=False, help_text="B-LTA is done")
    stamp_until = models.DateTimeField(null=True, help_text="when the newest time stamp's certificate ends")

    renewal_tried_at = models.DateTimeField(null=True)
    renewal_failure = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "request", "position"],
                name="document_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "stamp_until"],
                name="document_stamp_until",
                condition=models.Q(stamp_until__isnull=False),
            ),
            models.Index(
                fields=["organisation", "awaits_stamp"],
                name="document_awaits_stamp",
                condition=models.Q(awaits_stamp=True),
            ),
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def newest(self) -> StoredFile:
        """The file with the signatures given so far."""
        file: StoredFile = self.current or self.original
        return file

    @property
    def is_to_sign(self) -> bool:
        """Whether it gets signatures; an attachment is only read."""
        return self.kind == self.Kind.SIGN


class Party(TenantModel):
    """A person who is asked to do something with a request, and how far she has come.

    Those with the same `turn` are asked together; the next turn when they are all finished.
    """

    class Role(models.TextChoices):
        SIGNER = "signer", _("Skriver under")
        APPROVER = "approver", _("Godkänner")
        READER = "reader", _("Bekräftar att hen har läst")
        COPY = "copy", _("Får en kopia")

    class State(models.TextChoices):
        LATER = "later", _("Blir tillfrågad senare")
        INVITED = "invited", _("Inbjuden")
        OPENED = "opened", _("Har öppnat")
        CONSENTED = "consented", _("Underskriften sparas")
        SIGNED = "signed", _("Har skrivit under")
        APPROVED = "approved", _("Har godkänt")
        READ = "read", _("Har läst")
        ON_PAPER = "on_paper", _("Har skrivit under på papper")
        COPIED = "copied", _("Får en kopia")
        DECLINED = "declined", _("Vill inte")
        REPLACED = "replaced", _("Ersatt av någon annan")

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.SIGNER)
    turn = models.PositiveSmallIntegerField(default=1)
    name = GuardedText(max_length=200, named=True)
    email = GuardedEmail()
    title = GuardedText(max_length=120, blank=True)
    language = models.CharField(max_length=5, blank=True, help_text="of letters; nothing is the request's")
    message = models.TextField(blank=True, help_text="to this person alone")
    seat = models.SlugField(max_length=40, blank=True, help_text="of the document type: chair, adjuster…")
    principal = models.CharField(max_length=200, blank=True, help_text="whom the person signs for")
    principal_number = models.CharField(max_length=20, blank=True, help_text="the organisation's number")
    mandate = models.CharField(max_length=200, blank=True, help_text="what gives the right to sign")
    mandate_until = models.DateField(null=True)
    position = models.PositiveIntegerField()
    field = models.CharField(max_length=40, blank=True, help_text="the signature field in each document")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    replaces = TenantForeignKey("self", on_delete=models.SET_NULL, related_name="+", null=True)
    replaced_why = models.CharField(max_length=500, blank=True)
    invited_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True, help_text="signed, approved or read")
    reminded_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=500, blank=True)
    registration = TenantForeignKey(
        OnPaper, on_delete=models.SET_NULL, related_name="+", null=True, help_text="answered by staff for her"
    )

    WAITING = (State.INVITED, State.OPENED)
    FINISHED = (State.SIGNED, State.APPROVED, State.READ, State.ON_PAPER)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "request", "person"],
                condition=~models.Q(state="replaced"),
                name="party_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "person"],
                name="party_waiting",
                condition=models.Q(state__in=["invited", "opened"]),
            )
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        """Whether the person has done what was asked."""
        return self.state in self.FINISHED

    @property
    def is_waited_for(self) -> bool:
        """Whether the request cannot be completed without this person."""
        return self.role != self.Role.COPY and self.state != self.State.REPLACED and not self.is_finished
