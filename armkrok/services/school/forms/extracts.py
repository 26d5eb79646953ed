"""Whom an extract is about."""

from django import forms
from django.utils.translation import gettext_lazy as _

LEAST = 2


class FindPersonForm(forms.Form):
    """A name, or a personal number; sent in the body, never in the address."""

    text = forms.CharField(
        label=_("Namn eller personnummer"), min_length=LEAST, max_length=100,
        error_messages={
            "required": _("Skriv ett namn eller ett personnummer"),
            "min_length": _("Skriv minst två bokstäver"),
        },
    )  # fmt: skip
