"""The same bytes are kept once, and whoever stores them again gets the row that is there."""

from armkrok.core.documents import files
from armkrok.core.documents.models import StoredFile
from armkrok.site.settling import Settled
from tests.support.people import inside


def stored(content: bytes) -> StoredFile:
    """Received and stored, as from a form."""
    with files.workplace() as folder:
        return files.store(files.receive([content], folder / "in", 100), "text/plain")


def test_the_same_bytes_twice_are_one_row(towns: Settled) -> None:
    with inside(towns, "amina"):
        first = stored(b"once")
        again = stored(b"once")
        assert again.pk == first.pk
        assert StoredFile.objects.filter(sha256=first.sha256).count() == 1


def test_another_organisation_has_a_row_of_its_own(towns: Settled) -> None:
    with inside(towns, "amina"):
        first = stored(b"twice")
    with inside(towns, "johan", "norrvik"):
        assert stored(b"twice").pk != first.pk
