"""Addresses of protected pupils, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import protecting

urlpatterns = [
    path("skyddade/", protecting.people, name="protected-people"),
    path("skyddade/<uuid:protected_id>/", protecting.person, name="protected"),
    path("skyddade/beslut/<uuid:decision_id>/avsluta/", protecting.end, name="protected-end"),
    path("skyddade/radering/<uuid:erasure_id>/", protecting.erased, name="protected-erased"),
]
