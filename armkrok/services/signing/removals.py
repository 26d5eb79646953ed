"""What the rebuild took out of a file, in plain words."""

from django.utils.translation import gettext_lazy as _

TEXTS = {
    "javascript": _("Filen innehöll program (JavaScript). De är borttagna."),
    "launch": _("Filen kunde starta andra program. Det är borttaget."),
    "actions": _("Filen innehöll åtgärder som körs av sig själva. De är borttagna."),
    "additional_actions": _("Filen innehöll åtgärder som körs av sig själva. De är borttagna."),
    "open_action": _("Filen gjorde något när den öppnades. Det är borttaget."),
    "embedded_files": _("Filen hade andra filer bifogade inuti. De är borttagna."),
    "form_fields": _("Fälten i formuläret är låsta med det som var ifyllt."),
    "xfa": _("Filen innehöll ett formulär som bara vissa program kan visa. Det är borttaget."),
    "optional_content": _("Filen hade lager som kunde döljas. Det som syntes är kvar, resten är borttaget."),
    "rich_media": _("Filen innehöll ljud, film eller tredimensionella bilder. De är borttagna."),
    "annotations": _("Anteckningar och kommentarer är nu en del av sidan."),
    "external_content": _("Filen hämtade innehåll från andra ställen. Det är borttaget."),
    "earlier_revisions": _("Filen bar på äldre versioner av sig själv. De är borttagna."),
    "repaired": _("Filen var skadad. Vi har lagat den."),
}


def explained(codes: list[str]) -> list[str]:
    """A sentence for each thing, each sentence once."""
    return list(dict.fromkeys(str(TEXTS[code]) for code in codes if code in TEXTS))
