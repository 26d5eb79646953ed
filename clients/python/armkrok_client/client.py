"""What a program imports."""

from armkrok_client.operations import Operations


class Armkrok(Operations):
    """One organisation's API, as one system: `Armkrok("https://armkrok.example", "sundby", id, secret)`.

    The methods are the API's operations; every answer is a typed dictionary, or bytes for a file.
    """
