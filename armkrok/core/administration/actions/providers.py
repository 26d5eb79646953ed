"""Identity providers: those who can say who somebody is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.urls import reverse

from armkrok.core.access.actor import Actor
from armkrok.core.administration.actions.policies import demand_a_way_in
from armkrok.core.administration.errors import CannotSignByIt, NameTaken, ProviderFault
from armkrok.core.administration.events import ProviderMoved, ProviderSaved, ProviderSwitched
from armkrok.core.eid import protocols, ways
from armkrok.core.eid.models import Provider
from armkrok.core.events.recording import record
from armkrok.core.identity.oidc import ClientAuth, ConfigFault, OidcConfig, Signing, is_usable, new_client_key
from armkrok.core.identity.saml import availability, keys
from armkrok.core.identity.saml.errors import ConfigFault as SamlFault
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.models import current_organisation
from armkrok.core.tenants.scope import current_organisation_id

SHORT = 200


@dataclass(frozen=True)
class ProviderFacts:
    """What somebody has filled in. An empty `secret` leaves the present one, or makes a key of our own."""

    name: str
    text: str
    settings: Mapping[str, Any]
    secret: str = ""
    for_login: bool = True
    for_signing: bool = False


@transaction.atomic
def add_provider(kind: Provider.Kind, preset: str, facts: ProviderFacts, *, by: Actor) -> Provider:
    """Add a provider, last and closed. Raises ProviderFault, CannotSignByIt and NameTaken."""
    last = Provider.objects.aggregate(last=models.Max("position"))["last"] or 0
    row = Provider(kind=kind, preset=preset, position=last + 1)
    return _saved(row, facts, by, is_new=True)


@transaction.atomic
def change_provider(provider: Provider, facts: ProviderFacts, *, by: Actor) -> Provider:
    """Change a provider's settings; they hold from the next log-in. Raises as add_provider()."""
    return _saved(Provider.objects.locked(provider), facts, by, is_new=False)


@transaction.atomic
def switch_provider(provider: Provider, *, is_open: bool, by: Actor) -> None:
    """Open a provider to people, or close it. Raises ProviderFault and LastWayIn."""
    row = Provider.objects.locked(provider)
    if row.is_open == is_open:
        return
    if is_open:
        _judge(row)
    row.is_open = is_open
    row.save(update_fields=["is_open"])
    demand_a_way_in(set(policy_of(current_organisation_id()).closed_providers))
    told = ("closed", "open") if is_open else ("open", "closed")
    record(ProviderSwitched(*told), about=row, by=by)


@transaction.atomic
def move_provider_up(provider: Provider, *, by: Actor) -> None:
    """Let a provider change places with the one before; the first one stays first."""
    rows = list(Provider.objects.select_for_update().order_by("position", "name"))
    place = next(i for i, row in enumerate(rows) if row.pk == provider.pk)
    if place == 0:
        return
    rows[place - 1], rows[place] = rows[place], rows[place - 1]
    for position, row in enumerate(rows, start=1):
        row.position = position
    Provider.objects.bulk_update(rows, ["position"])
    record(ProviderMoved(place + 1, place), about=provider, by=by)


def reach(provider: Provider) -> bool:
    """Whether the provider answers now, asked over the network; what the log-in page says follows."""
    if provider.kind == Provider.Kind.SAML:
        protocols.saml_config(provider)
        is_fit = availability.is_available()
    else:
        is_fit = is_usable(protocols.oidc_config(provider))
    (ways.answered if is_fit else ways.failed)(str(provider.pk))
    return is_fit


def metadata_address(provider: Provider) -> str:
    """Where an identity provider reads about us; also what we are called there (SAML)."""
    return settings.BASE_URL + reverse("login-saml-metadata", args=[provider.pk])


def _saved(row: Provider, facts: ProviderFacts, by: Actor, *, is_new: bool) -> Provider:
    before = _plain(row)
    row.name, row.text, row.settings = facts.name, facts.text, dict(facts.settings)
    row.for_login, row.for_signing = facts.for_login, facts.for_signing
    if row.kind == Provider.Kind.SAML:
        row.settings.setdefault("sp_entity_id", metadata_address(row))
    secret = facts.secret or (_own_key(row) if not row.secret else "")
    if secret:
        row.keep_secret(secret)
    _judge(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise NameTaken from error
    _tell(row, before, is_new=is_new, has_new_secret=bool(secret), by=by)
    return row


def _own_key(row: Provider) -> str:
    """A key of our own, for those whose provider needs one; nothing where the provider gives a secret."""
    if row.kind == Provider.Kind.SAML:
        return keys.create(current_organisation().name)
    auth = row.settings.get("client_auth", ClientAuth.PRIVATE_KEY)
    return new_client_key() if auth == ClientAuth.PRIVATE_KEY else ""


def _judge(row: Provider) -> None:
    """Raise ProviderFault for the first field that is wrong."""
    try:
        if row.kind == Provider.Kind.SAML:
            protocols.saml_config(row)
            signs = False
        else:
            config: OidcConfig = protocols.oidc_config(row)
            signs = config.sign is not Signing.NONE
    except (ConfigFault, SamlFault) as error:
        raise ProviderFault(error.field, error.text) from error
    if row.for_signing and not (signs and row.is_shared):
        raise CannotSignByIt


def _plain(row: Provider) -> dict[str, str]:
    """Everything but the secret, as short texts."""
    known = {"name": row.name, "text": row.text, "for_login": row.for_login, "for_signing": row.for_signing}
    return {name: str(value)[:SHORT] for name, value in (known | row.settings).items()}


def _tell(row: Provider, before: dict[str, str], *, is_new: bool, has_new_secret: bool, by: Actor) -> None:
    after = _plain(row)
    names = sorted(name for name in before | after if before.get(name) != after.get(name))
    if is_new or names or has_new_secret:
        changed = (*names, *(["secret"] if has_new_secret else []))
        was, now = ([told.get(name, "") for name in names] for told in (before, after))
        event = ProviderSaved(is_new, changed, () if is_new else tuple(was), () if is_new else tuple(now))
        record(event, about=row, by=by)
