# SPDX-License-Identifier: Apache-2.0
"""Requests to a Colophon server, with nothing but the standard library."""

from __future__ import annotations

import asyncio
import json
import ssl
import urllib.error
import urllib.parse
import urllib.request

from colophon_provider.core.contract import CONTRACT
from colophon_provider.core.credentials import server_of
from colophon_provider.core.versions import AirflowException, BaseHook

LONGEST_ANSWER = 16 << 20
CODES = {401: 77, 403: 77, 404: 78, 429: 75, 503: 75}


class ColophonRefusal(AirflowException):
    """What a server answered, or why there was no answer; `code` is the exit code that the binary would have for it."""

    def __init__(self, message: str, code: int):
        super().__init__(message)
        self.code = code

    @property
    def may_pass(self) -> bool:
        """Whether asking again may help."""
        return self.code in (69, 75)

    def raised(self) -> AirflowException:
        """The exception by which a task ends as the contract says."""
        return CONTRACT[self.code][0](str(self))


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes to the server that was named, and to no other."""

    def redirect_request(self, request, file, code, message, headers, url):
        return None


class ColophonHook(BaseHook):
    """A connection of type `colophon`: the host is the server's URL, the password a token; `ca_file` in the extra
    names authorities to trust, `timeout` the seconds that an answer may take."""

    conn_name_attr = "colophon_conn_id"
    default_conn_name = "colophon_default"
    conn_type = "colophon"
    hook_name = "Colophon"

    def __init__(self, colophon_conn_id: str = default_conn_name):
        super().__init__()
        self.colophon_conn_id = colophon_conn_id
        self._connection = None

    @classmethod
    def get_ui_field_behaviour(cls) -> dict:
        return {
            "hidden_fields": ["schema", "login", "port"],
            "relabeling": {"host": "Server", "password": "Token"},
            "placeholders": {
                "host": "https://catalog.internal",
                "password": "a token from `colophon token create`",
                "extra": '{"ca_file": "/etc/ssl/catalog-ca.pem", "timeout": 30}',
            },
        }

    def get_conn(self):
        """The connection; Airflow masks its password in logs."""
        if self._connection is None:
            self._connection = self.get_connection(self.colophon_conn_id)
        return self._connection

    async def load(self) -> None:
        """Reads the connection without holding up other triggers; get() may then be called on any thread."""
        if hasattr(self, "aget_connection"):
            self._connection = await self.aget_connection(self.colophon_conn_id)
        else:  # Airflow 2
            await asyncio.to_thread(self.get_conn)

    @property
    def server(self) -> str:
        return server_of(self.get_conn())

    def get(self, path: str, **query) -> dict:
        """The answer of the server to GET, as JSON. Raises ColophonRefusal."""
        connection = self.get_conn()
        asked = urllib.parse.urlencode({name: value for name, value in query.items() if value is not None})
        request = urllib.request.Request(f"{self.server}{path}" + (f"?{asked}" if asked else ""))
        request.add_header("Accept", "application/json")
        if connection.password:
            request.add_header("Authorization", f"Bearer {connection.password}")
        try:
            with self._opener(connection).open(request, timeout=float(connection.extra_dejson.get("timeout", 30))) as answer:
                return json.loads(answer.read(LONGEST_ANSWER))
        except urllib.error.HTTPError as refusal:
            raise self._refusal(refusal) from None
        except ssl.SSLError as error:
            raise self._unreachable(error) from error
        except (OSError, ValueError) as error:
            raise self._unreachable(getattr(error, "reason", error)) from error

    @staticmethod
    def _opener(connection):
        authorities = connection.extra_dejson.get("ca_file")
        trust = ssl.create_default_context(cafile=authorities)
        return urllib.request.build_opener(NoRedirect, urllib.request.HTTPSHandler(context=trust))

    def _refusal(self, answer: urllib.error.HTTPError) -> ColophonRefusal:
        try:
            detail = json.loads(answer.read(64 << 10)).get("detail", "")
        except (ValueError, AttributeError, OSError):
            detail = ""
        if 300 <= answer.code < 400:
            detail = f"it points to {answer.headers.get('Location')}; name that server in the connection if it is yours"
        hint = {401: "the server does not accept the token", 403: "the token may not do this"}.get(answer.code, "")
        text = ": ".join(filter(None, [f"{self.server} answers {answer.code}", hint, detail]))
        return ColophonRefusal(text, CODES.get(answer.code, 69 if answer.code >= 500 else 78))

    def _unreachable(self, reason) -> ColophonRefusal:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return ColophonRefusal(f"the certificate of {self.server} is not trusted: {reason.verify_message}; name its"
                                   " authority by ca_file in the connection's extra", 77)
        if isinstance(reason, ValueError):
            return ColophonRefusal(f"{self.server} answers with something that is not JSON; is it a Colophon server?", 78)
        return ColophonRefusal(f"{self.server} cannot be reached: {reason}", 69)

    def run(self, run_id: str, pipeline: str | None = None) -> dict:
        """A run with its `outcome`, which is empty while it is at work, and its `report`."""
        return self.get("/api/v1/runs/" + urllib.parse.quote(run_id, safe=""), pipeline=pipeline)

    def runs(self, pipeline: str | None = None, limit: int = 20) -> list[dict]:
        """The newest runs first."""
        return self.get("/api/v1/runs", pipeline=pipeline, limit=limit)["runs"]

    def holder(self, pipeline: str) -> str | None:
        """The run that is at work in the pipeline."""
        lease = self.get("/api/v1/pipelines/" + urllib.parse.quote(pipeline, safe="")).get("lease")
        return lease["run"] if lease else None

    def test_connection(self) -> tuple[bool, str]:
        """For the button: the server is there, is ours, and takes the token."""
        try:
            version = self.get("/openapi.json").get("info", {}).get("version", "")
            self.runs(limit=1)
        except AirflowException as error:
            return False, str(error)
        return True, f"Colophon {version} at {self.server} accepts the token"
