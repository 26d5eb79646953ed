"""The API of Elever och läromedel."""

from ninja import Router

router = Router()
