"""Mounts the pages, the admin and the API; names the other apps only as strings."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from oauth2_provider.views import RevokeTokenView, TokenView

from portal.interfaces.api import Nothing
from portal.interfaces.doors import only_text
from portal.interfaces.guide import GuidePage


class ClientCredentialsTokenView(TokenView):
    """Issues tokens to API clients; the device flow, which the library adds here, stays out."""

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Send every grant type to the server class, which knows only one."""
        return self.authorization_flow_token_response(request, *args, **kwargs)


urlpatterns = [
    # First what systems call all day: addresses are tried in this order.
    path("api/v1/", include("requests_app.api_urls")),
    path("api/v1/", include("catalog.api_urls")),
    path("", include("portal.interfaces.urls")),
    path("", include("catalog.urls")),
    path("", include("requests_app.urls")),
    path("admin/", admin.site.urls),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    path("api/guide/", GuidePage.as_view(), name="api-guide"),
    path("api/<path:rest>", Nothing.as_view(), name="api-nothing"),
    path("oauth/token/", only_text(ClientCredentialsTokenView.as_view()), name="oauth-token"),
    path("oauth/revoke/", only_text(RevokeTokenView.as_view()), name="oauth-revoke"),
    path("i18n/", include("django.conf.urls.i18n")),
]
