"""What is known of a stored file; its bytes are in the storage."""

from django.db import models

from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import now


class StoredFile(TenantModel):
    """One content. The same bytes stored twice in an organisation are one row."""

    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="file_once")]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def key(self) -> str:
        """Where the bytes are in the storage."""
        return f"{self.organisation_id}/{self.sha256[:2]}/{self.sha256}"
