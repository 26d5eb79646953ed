"""The page where a directory is written down: what it refuses, in words, and what it keeps to itself."""

import pytest

from armkrok.core.tenants.models import OpenService
from armkrok.services.school.models import Source
from armkrok.services.school.tests.ordering_steps import BASE
from armkrok.services.school.tests.test_directory_text import STUDENTS
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside

NEW = f"{BASE}kallor/ny/?kind=directory"
FACTS = {
    "name": "Katalogen",
    "url": "ldaps://8.8.8.8",
    "client_id": "läsare@skola.sundby.se",
    "secret": "hemligt-lösen-17",
    "roots": "",
    "tables": STUDENTS,
    "limit_count": "50",
    "limit_percent": "10",
}


@pytest.fixture
def opened(towns: Settled) -> None:
    with inside(towns, "sara"):
        OpenService.objects.get_or_create(service_key="school")


def test_a_directory_is_written_down_and_its_password_never_shown(
    visit: Visit, towns: Settled, opened: None
) -> None:
    sara = visit("sara")
    assert "Katalog (LDAP eller Active Directory)" in sara.get(f"{BASE}kallor/ny/").text
    sara.post(NEW, FACTS)
    with inside(towns, "sara"):
        made = Source.objects.get()
        assert made.settings == {name: FACTS[name] for name in ("url", "client_id", "roots")} | {
            "tables": made.settings["tables"]
        }
        assert made.settings["tables"].split() == STUDENTS.split()
        assert made.secret_in_clear() == FACTS["secret"]
    page = sara.get(f"{BASE}kallor/{made.pk}/").text
    assert ("ldaps://8.8.8.8" in page, 'type="file"' in page) == (True, False)
    again = sara.get(f"{BASE}kallor/{made.pk}/installningar/").text
    assert ("OU=Elever" in again, FACTS["secret"] in again) == (True, False)
    moved = sara.post(
        f"{BASE}kallor/{made.pk}/installningar/", FACTS | {"url": "ldaps://9.9.9.9", "secret": ""}, status=422
    )
    assert "hör till den gamla adressen" in moved.text


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("url", "https://katalog.sundby.se", "Skriv adressen som ldaps://"),
        ("url", "ldaps://8.8.8.8/dc=sundby", "Skriv adressen som ldaps://"),
        ("url", "ldapi:///", "Skriv adressen som ldaps://"),
        ("url", "ldaps://10.1.2.3", "Adressen leder till ett internt nät"),
        ("url", "", "Skriv katalogens adress"),
        ("client_id", "", "Skriv kontots namn"),
        ("secret", "", "Skriv kontots lösenord"),
        ("roots", "inget certifikat", "Certifikatet går inte att läsa"),
        ("tables", "", "Skriv vad som ska läsas"),
        ("tables", "\n" + STUDENTS.replace('"sn"', '"sn'), "Rad 9: går inte att läsa som TOML"),
        ("tables", STUDENTS.replace("familyName", "efternamn"), "Rad 8, students.efternamn: kolumnen"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_words(
    visit: Visit, towns: Settled, opened: None, field: str, value: str, words: str
) -> None:
    page = visit("sara").post(NEW, FACTS | {field: value}, status=422)
    assert words in page.text
    with inside(towns, "sara"):
        assert not Source.objects.exists()


def test_an_inner_directory_is_taken_when_it_is_named_with_its_port(
    visit: Visit, towns: Settled, opened: None, settings: object
) -> None:
    settings.INNER_HOSTS = ["sundby=10.1.2.3:636"]  # type: ignore[attr-defined]
    visit("sara").post(NEW, FACTS | {"url": "ldap://10.1.2.3"}, status=422)
    visit("sara").post(NEW, FACTS | {"url": "ldaps://10.1.2.3"})
    with inside(towns, "sara"):
        assert Source.objects.get().settings["url"] == "ldaps://10.1.2.3"
