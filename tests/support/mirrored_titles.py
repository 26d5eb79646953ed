"""The same titles in two towns; see mirrored.py."""

import io

from armkrok.services.school.actions.title_imports import take_titles
from armkrok.services.school.models import Title
from armkrok.site.settling import Settled
from tests.support import titles as invented
from tests.support.people import inside

LIST = "Titel;Förlag;Artikelnummer;Pris\nGlosor;Förlaget Linden;G-{slug};10\n"


def titles(towns: Settled, slug: str) -> list[object]:
    """A title that is offered, and one that is not."""
    with inside(towns, "sara", slug):
        made = [one.pk for one in invented.furnish().values()][:2]
        Title.objects.filter(pk=made[1]).update(is_offered=False)
        return [*made]


def title_imports(towns: Settled, slug: str) -> list[object]:
    """A list of titles that nobody has done anything with."""
    with inside(towns, "sara", slug) as actor:
        content = LIST.format(slug=slug).encode()
        return [take_titles(io.BytesIO(content), "lista.csv", by=actor).pk]


PROVIDERS = {"title_id": titles, "title_import_id": title_imports}
