"""Addresses under /{organisation}/informationsutbyte/."""

from django.urls import URLPattern, path

from armkrok.services.exchange.views import agreements, deeds, editing, register, releases

ONE = "avtal/<uuid:agreement_id>/"

urlpatterns: list[URLPattern] = [
    path("", agreements.listing, name="agreements"),
    path("avtal/nytt/", editing.new, name="new"),
    path(ONE, agreements.one, name="agreement"),
    path(f"{ONE}andamal/", editing.edit, {"step": "purpose"}, name="edit-purpose"),
    path(f"{ONE}niva/", editing.edit, {"step": "level"}, name="edit-level"),
    path(f"{ONE}uppgifter/", editing.edit, {"step": "attributes"}, name="edit-attributes"),
    path(f"{ONE}villkor/", editing.edit, {"step": "terms"}, name="edit-terms"),
    path(f"{ONE}ladda-upp/", editing.upload, name="upload"),
    path(f"{ONE}dokument/", agreements.document, name="document"),
    path(f"{ONE}kasta/", editing.discard, name="discard"),
    path(f"{ONE}ny-version/", editing.new_version, name="new-version"),
    path(f"{ONE}teckna/", deeds.sign, name="sign"),
    path(f"{ONE}pausa/", deeds.suspend, name="suspend"),
    path(f"{ONE}aterupptag/", deeds.resume, name="resume"),
    path(f"{ONE}avsluta/", deeds.end, name="end"),
    path(f"{ONE}radering/", deeds.prove_removed, name="prove-removed"),
    path("utlamnat/", releases.listing, name="releases"),
    path("utlamnat/kontrollera/", releases.check, name="releases-check"),
    path("utlamnat/person/", releases.find_person, name="releases-person"),
    path("utlamnat/person/<uuid:subject_id>/", releases.about, name="releases-about"),
    path("behandlingar/", register.register, name="register"),
    path("behandlingar/behandlingar.csv", register.register_csv, name="register-csv"),
    path("vem-far-vad/", register.who_gets_what, name="map"),
]
