"""The same things among the settings of two towns; see mirrored.py."""

from armkrok.core.administration.actions import providers, staff_imports
from armkrok.core.eid.models import Provider
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.people import number_of
from armkrok.core.webhooks import actions as webhooks
from armkrok.core.webhooks.models import Receiver
from armkrok.site.settling import Settled
from tests.support.people import inside


def staff_lists(towns: Settled, slug: str) -> list[object]:
    """A list of staff that Sara is looking at."""
    with inside(towns, "sara", slug) as actor:
        number = number_of(towns.people["ante"].pk)
        content = f"Namn;E-post;Personnummer\nAnte;ante@sundby.example;{number}\n".encode()
        made = staff_imports.take_staff_list(content, "l.csv", is_whole=False, gives_role=False, by=actor)
        return [made.pk]


def own_providers(towns: Settled, slug: str) -> list[object]:
    """The town's own identity provider, closed."""
    known = {
        "issuer": "https://8.8.8.8", "client_id": "armkrok", "client_auth": "client_secret_basic",
        "accepted": [LOA3], "claims": {"personal_number": "pnr"},
    }  # fmt: skip
    facts = providers.ProviderFacts(f"Inloggning i {slug}", "", known, "hemlig")
    with inside(towns, "sara", slug) as actor:
        return [providers.add_provider(Provider.Kind.OIDC, "", facts, by=actor).pk]


def receivers(towns: Settled, slug: str) -> list[object]:
    """A system that is told of events."""
    with inside(towns, "sara", slug) as actor:
        facts = webhooks.ReceiverFacts("Diariet", "https://8.8.8.8/in", ["signing.request.completed"])
        return [webhooks.add(facts, by=actor).receiver.pk]


def deliveries(towns: Settled, slug: str) -> list[object]:
    """A message to a receiver; `receivers` has come before."""
    with inside(towns, "sara", slug) as actor:
        return [webhooks.send_test(Receiver.objects.get(), by=actor).pk]
