"""Addresses of the catalogue, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import catalogue, title_imports, titles

urlpatterns = [
    path("laromedel/", catalogue.catalogue, name="catalogue"),
    path("laromedel/jamfor/", catalogue.compare, name="titles-compare"),
    path("laromedel/utgangna/", titles.withdrawn, name="titles-withdrawn"),
    path("laromedel/nytt/", titles.new, name="title-new"),
    path("laromedel/las-in/", title_imports.upload, name="titles-upload"),
    path("laromedel/las-in/<uuid:title_import_id>/", title_imports.preview, name="titles-preview"),
    path("laromedel/las-in/<uuid:title_import_id>/spara/", title_imports.apply, name="titles-apply"),
    path("laromedel/las-in/<uuid:title_import_id>/kasta/", title_imports.discard, name="titles-discard"),
    path("laromedel/<uuid:title_id>/", catalogue.title, name="title"),
    path("laromedel/<uuid:title_id>/andra/", titles.change, name="title-change"),
    path("laromedel/<uuid:title_id>/sluta/", titles.withdraw, name="title-withdraw"),
    path("laromedel/<uuid:title_id>/erbjud/", titles.offer_again, name="title-offer-again"),
]
