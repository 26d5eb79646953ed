"""Addresses of the start and of register extracts, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import extracts, start

urlpatterns = [
    path("", start.start, name="start"),
    path("mina-uppgifter/", extracts.mine, name="mine"),
    path("mina-uppgifter/<uuid:pupil_id>/", extracts.own, name="own-extract"),
    path("mina-uppgifter/<uuid:pupil_id>/fil/", extracts.own_file, name="own-extract-file"),
    path("registerutdrag/", extracts.find, name="extract-find"),
    path("registerutdrag/<uuid:pupil_id>/", extracts.extract, name="extract"),
    path("registerutdrag/<uuid:pupil_id>/fil/", extracts.extract_file, name="extract-file"),
]
