"""Addresses under /{organisation}/installningar/: the follow-up of reads is a part of the settings."""

from django.urls import path

from armkrok.core.reading import views

urlpatterns = [
    path("lasningar/", views.reads, name="reads"),
    path("lasningar/kontrollera/", views.check, name="reads-check"),
    path("lasningar/lasningar.csv", views.export, name="reads-export"),
    path("lasningar/sa-sparas-de/", views.policy, name="reads-policy"),
    path("lasningar/<uuid:read_id>/", views.one_read, name="read"),
]
