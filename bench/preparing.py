"""`python -m bench.preparing PEOPLE DOCUMENTS FILE`: documents that wait for signatures, in Sundby.

Writes a JSON list of {"number", "name", "address"}: who is to sign what. Amina has sent every one of them.
"""

import json
import sys
from pathlib import Path

from armkrok.site.cli.django_setup import set_up


def main() -> int:
    """Settle the towns, employ the people, send the documents through the actions that the pages use."""
    people, documents, target = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    set_up()
    from armkrok.core.access.actor import Actor
    from armkrok.core.tenants.scope import scope
    from armkrok.site.settling import settle

    towns = settle()
    sundby, amina = towns.organisations["sundby"], towns.people["amina"]
    with scope(sundby.pk, amina.pk):
        employed = _employ(people)
    by = Actor(person=amina, organisation=sundby)
    waiting = []
    each = people // documents
    for number in range(documents):
        invited = employed[number * each : (number + 1) * each]
        with scope(sundby.pk, amina.pk):
            waiting += _sent(f"Protokoll {number + 1}", invited, by)
    target.write_text(json.dumps(waiting))
    return 0


def _employ(count: int):  # type: ignore[no-untyped-def]
    from armkrok.core.access.models import RoleAssignment
    from armkrok.core.identity.people import find_or_add
    from armkrok.core.members.models import Member
    from armkrok.kit.numbers import test_numbers
    from armkrok.site import towns

    known = {row.number for row in towns.PEOPLE}
    numbers = [number for number in test_numbers() if number not in known][-count:]
    rows = []
    for place, number in enumerate(numbers):
        person = find_or_add(number, f"Person {place}")
        Member.objects.create(person=person, email=f"person{place}@sundby.example")
        RoleAssignment.objects.create(person=person, role="employee")
        rows.append((number, person))
    return rows


def _sent(title: str, invited, by):  # type: ignore[no-untyped-def]
    from armkrok.services.signing.actions import drafting, sending, uploading
    from armkrok.services.signing.demo import minutes
    from armkrok.services.signing.views.documents import picture

    draft = uploading.upload([minutes()], f"{title}.pdf", by=by)
    drafting.name(draft, title)
    for _number, person in invited:
        email = f"{person.pk.hex[-8:]}@sundby.example"
        drafting.add_person(draft, person, name=person.name, email=email, title="")
    paper = draft.documents.get()
    for number in range(1, paper.pages + 1):
        picture(paper.original, number)  # the sender has seen the pages while she named the document
    sending.send(draft, by=by)
    address = f"/sundby/underskrift/{draft.pk}/skriv-under/"
    return [{"number": number, "name": person.name, "address": address} for number, person in invited]


if __name__ == "__main__":
    sys.exit(main())
