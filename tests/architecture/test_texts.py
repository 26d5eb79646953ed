"""Every Swedish text has its English: docs/testing.md says what to do when this fails."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.utils import translation

from tools import texts

HOW = "run `python -m tools.texts update`, then write the English in django.po under armkrok/ui/locale/en"


def test_every_text_has_its_english() -> None:
    """None is missing, doubtful or left over, and the places to fill in are the same in both languages."""
    found = texts.gathered()
    assert len(found) > 500, "the texts are not found any more: mend tools/texts.py"
    assert texts.problems(found, texts.stored()) == [], HOW


@pytest.mark.parametrize(
    "source",
    [
        pytest.param('{% load i18n %}<p title="{% translate "Hej" %}">', id="tag"),
        pytest.param("{% load i18n %}{% include 'x' with name=_('Hej') %}", id="argument"),
        pytest.param("{% if x %}\n {% blocktranslate trimmed %}\n Hej\n{% endblocktranslate %}", id="block"),
    ],
)
def test_texts_in_templates_are_found(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However a template says it."""
    folder = tmp_path / "armkrok" / "ui" / "templates"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(source)
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "PACKAGE", tmp_path / "armkrok")
    monkeypatch.setattr(texts, "TABLES", {})
    assert texts.gathered() == [texts.Text("Hej", "", "", "armkrok/ui/templates/a.html")]


def test_texts_set_aside_for_later_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of texts, of which one is chosen and translated at run time."""
    (tmp_path / "armkrok").mkdir()
    (tmp_path / "armkrok" / "a.py").write_text('TITLES = {1: gettext_noop("Hej"), 2: gettext_noop("Hej då")}')
    monkeypatch.setattr(texts, "ROOT", tmp_path)
    monkeypatch.setattr(texts, "PACKAGE", tmp_path / "armkrok")
    monkeypatch.setattr(texts, "TABLES", {})
    assert [text.single for text in texts.gathered()] == ["Hej", "Hej då"]


def test_what_is_wrong_is_said() -> None:
    """A missing text, an empty one, a doubtful one, another placeholder, one left over: each is reported."""
    wanted = [
        texts.Text("Borta", "", "", ""),
        texts.Text("Tom", "", "", ""),
        texts.Text("Tveksam", "", "", ""),
        texts.Text("Hej {name}", "", "", ""),
        texts.Text("%(n)s sak", "%(n)s saker", "", ""),
    ]
    catalogue = Catalog("en")
    catalogue.add("Tom", "")
    catalogue.add("Tveksam", "Doubtful", flags=["fuzzy"])
    catalogue.add("Hej {name}", "Hello {nam}")
    catalogue.add(("%(n)s sak", "%(n)s saker"), ("One thing", "%(n)s things"))
    catalogue.add("Kvar", "Left")
    assert sorted(texts.problems(wanted, catalogue)) == [
        "no longer in use: 'Kvar'",
        "no translation: 'Tom'",
        "no translation: 'Tveksam'",
        "not in the catalogue: 'Borta'",
        "other placeholders: '%(n)s sak' and 'One thing'",
        "other placeholders: 'Hej {name}' and 'Hello {nam}'",
    ]


def test_pages_speak_english_and_swedish() -> None:
    """The compiled catalogue is the one that Django uses; Swedish is the source itself."""
    compiled = texts.CATALOGUE.with_suffix(".mo")
    assert compiled.exists(), "run `make messages`"
    with translation.override("en"):
        assert translation.gettext("Inget väntar på dig") == "Nothing is waiting for you"
        assert translation.ngettext("%(count)s sida", "%(count)s sidor", 2) == "%(count)s pages"
    with translation.override("sv"):
        assert translation.gettext("Inget väntar på dig") == "Inget väntar på dig"
