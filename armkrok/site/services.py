"""The installed services; adding one is its folder and one line here."""

SERVICES = [
    "armkrok.services.signing",
    "armkrok.services.exchange",
    "armkrok.services.school",
]
