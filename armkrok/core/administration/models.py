"""Reviews of roles, and lists of staff on their way in."""

from django.db import models

from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity import sealed
from armkrok.core.identity.models import Person
from armkrok.core.tenants.fields import TenantForeignKey
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now

SEAL = "staff-import"


class RoleReview(TenantModel):
    """Somebody has looked at a role that somebody holds, and let it stand or ended it."""

    assignment = TenantForeignKey(RoleAssignment, on_delete=models.CASCADE, related_name="+")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    is_kept = models.BooleanField(default=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "assignment", "-at"], name="role_review_newest")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class StaffImport(TenantModel):
    """A list of staff between the look at what it would do and the deed.

    The file is sealed, since it holds personal numbers, and thrown away when it has been used or after a day.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    content = models.BinaryField(default=bytes)
    is_whole = models.BooleanField(default=False, help_text="who is not in the list has left")
    gives_role = models.BooleanField(default=False, help_text="newcomers become employees")
    made_at = models.DateTimeField(default=now)
    applied_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    ended = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.file_name

    def keep(self, text: str) -> None:
        """Seal the file's text; the caller saves."""
        self.content = sealed.seal(text, SEAL)

    def text(self) -> str:
        """The file's text; empty when it is thrown away."""
        return sealed.unseal(bytes(self.content), SEAL) if self.content else ""
