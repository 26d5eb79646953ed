"""What each receiver has been sent, and each run that sent it."""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now
from armkrok.services.school.models.roster import PupilGroup, RosterPerson
from armkrok.services.school.models.suppliers import Receiver


class Kind(models.IntegerChoices):
    """EGIL's object types; the number is the order of creation, and backwards of removal."""

    ORGANISATION = 1, "Organisation"
    SCHOOL_UNIT_GROUP = 2, "SchoolUnitGroup"
    SCHOOL_UNIT = 3, "SchoolUnit"
    STUDENT = 4, "Student"
    TEACHER = 5, "Teacher"
    EMPLOYMENT = 6, "Employment"
    STUDENT_GROUP = 7, "StudentGroup"
    ACTIVITY = 8, "Activity"


class Wanted(TenantModel):
    """A group that a receiver is to get from a day to a day, because of an order or by hand."""

    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="wanted")
    group = TenantForeignKey(PupilGroup, on_delete=models.CASCADE, related_name="+")
    order_id = models.UUIDField(null=True, help_text="the Order that it comes from; none: by hand")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "receiver"], name="wanted_receiver")]
        verbose_name_plural = "wanted"

    def __str__(self) -> str:
        return str(self.pk)


class SentObject(TenantModel):
    """One object as a receiver has it. `state` decides what the next run does with it."""

    class State(models.IntegerChoices):
        SENT = 1, "has what `digest` says"
        UNKNOWN = 2, "exists, content unknown: replace it"
        DIRTY = 3, "an update failed: replace it"
        LEAVING = 4, "a removal failed: remove it"
        BEGUN = 5, "a request may have been sent when we were killed: replace it, or create it"

    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    sent_id = models.UUIDField(help_text="externalId as the receiver knows it")
    subject_id = models.UUIDField(null=True, help_text="the RosterPerson that it tells of")
    remote_id = models.CharField(max_length=255, blank=True, help_text="when the receiver gives ids")
    digest = models.BinaryField(max_length=16, help_text="BLAKE2b of the body")
    body = models.BinaryField(default=bytes, help_text="last sent, JSON")
    state = models.PositiveSmallIntegerField(choices=State.choices, default=State.SENT)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "receiver", "kind", "sent_id"], name="sent_object_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "subject_id"],
                name="sent_object_subject",
                condition=models.Q(subject_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.sent_id)


class SendBatch(TenantModel):
    """Objects that may have been told of in requests, and are not accounted for in SentObject yet.

    Written before the first of them is sent and removed in the transaction that accounts for them. One that
    is left behind tells the next run what a killed one had begun.
    """

    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    sent_ids = ArrayField(models.UUIDField())
    subject_ids = ArrayField(models.UUIDField(null=True), help_text="beside sent_ids: whom each tells of")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        verbose_name_plural = "send batches"

    def __str__(self) -> str:
        return str(self.pk)


class SendRun(TenantModel):
    """One run towards a receiver."""

    class How(models.TextChoices):
        USUAL = "usual", _("Skillnad mot förra gången")
        DRY = "dry", _("Provkörning")
        FORCED = "forced", _("Tvingad uppdatering")
        REBUILD = "rebuild", _("Läs om från mottagaren")
        REMOVAL = "removal", _("Ta bort allt")
        URGENT = "urgent", _("Genast, för skyddade elever")

    class State(models.TextChoices):
        WAITING = "waiting", _("Väntar")
        RUNNING = "running", _("Pågår")
        STOPPED = "stopped", _("Stannad av gräns")
        DONE = "done", _("Klar")
        PARTLY = "partly", _("Klar, med fel")
        ABORTED = "aborted", _("Avbruten")

    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="runs")
    how = models.CharField(max_length=10, choices=How.choices, default=How.USUAL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_by = models.UUIDField(null=True, help_text="the person; none: the clock")
    passed_by = models.UUIDField(null=True, help_text="who let this run pass the limits")
    only = models.JSONField(default=list, help_text="sent ids, or subject ids when urgent; empty: all")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True, help_text="last sign of life")
    planned = models.JSONField(default=dict, help_text="{kind: {create, update, delete, same}}")
    done = models.JSONField(default=dict, help_text="{kind: {create, update, delete, failed}}")
    why = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=now)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "receiver", "-created_at"], name="send_run_newest")]

    def __str__(self) -> str:
        return str(self.pk)


class SendNote(TenantModel):
    """An object that a run skipped, or could not send, and why; in a dry run also each difference.

    With the code MORE it is no object: `detail` says how many more there were of which code.
    """

    MORE = "more"

    class Weight(models.TextChoices):
        SKIPPED = "skipped", _("Hoppades över")
        WARNING = "warning", _("Varning")
        FAILED = "failed", _("Gick inte")
        DIFFERENCE = "difference", _("Skillnad")

    run = TenantForeignKey(SendRun, on_delete=models.CASCADE, related_name="notes")
    weight = models.CharField(max_length=10, choices=Weight.choices)
    code = models.CharField(max_length=40, help_text="key of sending.notes.KINDS")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    sent_id = models.UUIDField(null=True)
    subject = TenantForeignKey(RosterPerson, on_delete=models.SET_NULL, related_name="+", null=True)
    name = models.CharField(max_length=200, blank=True, help_text="of a group or school; people by subject")
    detail = models.JSONField(
        default=dict, help_text="status, the answer's text cut short; or was/is by attribute"
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "run", "weight"], name="send_note_run")]

    def __str__(self) -> str:
        return self.code


class Alias(TenantModel):
    """What has been decided of a protected person: the same id, and alias, in every system.

    A policy has an id of its own (`alias_id`), so that she is never tied to what she was known by before.
    """

    class Policy(models.TextChoices):
        WITHHOLD = "withhold", _("Lämna inte ut")
        ALIAS = "alias", _("Lämna ut under alias")
        ORDINARY = "ordinary", _("Lämna ut som vanligt")

    subject = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="+")
    receiver = TenantForeignKey(
        Receiver, on_delete=models.CASCADE, related_name="+", null=True, help_text="none: every receiver"
    )
    policy = models.CharField(max_length=10, choices=Policy.choices, default=Policy.WITHHOLD)
    alias_id = models.UUIDField(help_text="the new id, the same in every system")
    given_name = models.CharField(max_length=100, blank=True)
    surname = models.CharField(max_length=100, blank=True)
    eppn = models.CharField(max_length=254, blank=True)
    email = models.EmailField(blank=True)
    reason = models.CharField(max_length=500, help_text="the decision, with guardians or the adult pupil")
    decided_by = models.UUIDField()
    decided_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "subject", "receiver"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="alias_once",
            )
        ]
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return str(self.policy)


class Erasure(TenantModel):
    """A receiver that had a person who became protected, or should not have been sent: has it erased her?"""

    subject = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="+")
    receiver = TenantForeignKey(Receiver, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=now, help_text="when she became protected")
    removed_at = models.DateTimeField(null=True, help_text="when the receiver answered our removal")
    confirmed_at = models.DateTimeField(null=True, help_text="when the supplier confirmed erasure")
    confirmed_by = models.UUIDField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    def __str__(self) -> str:
        return str(self.pk)
