"""Lists of orders cost as much with ten as with one, and show nobody what is another's."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.notifications.models import Message, Task
from armkrok.kit.days import now
from armkrok.services.school.access.ordering import orderable_groups
from armkrok.services.school.actions import ordering
from armkrok.services.school.jobs import ordering as jobs
from armkrok.services.school.models import BuyingRight, Order, SupplierContact
from armkrok.services.school.queries.ordering import basket
from armkrok.services.school.tests.ordering_steps import BASE, approved, draft, submitted
from armkrok.services.school.transmitting.document import number_of
from armkrok.site.settling import Settled
from tests.support import school_ground, school_orders
from tests.support.agreements import signed
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

pytestmark = pytest.mark.usefixtures("furnished")


def _more(towns: Settled, make: Callable[..., Order]) -> None:
    for number in range(9):
        with inside(towns, "nadia"):
            title = school_orders.title(f"Räkna {number}")
        make(towns, groups=("8A", "8C"), title=title)


def test_what_only_one_can_decide_stands_first_in_her_queue(visit: Visit, towns: Settled) -> None:
    """Lars-Åke may decide on both; he was asked only about what is over Karin's limit."""
    with inside(towns, "nadia"):
        BuyingRight.objects.filter(person=towns.people["karin"]).update(limit=Decimal(500))
    hers, his = submitted(towns, groups=("8A",)), submitted(towns, groups=("8B", "8C"))
    page = (lars := visit("lars-ake")).get(f"{BASE}godkanna/")
    assert page.h1 == "En beställning väntar på beslut"
    assert page.find("//input[@name='order']/@value") == [str(his.pk), str(hers.pk)]
    assert page.text.count("Frågan har gått till Karin Sjöberg. Du kan också besluta.") == 1
    ticked = lars.get(f"{BASE}godkanna/?alla").find("//input[@name='order'][@checked]/@value")
    assert ticked == [str(his.pk)]
    lars.submit(lars.get(f"{BASE}godkanna/{his.pk}/"), decision="yes")
    page = lars.get(f"{BASE}godkanna/")
    assert page.h1 == "Inget väntar på ditt beslut"
    assert page.find("//input[@name='order']/@value") == [str(hers.pk)]
    assert "beslutar någon annan om" not in page.text


def test_pre_school_classes_stand_before_year_one(towns: Settled) -> None:
    with inside(towns, "karin") as karin:
        for name in ("FA", "F-2", "F 2", "Franska 8", "1A", "Förskoleklass 1", "FA Matematik"):
            school_ground.group(name)
        names = [one.name for one in orderable_groups(karin)]
    assert sorted(names[:5]) == ["F 2", "F-2", "FA", "FA Matematik", "Förskoleklass 1"]
    assert names[5:] == ["1A", "8A", "8B", "8C", "Franska 8"]


@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("elif", "bestallningar/"),
        ("karin", "godkanna/"),
        ("lars-ake", "godkanna/"),
        ("nadia", "bestallningar/"),
        ("karin", "budget/"),
    ],
)
def test_a_list_costs_as_much_with_ten(visit: Visit, towns: Settled, key: str, address: str) -> None:
    submitted(towns)
    before = (visitor := visit(key)).statements(BASE + address)
    _more(towns, submitted)
    assert visitor.statements(BASE + address) == before


def test_the_suppliers_list_costs_as_much_with_ten(visit: Visit, towns: Settled) -> None:
    def sent(*args: object, **more: object) -> Order:
        order = approved(*args, **more)  # type: ignore[arg-type]
        with inside(towns, "nadia"):
            Order.objects.filter(pk=order.pk).update(state="ordered", ordered_at=now())
        return order

    sent(towns)
    before = (petra := visit("petra")).statements(f"{BASE}for-leverantorer/")
    _more(towns, sent)
    assert petra.statements(f"{BASE}for-leverantorer/") == before


def test_an_empty_basket_costs_one_question(towns: Settled) -> None:
    with inside(towns, "elif") as elif_, CaptureQueriesContext(connection) as seen:
        assert basket(elif_).drafts == ()
    assert sum("school_order" in one["sql"] for one in seen) == 1


