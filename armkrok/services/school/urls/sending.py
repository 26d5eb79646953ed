"""Addresses of receivers' runs, under /{organisation}/skola/."""

from django.urls import path

from armkrok.services.school.views import runs

urlpatterns = [
    path("mottagare/<uuid:school_receiver_id>/", runs.receiver, name="receiver"),
    path("mottagare/<uuid:school_receiver_id>/kor/", runs.ask, name="receiver-run"),
    path("mottagare/<uuid:school_receiver_id>/ta-bort-allt/", runs.remove_all, name="receiver-remove"),
    path("mottagare/<uuid:school_receiver_id>/ett-objekt/", runs.one_object, name="receiver-one"),
    path("korningar/<uuid:send_run_id>/", runs.run, name="send-run"),
    path("korningar/<uuid:send_run_id>/slapp-forbi/", runs.let_pass, name="send-run-pass"),
]
