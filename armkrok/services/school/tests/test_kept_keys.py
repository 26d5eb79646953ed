"""Who may change an address does not thereby get the key that she may not see."""

from typing import Any

import pytest

from armkrok.core.identity import sealed
from armkrok.services.school.models import Source, Supplier
from armkrok.services.school.tests.ordering_steps import BASE
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support.page_forms import forms_of
from tests.support.people import Visit, inside
from tests.support.visitor import Visitor

HERE, THERE = "https://8.8.8.8/v2", "https://9.9.9.9/v2"


@pytest.fixture
def kept(towns: Settled) -> dict[str, Any]:
    """A source, a supplier and a receiver with keys, by the address of their settings."""
    with inside(towns, "sara"):
        source = Source(kind="ss12000", name="Skolsystemet", settings={"url": HERE, "token_url": HERE})
        source.keep_secret("hemlig")
        source.save()
        supplier, receiver = ground.supplier(), ground.receiver()
        known = {"order_by": "api", "order_url": HERE, "order_secret": sealed.seal("h", "school-supplier")}
        Supplier.objects.filter(pk=supplier.pk).update(**known)
        receiver.url = HERE
        receiver.keep_key("hemlig")
        receiver.save()
    return {
        f"{BASE}kallor/{source.pk}/installningar/": ("secret", "url", "token_url"),
        f"{BASE}leverantorer/{supplier.pk}/": ("order_secret", "order_url"),
        f"{BASE}mottagare/{receiver.pk}/installningar/": ("key", "url"),
    }


def refused(who: Visitor, page: str, secret: str, /, **given: str) -> bool:
    form = next(one for one in forms_of(who, [page], fills=False) if secret in one.kinds)
    response = form.send(who, **given)
    assert response.status_code in {302, 422}
    return response.status_code == 422 and "hör till den gamla adressen" in response.content.decode()


def test_a_new_address_wants_the_key_again(visit: Visit, kept: dict[str, Any]) -> None:
    for who, (url, (key, *addresses)) in zip(("sara", "nadia", "sara"), kept.items(), strict=True):
        visitor = visit(who)
        for name in addresses:
            assert not refused(visitor, url, key, **{name: f"{HERE}/ny"}), url
            assert refused(visitor, url, key, **{name: THERE}), url
            assert not refused(visitor, url, key, **{name: THERE, key: "ny"}), url
            assert not refused(visitor, url, key, **{name: HERE, key: "ny"}), url


def test_without_the_giver_of_tokens_the_key_itself_would_be_sent(visit: Visit, kept: dict[str, Any]) -> None:
    url = next(iter(kept))
    assert refused(visit("sara"), url, "secret", token_url="")
