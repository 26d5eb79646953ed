"""scim2-tester from PyPI, which is not ours, finds nothing wrong; it speaks HTTP with all of Armkrok."""

from django.core.wsgi import get_wsgi_application
from scim2_client.engines.wsgi import WSGISCIMClient
from scim2_models import ResourceType, ScimProvider
from scim2_tester import Status, check_server

from armkrok.core.scim.schemas import EnterpriseUser, Group, User
from armkrok.core.scim.tests.conftest import directory_of
from armkrok.site.settling import settle


def test_the_outside_judge_finds_no_error(committed_db: None) -> None:
    """Our own extension has our own tests: that a number is set only once is news to the judge."""
    directory = directory_of(settle(), "sundby")
    bound = [
        ResourceType.from_resource(User.__class_getitem__(EnterpriseUser)),
        ResourceType.from_resource(Group),
    ]
    client = WSGISCIMClient(
        get_wsgi_application(),
        base_url=f"http://127.0.0.1:8000/api/v1/{directory.town}/scim/v2",
        headers={"Authorization": f"Bearer {directory.token}"},
        environ={"SERVER_NAME": "127.0.0.1"},
        provider=ScimProvider(models=[User, EnterpriseUser, Group], resource_types=bound),
    )
    results = check_server(client)
    wrong = [f"{one.title}: {one.reason}" for one in results if one.status == Status.ERROR]
    assert wrong == []
    assert sum(one.status == Status.SUCCESS for one in results) > 40
