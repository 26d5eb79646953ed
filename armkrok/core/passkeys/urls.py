"""Addresses under /{organisation}/installningar/nycklar/, at the door, and a person's own."""

from django.urls import path

from armkrok.core.passkeys.views import adding, door, own, settings

urlpatterns = [
    path("", settings.keys, name="keys"),
    path("nodinloggning/", settings.break_glass, name="break-glass"),
    path("ny/", adding.add, name="add"),
    path("ny/borja/", adding.add_start, name="add-start"),
    path("ny/logga-in-igen/", adding.again, name="again"),
    path("inbjudan/<str:invitation>/", adding.invited, name="invited"),
    path("inbjudan/<str:invitation>/borja/", adding.invited_start, name="invited-start"),
    path("inbjudningar/<uuid:invitation_id>/ta-tillbaka/", settings.withdraw, name="withdraw"),
    path("<uuid:passkey_id>/ta-bort/", settings.remove, name="remove"),
]

public_urlpatterns = [
    path("logga-in/nyckel/", door.login, name="login-passkey"),
    path("logga-in/nyckel/borja/", door.start, name="login-passkey-start"),
    path("mina/nycklar/", own.keys, name="my-passkeys"),
    path("mina/nycklar/<uuid:passkey_id>/ta-bort/", own.remove, name="my-passkey-remove"),
]
