"""The roster: schools, people and classes, as the source last told; teaching.py has who teaches what.

Names and kinds follow SS 12000:2020. `source_id` is the object's UUID at the source; it is what suppliers
know it by unless they get a pseudonym. Nothing is deleted while it may be asked about: what the source no
longer has gets `gone_at`, and what it was before is kept in Earlier. A link's key has no index of its own
where one that begins with organisation_id holds it: an import writes half a million links.
"""

from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity import sealed
from armkrok.core.identity.guarding import GuardedEmail, GuardedText
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import TenantModel
from armkrok.core.tenants.models import Unit as Workplace
from armkrok.kit.days import now
from armkrok.kit.numbers import masked
from armkrok.kit.swedish_order import SwedishOrder
from armkrok.services.school.models.sources import Source


class Rostered(TenantModel):
    """What every object of the roster has."""

    source_id = models.UUIDField()
    told_by = TenantForeignKey(
        Source,
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        db_index=False,
        help_text="who told it last",
    )
    changed_at = models.DateTimeField(default=now, help_text="when a value of its own last changed here")
    gone_at = models.DateTimeField(null=True, help_text="when the source no longer had it")
    digest = models.BinaryField(max_length=16, help_text="of what the source told, to see whether it changed")

    class Meta:
        abstract = True


class SchoolUnit(Rostered):
    """The authority (huvudman), a school (skola) or a school unit (skolenhet) with a national code."""

    class Kind(models.TextChoices):
        AUTHORITY = "Huvudman", _("Huvudman")
        SCHOOL = "Skola", _("Skola")
        UNIT = "Skolenhet", _("Skolenhet")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200)
    parent = TenantForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True, blank=True)
    code = models.CharField(max_length=8, blank=True, help_text="skolenhetskod, eight digits")
    school_types = ArrayField(models.CharField(max_length=20), default=list)
    municipality_code = models.CharField(max_length=4, blank=True)
    workplace = TenantForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="+", null=True, help_text="for roles and budgets"
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "source_id"], name="school_unit_once")]

    def __str__(self) -> str:
        return self.name


class RosterPerson(Rostered):
    """A pupil, somebody employed or a guardian. `is_protected` follows the marking, and a named decision.

    Most are no users of Armkrok; those who log in are tied to `person`, by number or by the staff's address.
    """

    class Marking(models.TextChoices):
        NONE = "Ingen", _("Ingen")
        SECRET = "Sekretessmarkering", _("Sekretessmarkering")
        PROTECTED = "Skyddad folkbokföring", _("Skyddad folkbokföring")

    given_name = GuardedText(max_length=100, of="", named=True)
    surname = GuardedText(max_length=100, of="")
    eppn = GuardedText(max_length=254, blank=True, of="", help_text="eduPersonPrincipalName, as at log-in")
    email = GuardedEmail(blank=True, of="")
    civic_sealed = models.BinaryField(default=bytes)
    civic_lookup = models.BinaryField(max_length=32, null=True)
    birth_date = models.DateField(null=True)
    sex = models.CharField(max_length=10, blank=True)
    marking = models.CharField(max_length=30, choices=Marking.choices, default=Marking.NONE)
    status = models.CharField(max_length=20, default="Aktiv", help_text="SS 12000 PersonStatus")
    is_protected = models.BooleanField(default=False)
    protected_at = models.DateTimeField(null=True, help_text="none: never, or from her first day here")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", null=True)
    sort_key = models.GeneratedField(
        expression=SwedishOrder(Concat("surname", models.Value(" "), "given_name")),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "source_id"], name="roster_person_once")
        ]
        indexes = [
            models.Index(fields=["organisation", "civic_lookup"], name="roster_person_civic"),
            models.Index(fields=["organisation", "person"], name="roster_person_person"),
            models.Index(
                fields=["organisation"], name="roster_person_protected", condition=models.Q(is_protected=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Given name and surname; hidden for a protected person, as the fields are."""
        return f"{self.given_name} {self.surname}".strip()

    def civic_number(self) -> str:
        """Twelve digits, or nothing. Callers show it masked, or not at all."""
        return sealed.unseal(bytes(self.civic_sealed)) if self.civic_sealed else ""

    def masked_number(self) -> str:
        """The number as screens show it."""
        return masked(self.civic_number()) if self.civic_sealed else ""


class Responsible(TenantModel):
    """A guardian, or another who is responsible, of a pupil (SS 12000 Person.responsibles)."""

    pupil = TenantForeignKey(
        RosterPerson, on_delete=models.CASCADE, related_name="responsibles", db_index=False
    )
    adult = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="+")
    relation = models.CharField(max_length=30, default="Vårdnadshavare")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "pupil", "adult", "relation"], name="responsible_once"
            )
        ]

    def __str__(self) -> str:
        return self.relation


class Enrolment(TenantModel):
    """A pupil's place at a school unit. Days are inclusive."""

    pupil = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="enrolments")
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+", db_index=False)
    school_type = models.CharField(max_length=20)
    school_year = models.SmallIntegerField(null=True, help_text="0 to 10")
    programme = models.CharField(max_length=40, blank=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "unit"], name="enrolment_unit")]

    def __str__(self) -> str:
        return self.school_type


class Duty(Rostered):
    """An employment (tjänstgöring) at a school unit."""

    person = TenantForeignKey(RosterPerson, on_delete=models.CASCADE, related_name="duties", null=True)
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60, help_text="SS 12000 DutyRole, as Lärare")
    signature = GuardedText(max_length=20, blank=True)
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "source_id"], name="duty_once")]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.role


class PupilGroup(Rostered):
    """A class, or another group of pupils (SS 12000 Group)."""

    CLASS = "Klass"

    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=30, help_text="SS 12000 GroupType: Klass, Undervisning, …")
    school_type = models.CharField(max_length=20, blank=True)
    unit = TenantForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "source_id"], name="pupil_group_once")]
        indexes = [models.Index(fields=["organisation", "unit", "kind"], name="pupil_group_unit")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_class(self) -> bool:
        """Whether it is a class, which a pupil has exactly one of."""
        return self.kind == self.CLASS


class Membership(TenantModel):
    """A pupil's time in a group, first and last day inclusive. Kept when it is over."""

    group = TenantForeignKey(PupilGroup, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    pupil = TenantForeignKey(
        RosterPerson, on_delete=models.CASCADE, related_name="memberships", db_index=False
    )
    start_on = models.DateField(null=True)
    end_on = models.DateField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "group"], name="membership_group"),
            models.Index(fields=["organisation", "pupil"], name="membership_pupil"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
