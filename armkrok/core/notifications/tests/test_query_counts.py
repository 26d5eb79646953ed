"""/mina/ asks the database as often for forty tasks in two towns as for one."""

from datetime import timedelta

from armkrok.core.notifications import tasks
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.kit.ids import uuid7
from armkrok.site.settling import Settled
from tests.support.visitor import Visitor

MANY = 20


def add_tasks(towns: Settled, town: str, count: int) -> None:
    """Something to do and something to follow for Karin."""
    karin = towns.people["karin"].pk
    with scope(towns.organisations[town].pk):
        for number in range(count):
            title, due = f"{town} {number}", today() + timedelta(days=number)
            tasks.ask(
                karin, service_key="signing", about_id=uuid7(), title=title, text="", button="Läs", url="/",
                due=due,
            )  # fmt: skip
            tasks.follow(karin, service_key="signing", about_id=uuid7(), title=title, text="", url="/")


def test_mina(towns: Settled) -> None:
    karin = Visitor(towns.people["karin"])
    add_tasks(towns, "sundby", 1)
    one = karin.statements("/mina/")
    add_tasks(towns, "sundby", MANY)
    add_tasks(towns, "norrvik", MANY)
    assert karin.statements("/mina/") == one
    text = karin.get("/mina/").text
    assert "sundby 3" in text
    assert "norrvik 3" in text
