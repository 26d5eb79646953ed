"""What other services may ask of Informationsutbyte: is it allowed, what was given, and to whom.

Ids and plain values in, frozen data out. A service that is switched off raises ServiceClosed.
"""

from armkrok.services.exchange.facts import AgreementFacts, Outgoing, ReceiverFacts, ReleaseFacts, Standing

__all__ = ["AgreementFacts", "Outgoing", "ReceiverFacts", "ReleaseFacts", "Standing"]
