"""What the organisation decides for itself: sessions, levels, ways in."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import queries
from armkrok.core.administration.actions import policies as actions
from armkrok.core.administration.differences import differences
from armkrok.core.administration.forms.policies import PolicyForm
from armkrok.core.administration.views.reviewing import Review, in_turn, reviewed, sent
from armkrok.core.administration.views.saving import address, done, status
from armkrok.core.policies.reading import policy_of
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.ui import words


@permission("administration.manage")
@in_turn
def policies(request: ActorRequest) -> HttpResponse:
    """See and change the policies; when they were last decided."""
    policy = policy_of(current_organisation_id())
    form = PolicyForm.begun_with(policy, sent(request))
    step = reviewed(
        request, form, lambda: _review(request, form),
        lambda: actions.set_policy(form.facts(), by=request.actor),
    )  # fmt: skip
    if step.is_done:
        return done(request, step.told(_("Reglerna är sparade och gäller från nu.")), "policies")
    if step.page:
        return step.page
    is_decided = not policy._state.adding
    since = _("Reglerna gäller sedan {day}.").format(day=words.full_day(policy.since))
    context = {
        "form": form,
        "heading": _("Vilka regler gäller hos er?"),
        "lead": since if is_decided else _("Ni har inte bestämt något. Plattformens regler gäller."),
        "link": {"url": address(request, "reads-policy"), "text": _("Regler för läsloggen")},
        "button": _("Granska"),
        "back_url": address(request, "overview"),
        "back_text": _("Inställningar"),
    }
    return render(request, "administration/policy_form.html", context, status=status(form))


def _review(request: ActorRequest, form: PolicyForm) -> Review:
    data, changed, effects = form.cleaned_data, set(form.changed_data), []
    if {"idle_minutes", "longest_hours"} & changed:
        effects.append(_("Den som är inloggad längre än så loggas ut vid nästa klick."))
    if "staff_strength" in changed:
        text = _("Den som har loggat in med lägre nivå än {level} kan inte använda sina roller.")
        effects.append(text.format(level=data["staff_strength"]))
        own = request.actor.session
        if own and own.strength < data["staff_strength"]:
            effects.append(_("Det gäller dig också: du kommer inte in här förrän du loggar in starkare."))
    names = dict(queries.shared_providers())
    before = set(form.initial["closed_providers"])
    closed = [names.get(key, key) for key in data["closed_providers"] if key not in before]
    if closed:
        text = _("{names} går inte att använda hos er. Den som har loggat in så loggas ut här.")
        effects.append(text.format(names=", ".join(map(str, closed))))
    return Review(_("Reglerna ändras från nu."), differences(form), tuple(effects))