def test_a_basket_is_ones_own(towns: Settled) -> None:
    order = draft(towns)
    with inside(towns, "elif") as elif_:
        (view,) = basket(elif_).drafts
        assert view.total == 992
        assert view.url == f"{BASE}bestallningar/{order.pk}/granska/"
        assert basket(elif_).title_ids == {school_orders.title().pk}
    with inside(towns, "karin") as karin:
        assert basket(karin).drafts == ()


def test_the_supplier_sees_its_own_and_no_pupil(visit: Visit, towns: Settled) -> None:
    order = approved(towns)
    url = f"{BASE}for-leverantorer/"
    petra = visit("petra")
    assert "Inga beställningar har skickats till er än" in petra.get(url).text
    with unchanged(towns):
        petra.get(f"{url}{order.pk}/", status=404)
    with inside(towns, "nadia"):
        Order.objects.update(state="ordered", ordered_at=now())
        number = number_of(order, towns.organisations["sundby"])
    page = petra.get(f"{url}{order.pk}/")
    assert number in page.text
    assert "displayName" in page.text
    assert "8 per elev" in page.text
    for name in ("Alva", "Elif", "8A"):
        assert name not in page.text
    with unchanged(towns):
        for key in ("vera", "elif", "nadia", "sven"):
            for tail in ("", f"{order.pk}/", f"{order.pk}/bekrafta/", f"{order.pk}/neka/"):
                visit(key).get(url + tail, status=404)


def test_the_supplier_refuses_and_says_why(visit: Visit, towns: Settled) -> None:
    order = approved(towns)
    with inside(towns, "nadia"):
        Order.objects.update(state="ordered", ordered_at=now())
    petra = visit("petra")
    url = f"{BASE}for-leverantorer/{order.pk}/"
    petra.submit(petra.get(f"{url}neka/"), reason="Upplagan är slut.")
    assert "Leverera inget" in petra.get(url).text
    with inside(towns, "elif"):
        assert Order.objects.get().money == "none"
        assert "Upplagan är slut." in Message.objects.filter(to="elif.demir@sundby.example").latest("pk").body


def test_a_contact_who_has_left_sees_nothing(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        SupplierContact.objects.update(until=now())
    visit("petra").get(f"{BASE}for-leverantorer/", status=404)


def test_who_can_decide_is_reminded_after_three_days_and_not_each_day(towns: Settled) -> None:
    submitted(towns)
    jobs.remind_approvers()
    with inside(towns, "karin"):
        assert Message.objects.count() == 0
        Order.objects.update(submitted_at=now() - jobs.FIRST)
    jobs.remind_approvers()
    jobs.remind_approvers()
    with inside(towns, "karin"):
        assert list(Message.objects.values_list("to", flat=True)) == ["karin.sjoberg@sundby.example"]
        assert Task.objects.filter(kind="waiting", done_at=None).count() == 1


def test_what_the_agreement_gives_is_what_is_told(visit: Visit, towns: Settled) -> None:
    """The title needs a display name; the receiver's agreement gives more, and then less."""
    order = approved(towns)
    with inside(towns, "sara"):
        Order.objects.update(state="ordered", ordered_at=now())
        receiver = school_ground.receiver()
        agreement = signed(receiver.pk, receiver.name, level=3)
    addresses = (
        ("elif", "laromedel/?q=räkna"), ("karin", f"godkanna/{order.pk}/"),
        ("petra", f"for-leverantorer/{order.pk}/"),
    )  # fmt: skip
    for key, address in addresses:
        assert "e-postadress" in visit(key).get(BASE + address).text
    assert "Inte personnummer." in visit("karin").get(f"{BASE}godkanna/{order.pk}/").text
    with inside(towns, "sara"):
        agreement.attributes = {"Student": ["displayName"]}
        agreement.save()
    for key, address in addresses:
        page = visit(key).get(BASE + address).text.replace("e-postadress.", "")
        assert "visningsnamn" in page
        assert "e-postadress" not in page


def test_no_agreement_is_said_before_and_after(visit: Visit, towns: Settled) -> None:
    words = "Inga uppgifter skickas förrän avtalet gäller"
    order = draft(towns)
    assert words in visit("elif").get(f"{BASE}bestallningar/{order.pk}/granska/").text
    with inside(towns, "elif") as elif_:
        ordering.submit(order, seen_total=Decimal(992), by=elif_)
    assert words in visit("karin").get(f"{BASE}godkanna/{order.pk}/").text
