"""Addresses of the catalogue, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import catalogue, titles

urlpatterns = [
    path("laromedel/", catalogue.catalogue, name="catalogue"),
    path("laromedel/jamfor/", catalogue.compare, name="titles-compare"),
    path("laromedel/utgangna/", titles.withdrawn, name="titles-withdrawn"),
    path("laromedel/nytt/", titles.new, name="title-new"),
    path("laromedel/<uuid:title_id>/", catalogue.title, name="title"),
    path("laromedel/<uuid:title_id>/andra/", titles.change, name="title-change"),
    path("laromedel/<uuid:title_id>/sluta/", titles.withdraw, name="title-withdraw"),
    path("laromedel/<uuid:title_id>/erbjud/", titles.offer_again, name="title-offer-again"),
]
