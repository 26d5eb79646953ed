"""The words for every code in a report, in plain Swedish. Pages may translate by code instead."""

from __future__ import annotations

_SENTENCES = {
    # the verdict
    "all_valid": "Alla underskrifter är giltiga och inget annat har lagts till.",
    "altered": "Lita inte på den här filen. Något har ändrats eller lagts till efter en underskrift.",
    "invalid_signature": "Minst en underskrift är inte giltig.",
    "no_signature": "Filen har ingen underskrift.",
    "not_pdf": "Filen är inte en PDF.",
    "empty": "Filen är tom.",
    "unreadable": "Filen går inte att läsa.",
    "encrypted": "Filen är låst med lösenord och går inte att kontrollera.",
    "not_analysable": "Filen är byggd på ett sätt som inte går att kontrollera säkert.",
    "timeout": "Kontrollen tog för lång tid och avbröts.",
    "too_large": "Filen är för stor för att kontrolleras.",
    # is the file intact?
    "bytes_match": "Det som skrevs under är orört.",
    "bytes_differ": "Innehållet är inte det som skrevs under.",
    "gap": "Underskriften täcker inte hela filen som den såg ut då.",
    "contents_differ": "Underskriften ligger inte där filen säger att den ligger.",
    "padding": "Det ligger något okänt efter underskriften, på en plats som den inte täcker.",
    "not_a_revision": "Det som skrevs under slutar inte där en version av filen slutar.",
    # is the signature right?
    "signature_matches": "Underskriften stämmer matematiskt.",
    "signature_wrong": "Underskriften stämmer inte matematiskt.",
    "weak_algorithm": "Underskriften bygger på en metod som inte längre är säker.",
    "unknown_form": "Underskriften är av ett slag som inte går att kontrollera här.",
    # is the issuer trusted?
    "on_trust_list": "Utfärdaren finns på en lista vi litar på.",
    "unknown_issuer": "Utfärdaren finns inte på någon lista vi litar på.",
    "broken_chain": "Certifikatet leder inte fram till en utfärdare.",
    "wrong_purpose": "Certifikatet är inte till för underskrifter.",
    # was it valid then?
    "valid_at_time": "Certifikatet gällde när underskriften tidsstämplades.",
    "expired": "Certifikatet hade gått ut, eller gällde inte än, när underskriften gjordes.",
    "revoked": "Certifikatet var återkallat när underskriften gjordes.",
    "revocation_unknown": "Certifikatet gällde, men det går inte att se om det var återkallat.",
    "time_unproven": "Tiden är bara en uppgift i filen. Ingen tidsstämpel visar den.",
    "timestamp_untrusted": "Certifikatet gällde, men tidsstämpeln är från någon som inte finns på vår lista.",
    "timestamp_wrong": "Tidsstämpeln stämmer inte.",
    # what was added afterwards?
    "nothing_added": "Inget har lagts till efteråt.",
    "only_permitted": "Bara fler underskrifter och bevis om dem har lagts till efteråt.",
    "something_changed": "Något har ändrats eller lagts till efteråt.",
    "cannot_compare": "Det går inte att se vad som har lagts till efteråt.",
    # kinds of change
    "signature_added": "En underskrift i en förberedd ruta.",
    "timestamp_added": "En tidsstämpel för hela dokumentet.",
    "evidence_added": "Bevis om certifikat och återkallelse.",
    "unchanged_copy": "En oförändrad kopia av något i dokumentet.",
    "dates_updated": "Uppgift om när filen sparades.",
    "pages_added": "Sidor har lagts till.",
    "pages_removed": "Sidor har tagits bort.",
    "page_changed": "En sida har ändrats.",
    "page_content_changed": "Innehållet på en sida har ändrats.",
    "annotation_changed": "En anteckning har lagts till eller ändrats.",
    "field_changed": "Ett formulärfält har ändrats.",
    "field_added": "Ett fält har lagts till.",
    "covering_signature": "En ny underskrift täcker en stor del av sidan.",
    "form_changed": "Formuläret har ändrats.",
    "catalog_changed": "Dokumentets uppbyggnad har ändrats.",
    "information_changed": "Uppgifter om dokumentet har ändrats.",
    "font_changed": "Ett typsnitt har ändrats.",
    "evidence_changed": "Bevisen om certifikat har ändrats på ett otillåtet sätt.",
    "object_changed": "Något i dokumentet har ändrats.",
    "object_removed": "Något i dokumentet har tagits bort.",
    "content_revealed": "Något som var dolt har visats.",
    "bytes_after_end": "Det finns okänt innehåll efter filens slut.",
}


def sentence(code: str) -> str:
    """The sentence for a code, or the code itself if it has none."""
    return _SENTENCES.get(code, code)
