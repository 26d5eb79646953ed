"""The style sheets, scripts and fonts that production serves, packed and with their hash in the name."""

import hashlib

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP = ".collected"


def collect() -> None:
    """Gather them into STATIC_ROOT when something has changed; a demo finds them where they are."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if not settings.PRODUCTION:
        return
    stamp, now = settings.STATIC_ROOT / STAMP, _fingerprint()
    if stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(now)


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
