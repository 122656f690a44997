"""The API's front door: version, errors, and the routers of the apps."""

from ninja import NinjaAPI

api = NinjaAPI(title="Letter Marathon", version="1", urls_namespace="api", docs_url=None)
