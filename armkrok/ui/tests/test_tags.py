"""Icons, statuses and form parts, read as a browser would read them."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override

from armkrok.ui.fields import ChoiceForm, DayInput, SecretField
from armkrok.ui.templatetags import ui

MISSING_NAME = "Skriv namnet på dokumentet"


class Invitation(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label="Namn", help_text="Syns i BankID", error_messages={"required": MISSING_NAME})
    note = forms.CharField(label="Meddelande", required=False, widget=forms.Textarea)
    role = forms.ChoiceField(label="Roll", choices=[("", "Välj"), ("chair", "Ordförande")])
    order = forms.ChoiceField(label="Ordning", choices=[("y", "Ja"), ("n", "Nej")], widget=forms.RadioSelect)
    remind = forms.BooleanField(label="Påminn", required=False)
    last_day = forms.DateField(label="Sista dag", widget=DayInput)
    file = forms.FileField(label="Fil", required=False)
    board = forms.ChoiceField(label="Nämnd", choices=[("", "Alla")], required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


class Elements(HTMLParser):
    """Every start tag with its attributes, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, *names: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.tags if tag in names]

    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.tags if "id" in attrs]


def draw(source: str, **context: Any) -> str:
    """The template's output with our tags loaded."""
    return Template("{% load ui %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_voice() -> None:
    silent, spoken = draw('{% icon "pen" %}'), draw('{% icon "check" label=label %}', label='Klart "nu"')
    assert Elements(silent).all("svg")[0]["aria-hidden"] == "true"
    assert Elements(spoken).all("svg")[0] == {"class": "ak-icon", "role": "img", "aria-label": 'Klart "nu"'}
    assert Elements(silent).all("use")[0]["href"].endswith("#pen")


def test_a_misspelt_icon_is_a_programming_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="penn"):
        draw('{% icon "penn" %}')


def test_every_status_and_answer_has_its_drawing() -> None:
    for kind in ui.STATUS_ICONS:
        assert f'data-kind="{kind}"' in draw("{% status kind text %}", kind=kind, text="Läge")
    for kind in ui.ANSWER_ICONS:
        assert f'data-kind="{kind}"' in draw("{% answer kind text %}", kind=kind, text="Svar")


def test_status_text_is_escaped() -> None:
    assert "<b>" not in draw('{% status "done" text solid=True %}', text="<b>")


def test_arms_fall_back_on_the_common_mark() -> None:
    @dataclass(frozen=True)
    class Town:
        arms: str

    assert "#arms-sundby" in draw("{% arms town %}", town=Town("arms-sundby"))
    assert "#arms-armkrok" in draw("{% arms town %}", town=Town(""))
    assert "#arms-armkrok" in draw("{% arms town %}", town=None)


def test_every_field_has_a_label_and_its_hint() -> None:
    form = Invitation()
    page = Elements("".join(draw("{% field bound %}", bound=bound) for bound in form))
    labelled = {attrs["for"] for attrs in page.all("label")}
    controls = [c for c in page.all("input", "select", "textarea") if c.get("type") != "hidden"]
    assert len(controls) == 9
    assert all("ds-input" in control["class"] for control in controls)
    assert {control["id"] for control in controls} == labelled
    described = {name for tag, attrs in page.tags for name in attrs.get("aria-describedby", "").split()}
    assert described <= set(page.ids())
    assert "id_name_helptext" in described
    assert len(page.ids()) == len(set(page.ids()))


def test_only_what_may_be_left_out_says_so() -> None:
    form = Invitation()
    assert "Frivilligt." in draw("{% field form.note %}", form=form)
    assert "Frivilligt." in draw("{% field form.file %}", form=form)
    for name in ("name", "role", "order", "remind", "board"):
        assert "Frivilligt" not in draw("{% field bound %}", bound=form[name])
    assert "Frivilligt" not in draw("{% field form.note is_filter=True %}", form=form)
    assert "aria-describedby" not in draw("{% field form.note is_filter=True %}", form=form)


class Way(ChoiceForm):
    """How orders are sent: each way has fields of its own."""

    goes_with = {"address": ("way", "email"), "port": ("way", "api"), "secret": ("way", "api")}
    way = forms.ChoiceField(choices=[("email", "E-post"), ("api", "API")], widget=forms.RadioSelect)
    address = forms.CharField(label="Adress", error_messages={"required": "Skriv adressen"})
    port = forms.IntegerField(label="Port", required=False)
    secret = SecretField(label="Nyckel")


def test_what_goes_with_one_choice_says_so_and_is_demanded_with_it_alone() -> None:
    assert Way({"way": "api", "secret": "x"}).is_valid()
    assert Way({"way": "email"}).errors == {"address": ["Skriv adressen"]}
    for form in (Way(), Way({"way": "api"}), Way(initial={"way": "email"})):
        assert "Behövs för ”E-post”." in draw("{% field form.address %}", form=form)
        port = Elements(draw("{% field form.port %}", form=form)).text
        assert "Frivilligt. Bara för ”API”." in " ".join(port.split())
        assert "Frivilligt" not in draw("{% field form.address %}{% field form.secret %}", form=form)
    field = Elements(draw("{% field form.address %}", form=Way({"way": "api"}, prefix="a")))
    assert "required" not in field.all("input")[0]
    assert (field.all("div")[0]["data-ak-with"], field.all("div")[0]["data-ak-value"]) == ("a-way", "email")
    assert field.all("input")[0]["aria-describedby"] in field.ids()


