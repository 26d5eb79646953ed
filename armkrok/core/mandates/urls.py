"""Addresses outside every organisation."""

from django.urls import path

from armkrok.core.mandates import views

public_urlpatterns = [
    path("mina/ombud/", views.mandates, name="mandates"),
    path("mina/ombud/agera/", views.begin, name="mandate-begin"),
    path("mina/ombud/sluta/", views.stop, name="mandate-stop"),
]
