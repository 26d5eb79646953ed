"""A request for signatures, those who are asked, and the evidence of what they did."""

import secrets
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import OwnManager, TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now, today


def public_code() -> str:
    """The code of a verify link: 80 random bits, so that it can be printed but not guessed."""
    alphabet = "23456789abcdefghjkmnpqrstuvwxyz"
    return "".join(secrets.choice(alphabet) for _ in range(16))


class SigningRequest(TenantModel):
    """One document that some people are asked to sign.

    `original` is the rebuilt upload, what everybody reads and consents to. `current` begins as the original
    with its signature page and grows by one revision per signature.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Utkast")
        OPEN = "open", _("Väntar på underskrift")
        COMPLETED = "completed", _("Klart")
        WITHDRAWN = "withdrawn", _("Tillbakadragen")

    sender = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    client_id = models.UUIDField(null=True, help_text="the API client that created it")
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    sign_by = models.DateField(null=True)
    remind = models.BooleanField(default=True, help_text="by itself, the day before the last day")
    language = models.CharField(max_length=5, default="sv")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    original = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    current = TenantForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+", null=True)
    pages = models.PositiveIntegerField()
    page_sizes = models.JSONField(default=list, help_text="width and height in points of the first pages")
    removed = models.JSONField(default=list, help_text="codes of what the rebuild took away")
    code = models.CharField(max_length=20, default=public_code)
    is_sealed = models.BooleanField(default=False, help_text="B-LTA is done")
    created_at = models.DateTimeField(default=now)
    sent_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="request_code_once")]
        indexes = [
            models.Index(fields=["organisation", "sender", "-created_at"], name="request_of_sender"),
            models.Index(
                fields=["organisation", "sender", "state", "-created_at"], name="request_of_sender_state"
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


class Signatory(TenantModel):
    """A person who is asked to sign one document, and how far she has come."""

    class State(models.TextChoices):
        INVITED = "invited", _("Inbjuden")
        OPENED = "opened", _("Har öppnat")
        CONSENTED = "consented", _("Underskriften sparas")
        SIGNED = "signed", _("Har skrivit under")
        DECLINED = "declined", _("Vill inte skriva under")

    request = TenantForeignKey(SigningRequest, on_delete=models.CASCADE, related_name="signatories")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    position = models.PositiveIntegerField()
    field = models.CharField(max_length=40, blank=True, help_text="the signature field in the PDF")
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    opened_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=500, blank=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()
    own: ClassVar[OwnManager[Self]] = OwnManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "request", "person"], name="signatory_once")
        ]
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class Consent(TenantModel):
    """The evidence of one signing, kept from the e-ID's answer on; append-only but for the result."""

    signatory = TenantForeignKey(Signatory, on_delete=models.PROTECT, related_name="consents")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    document_sha256 = models.CharField(max_length=64, help_text="as presented")
    visible_text = models.TextField()
    hidden_data = models.BinaryField()
    method = models.CharField(max_length=40)
    provider = models.CharField(max_length=120)
    loa = models.CharField(max_length=120)
    order_ref = models.CharField(max_length=64)
    given_name = models.CharField(max_length=100)
    surname = models.CharField(max_length=100)
    eid_signature = models.TextField()
    eid_ocsp = models.TextField()
    eid_certificate_serial = models.CharField(max_length=80)
    answered_at = models.DateTimeField(help_text="the OCSP answer's time")
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=256, blank=True)
    risk = models.CharField(max_length=10, blank=True)
    received_at = models.DateTimeField(default=now)
    job = models.BigIntegerField(null=True, help_text="the job that signs if the web process dies")
    # the result
    signed_at = models.DateTimeField(null=True)
    certificate_serial = models.CharField(max_length=80, blank=True)
    revision_sha256 = models.CharField(max_length=64, blank=True)
    timestamp_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "signatory"], name="consent_once")]

    def __str__(self) -> str:
        return self.order_ref


class IssuingAuthority(TenantModel):
    """The organisation's issuing CA; its private key is a file named by the id."""

    certificate = models.TextField(help_text="PEM, issuing CA then root")
    crl_number = models.PositiveIntegerField(default=1)
    crl = models.BinaryField(null=True)
    crl_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation"], name="issuer_once")]

    def __str__(self) -> str:
        return str(self.pk)


class IssuedCertificate(models.Model):
    """What anyone may know of a certificate we issued: how its holder was identified. No person is named."""

    serial = models.CharField(max_length=80, primary_key=True, help_text="upper-case hexadecimal")
    issued_by = models.UUIDField(help_text="the organisation")
    method = models.CharField(max_length=40)
    loa = models.CharField(max_length=120)
    issued_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.serial