def test_a_kept_secret_stays_and_is_never_shown() -> None:
    kept = {"way": "api", "secret": True}
    assert Way({"way": "api"}, initial=kept).is_valid()
    assert not Way({"way": "api"}, initial={"secret": False}).is_valid()
    shown = draw("{% field form.secret %}", form=Way({"way": "", "secret": "typed"}, initial=kept))
    assert "Finns redan." in shown
    for words in ("Frivilligt", "typed", "True"):
        assert words not in shown
    assert "Finns redan." not in draw("{% field form.secret %}", form=Way())


def test_an_error_stands_at_the_field_and_is_tied_to_it() -> None:
    form = Invitation({"note": "kvar"})
    page = Elements(draw("{% field form.name %}", form=form))
    control = page.all("input")[0]
    assert control["aria-invalid"] == "true"
    assert control["aria-describedby"] == "id_name_helptext id_name_error"
    assert MISSING_NAME in page.text
    assert "kvar" in draw("{% field form.note %}", form=form)


def test_choices_are_a_group_with_its_error() -> None:
    page = Elements(draw("{% field form.order %}", form=Invitation({"remind": "on"})))
    assert page.all("fieldset")[0]["aria-describedby"] == "id_order_error"
    assert [radio["value"] for radio in page.all("input")] == ["y", "n"]
    chosen = Elements(draw("{% field form.order %}", form=Invitation(initial={"order": "n"})))
    assert ["checked" in radio for radio in chosen.all("input")] == [False, True]


def test_a_day_uses_the_browsers_calendar_in_every_language() -> None:
    form = Invitation(initial={"last_day": "2031-11-27"})
    for language in ("sv", "en"):
        with override(language):
            control = Elements(draw("{% field form.last_day %}", form=form)).all("input")[0]
            assert (control["type"], control["value"]) == ("date", "2031-11-27")


def test_a_label_cannot_smuggle_markup() -> None:
    class Hostile(forms.Form):
        name = forms.CharField(label="<script>", help_text="<img>")

    page = Elements(draw("{% field form.name %}", form=Hostile({"name": ""})))
    assert not page.all("script", "img")


def test_the_summary_links_to_every_wrong_field() -> None:
    form = Invitation({})
    summary = Elements(draw("{% error_summary form %}", form=form))
    targets = [link["href"] for link in summary.all("a")]
    assert targets == ["#id_name", "#id_role", "#id_order_0", "#id_last_day"]
    assert "Rätta fyra saker för att komma vidare" in summary.text
    fields = Elements("".join(draw("{% field bound %}", bound=bound) for bound in form))
    assert {target[1:] for target in targets} <= set(fields.ids())


def test_the_summary_counts_one_and_is_absent_when_all_is_well() -> None:
    class Single(forms.Form):
        name = forms.CharField(error_messages={"required": MISSING_NAME})

    assert "Rätta en sak för att komma vidare" in draw("{% error_summary form %}", form=Single({}))
    assert draw("{% error_summary form %}", form=Single({"name": "Amina"})) == ""
    assert draw("{% error_summary form %}", form=Single()) == ""
    assert draw("{% error_summary form %}", form=None) == ""


def test_the_summary_gathers_formsets_and_errors_of_the_whole_form() -> None:
    class Person(forms.Form):
        name = forms.CharField(error_messages={"required": MISSING_NAME})

        def clean(self) -> dict[str, Any]:
            raise forms.ValidationError("Två personer har samma adress")

    people = forms.formset_factory(Person, extra=0)
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2", "form-1-name": "Elif"}
    summary = Elements(draw("{% error_summary people %}", people=people(data)))
    assert [link["href"] for link in summary.all("a")] == ["#id_form-0-name"]
    assert summary.text.count("Två personer har samma adress") == 2


def test_the_title_says_error_first() -> None:
    prefix = "{% error_prefix %}"
    assert draw(prefix, form=Invitation({})) == "Fel: "
    assert draw(prefix, forms=[Invitation({})]) == "Fel: "
    assert draw(prefix, problem="Lägg till minst en person") == "Fel: "
    assert draw(prefix, form=Invitation()) == ""
    assert draw(prefix) == ""


def test_filters_are_quiet_about_what_is_missing() -> None:
    for name in ("day", "full_day", "clock", "moment", "full_moment", "short_moment", "days_away"):
        assert draw("{{ value|" + name + " }}", value=None) == ""
    assert draw("{{ value|file_size }}", value=None) == ""
    assert (
        draw('{{ 1|in_words:"ett" }} {{ 2|out_of:3 }} {{ "9f2c41d7e80a"|grouped_hash:1 }}')
        == "ett två av tre 9f2c41d7 …"
    )


def test_one_line_keeps_words_and_escapes() -> None:
    source = "{% one_line %}\n  Tre saker\n\n  {{ text }} {% endone_line %}"
    assert draw(source, text="<b>") == "Tre saker &lt;b&gt;"
