"""From a receiver's row to where and how it is spoken to."""

from armkrok.services.school.egil.transport import Endpoint
from armkrok.services.school.models import Receiver


def endpoint(receiver: Receiver) -> Endpoint:
    """Where the receiver is, what must be trusted and who we are; raises NotConnected. Inside its scope.

    Fetches the federation's metadata when what we have is older than its `cache_ttl`.
    """
    raise NotImplementedError
