"""Where a person finds what waits."""

from django.urls import path

from armkrok.core.notifications import views

urlpatterns = [path("mina/", views.mina, name="mina")]
