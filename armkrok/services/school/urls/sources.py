"""Addresses of the roster's sources, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import sources

urlpatterns = [
    path("kallor/", sources.sources, name="sources"),
    path("kallor/ny/", sources.new, name="source-new"),
    path("kallor/<uuid:source_id>/", sources.source, name="source"),
    path("kallor/<uuid:source_id>/installningar/", sources.settings, name="source-settings"),
    path("kallor/<uuid:source_id>/las/", sources.ask, name="source-ask"),
    path("kallor/<uuid:source_id>/lamna/", sources.hand_in, name="source-files"),
    path("lasningar/<uuid:import_run_id>/", sources.run, name="import-run"),
    path("lasningar/<uuid:import_run_id>/slapp-forbi/", sources.let_pass, name="import-run-pass"),
    path("lasningar/<uuid:import_run_id>/kasta/", sources.discard, name="import-run-discard"),
]
