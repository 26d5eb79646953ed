"""Learning materials that can be ordered."""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.managers import TenantManager
from armkrok.core.tenants.models import Organisation, TenantModel
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import now
from armkrok.kit.swedish_order import SwedishOrder
from armkrok.services.school.models.suppliers import Receiver, Supplier


class Title(TenantModel):
    """A learning material with one price and one set of licence terms (see the glossary's licence words)."""

    class Scope(models.TextChoices):
        PUPIL = "pupil", _("per elev")
        TEACHER = "teacher", _("per lärare")
        GROUP = "group", _("per klass")
        SCHOOL = "school", _("per skola")
        MUNICIPALITY = "municipality", _("för hela kommunen")

    class Starts(models.TextChoices):
        ASSIGNMENT = "assignment", _("när eleven får licensen")
        DATE = "date", _("en viss dag")
        SCHOOL_YEAR = "school_year", _("vid läsårets start")

    supplier = TenantForeignKey(Supplier, on_delete=models.PROTECT, related_name="titles")
    receiver = TenantForeignKey(
        Receiver,
        on_delete=models.SET_NULL,
        related_name="titles",
        null=True,
        help_text="none: no data is given",
    )
    isbn = models.CharField(max_length=13, blank=True, help_text="ISBN-13, without hyphens")
    article = models.CharField(max_length=40, blank=True, help_text="the supplier's own number")
    name = models.CharField(max_length=300)
    edition = models.CharField(max_length=60, blank=True)
    year = models.PositiveSmallIntegerField(null=True, help_text="of publication")
    description = models.TextField(blank=True)
    is_digital = models.BooleanField(default=True)
    subjects = ArrayField(models.CharField(max_length=20), default=list, help_text="codes, as GRGRMAT01")
    subject_names = ArrayField(models.CharField(max_length=100), default=list)
    courses = ArrayField(models.CharField(max_length=20), default=list, help_text="codes, as MATMAT01a")
    school_types = ArrayField(models.CharField(max_length=20), default=list)
    from_year = models.SmallIntegerField(null=True)
    to_year = models.SmallIntegerField(null=True)
    thema = ArrayField(models.CharField(max_length=10), default=list)
    accessibility = ArrayField(
        models.CharField(max_length=30),
        default=list,
        help_text="codes of ONIX list 196, and our words for them",
    )
    price = models.DecimalField(max_digits=10, decimal_places=2, help_text="kronor, without VAT")
    vat_percent = models.DecimalField(max_digits=4, decimal_places=2, default=Decimal("25.00"))
    scope = models.CharField(max_length=14, choices=Scope.choices, default=Scope.PUPIL)
    level = models.PositiveSmallIntegerField(default=0, help_text="needs attributes of this level, 0 to 4")
    # the terms of the licence
    starts_on = models.CharField(max_length=12, choices=Starts.choices, default=Starts.SCHOOL_YEAR)
    start_date = models.DateField(null=True, help_text="when it starts on a date")
    duration_months = models.PositiveSmallIntegerField(default=12)
    assign_within_months = models.PositiveSmallIntegerField(null=True)
    auto_start_months = models.PositiveSmallIntegerField(
        null=True, help_text="starts by itself after delivery"
    )
    reusable = models.BooleanField(default=False, help_text="the time that is left may go to another pupil")
    revocable_months = models.PositiveSmallIntegerField(null=True, help_text="none: as reusable says")
    needs_renewal_ref = models.BooleanField(default=False)
    shrink_after_end = models.BooleanField(default=False, help_text="fewer seats only after expiry")
    is_offered = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=now)
    sort_key = models.GeneratedField(
        expression=SwedishOrder("name"), output_field=models.TextField(db_collation="C"), db_persist=True
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "supplier", "isbn", "article", "scope"], name="title_once"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "isbn"], name="title_isbn"),
            # What titles are put in order and narrowed down by lies in the index: their rows are not read.
            models.Index(
                fields=["organisation", "is_offered", "sort_key"],
                include=["id", "price", "year", "from_year", "to_year", "is_digital", "supplier", "receiver"],
                name="title_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TitleWord(models.Model):
    """A word that a title is found by, or a mark: #subject:, #type: or #need: and a value of such a list.

    The database's triggers alone write it, see migration 0008. It is narrow, since a title has some forty:
    no id, and no keys that the triggers keep anyway.
    """

    pk = models.CompositePrimaryKey("organisation_id", "word", "title_id", "weight")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="+",
        default=current_organisation_id,
        db_constraint=False,
        db_index=False,
    )
    word = models.TextField(db_collation="C", help_text="as it is written, its Swedish stem, or a mark")
    title_id = models.UUIDField()
    weight = models.SmallIntegerField(
        help_text="100 the name and numbers, 40 subjects, 20 the publisher, 10 the description, 0 a mark"
    )

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "title_id"], name="word_of_title")]

    def __str__(self) -> str:
        return self.word


class TitleImport(TenantModel):
    """A list of titles between the look at what it would do and the deed. Its rows go when it is done.

    A long list is looked at and done by jobs; `done` tells how far the look has come.
    """

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        ONIX = "onix", "ONIX 3"

    class State(models.TextChoices):
        READING = "reading", _("Granskas")
        LOOKED = "looked", _("Granskad")
        APPLYING = "applying", _("Läses in")
        DONE = "done", _("Inläst")
        FAILED = "failed", _("Gick inte att läsa")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    format = models.CharField(max_length=4, choices=Format.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.READING)
    done = models.PositiveIntegerField(default=0, help_text="titles that have been looked at")
    problem = models.CharField(max_length=300, blank=True, help_text="why it cannot be read, or was not done")
    suppliers = ArrayField(models.CharField(max_length=120), default=list, help_text="that would be new")
    digest = models.CharField(max_length=64, blank=True, help_text="of all that it would do, SHA-256")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=now)
    applied_at = models.DateTimeField(null=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    def __str__(self) -> str:
        return self.file_name


class TitleImportFile(TenantModel):
    """A long list as it came, packed; deleted as soon as it has been looked at."""

    taken = TenantForeignKey(TitleImport, on_delete=models.CASCADE, related_name="files")
    content = models.BinaryField(help_text="gzip")

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    def __str__(self) -> str:
        return str(self.taken_id)


class TitleImportRow(TenantModel):
    """One title of a list, and what would become of it."""

    class Outcome(models.TextChoices):
        BAD = "bad", _("Fel")
        ADDED = "added", _("Ny")
        CHANGED = "changed", _("Ändras")
        SAME = "same", _("Lämnas som den är")

    taken = TenantForeignKey(TitleImport, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="in the file; the product's number in ONIX")
    name = models.CharField(max_length=300, blank=True)
    supplier = models.CharField(max_length=120, blank=True)
    values = models.JSONField(default=dict, help_text="as text, by field")
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    changes = models.JSONField(default=list, help_text="[field, was, becomes]")
    problem = models.CharField(max_length=300, blank=True)

    objects: ClassVar[TenantManager[Self]] = TenantManager()

    class Meta:
        indexes = [models.Index(fields=["organisation", "taken", "outcome", "line"], name="title_row_order")]

    def __str__(self) -> str:
        return self.name
