"""Addresses under /{organisation}/installningar/aviseringar/."""

from django.urls import path

from armkrok.core.webhooks.views import messages, one, receivers

urlpatterns = [
    path("", receivers.receivers, name="receivers"),
    path("ny/", receivers.new, name="receiver-new"),
    path("<uuid:receiver_id>/", one.receiver, name="receiver"),
    path("<uuid:receiver_id>/andra/", receivers.change, name="receiver-change"),
    path("<uuid:receiver_id>/ta-bort/", receivers.remove, name="receiver-remove"),
    path("<uuid:receiver_id>/byt-hemlighet/", one.rotate, name="receiver-rotate"),
    path("<uuid:receiver_id>/prova/", one.test, name="receiver-test"),
    path("<uuid:receiver_id>/pausa/", one.pause, name="receiver-pause"),
    path("<uuid:receiver_id>/ateruppta/", one.resume, name="receiver-resume"),
    path("<uuid:receiver_id>/skicka-igen/", one.replay_from, name="receiver-replay"),
    path("meddelanden/<uuid:delivery_id>/", messages.delivery, name="delivery"),
    path("meddelanden/<uuid:delivery_id>/skicka-igen/", messages.replay, name="delivery-replay"),
]
