"""Addresses under /{organisation}/installningar/skyddade/."""

from django.urls import path

from armkrok.core.protection.views import managing

urlpatterns = [
    path("", managing.people, name="people"),
    path("markera/", managing.mark, name="mark"),
    path("<uuid:marking_id>/ta-bort/", managing.unmark, name="unmark"),
    path("historik/", managing.history, name="history"),
]
