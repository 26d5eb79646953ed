"""The demo's agreements on pupils' data: what the publishers may be given, and one that soon ends."""

from datetime import timedelta

from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.exchange.actions import agreements
from armkrok.services.exchange.facts import PossibleReceiver, Terms
from armkrok.services.exchange.models import Agreement
from armkrok.services.school.queries.giving import receivers

LEVELS = {"Förlaget Linden": (2, 400), "Kunskapsgården": (3, 40)}
"""By supplier: how much of a pupil it may be given, and in how many days the agreement ends."""


def load() -> None:
    """An agreement for each of Sundby's receivers; what exists is left alone."""
    sundby = Organisation.objects.filter(slug="sundby").first()
    if sundby is None:
        return
    with scope(sundby.pk):
        for one in receivers():
            if not Agreement.objects.filter(receiver_id=one.id).exists():
                _agreement(one)


def _agreement(receiver: PossibleReceiver) -> None:
    level, days = LEVELS[receiver.name.partition(",")[0]]
    terms = Terms(
        purpose="Ge elever och lärare inloggning och rätt läromedel i undervisningen.",
        basis="Artikel 6.1 e dataskyddsförordningen; skollagen (2010:800) 10 kap. 10 §.",
        secrecy="23 kap. 2 § offentlighets- och sekretesslagen; uppgifterna är inte känsliga.",
        categories="Elever och lärare: namn, inloggningsnamn, skola, årskurs och klass.",
        level=level,
        retention="Ett år efter att licensen har tagit slut.",
        deletion_proof="Skriftligt intyg inom 30 dagar.",
        contact="Petra Lindgren, kundansvarig",
        incident_contact="incident@leverantor.example",
        valid_from=today() - timedelta(days=30),
        valid_to=today() + timedelta(days=days),
    )
    draft = agreements.draft("school", receiver, terms, by=None)
    agreements.sign(draft, "Sara Lind för Sundby kommun, Petra Lindgren för leverantören", by=None)
