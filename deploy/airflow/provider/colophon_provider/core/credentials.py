# SPDX-License-Identifier: Apache-2.0
"""From connections of Airflow to the environment of a run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from colophon_provider.core.versions import AirflowFailException, BaseHook, mask_secret

SECRET_FIELDS = {"password", "uri", "extra"}
SHORTEST_SECRET = 4  # a shorter one would hide half of every line


def server_of(connection) -> str:
    """The server's URL: the host as it is where it is a URL, else with scheme (https unless the schema says http) and port."""
    host = (connection.host or "").rstrip("/")
    if not host:
        raise AirflowFailException(f"connection {connection.conn_id} names no server; its host is to be its URL,"
                                   " such as https://catalog.internal")
    if "://" not in host:
        host = f"{connection.schema or 'https'}://{host}"
    bare = host.split("://", 1)[1]
    has_port = ":" in bare.rsplit("]", 1)[-1]
    return f"{host}:{connection.port}" if connection.port and not has_port else host


def field_of(connection, field: str) -> str:
    """`host`, `port`, `host_port`, `login`, `password`, `schema`, `uri`, or `extra.KEY`."""
    if field.startswith("extra."):
        value = connection.extra_dejson.get(field[len("extra."):])
    elif field == "host_port":
        value = f"{connection.host}:{connection.port}" if connection.port else connection.host
    elif field == "uri":
        value = connection.get_uri()
    elif field in ("host", "port", "login", "password", "schema"):
        value = getattr(connection, field)
    else:
        raise AirflowFailException(f"a connection has no field {field!r}; there are host, port, host_port, login, password,"
                                   " schema, uri and extra.KEY")
    if value is None or value == "":
        raise AirflowFailException(f"connection {connection.conn_id} has no {field}")
    return str(value)


class RunEnvironment:
    """The environment of a run: the worker's without Airflow's own, what the task says, and what comes from connections."""

    def __init__(self, server: str | None, credentials: Mapping[str, str] | None, plain: Mapping[str, str] | None):
        self.variables = {name: value for name, value in os.environ.items() if not name.lstrip("_").startswith("AIRFLOW")}
        self.secrets: set[str] = set()
        self.server: str | None = None
        if server:
            self._add_server(BaseHook.get_connection(server))
        for name, place in (credentials or {}).items():
            self._add_field(name, place)
        self.variables.update({name: str(value) for name, value in (plain or {}).items()})
        self.server = self.variables.get("COLOPHON_SERVER")

    def _add_server(self, connection) -> None:
        self.variables["COLOPHON_SERVER"] = server_of(connection)
        if connection.password:
            self._add_secret("COLOPHON_TOKEN", connection.password)
        if connection.extra_dejson.get("ca_file"):
            self.variables["COLOPHON_CA_FILE"] = connection.extra_dejson["ca_file"]

    def _add_field(self, name: str, place: str) -> None:
        connection, _, field = place.partition(":")
        if not field:
            raise AirflowFailException(f"credentials: {name} is to be CONNECTION:FIELD, such as shop_db:password,"
                                       f" not {place!r}")
        value = field_of(BaseHook.get_connection(connection), field)
        if field.partition(".")[0] in SECRET_FIELDS:
            self._add_secret(name, value)
        else:
            self.variables[name] = value

    def _add_secret(self, name: str, value: str) -> None:
        mask_secret(value)
        self.variables[name] = value
        if len(value) >= SHORTEST_SECRET:
            self.secrets.add(value)

    def hide(self, value):
        """A line, or a report, without the secrets. The binary hides them too; a program that it runs may not."""
        if isinstance(value, str):
            for secret in sorted(self.secrets, key=len, reverse=True):
                value = value.replace(secret, "***")
            return value
        if isinstance(value, Mapping):
            return {key: self.hide(each) for key, each in value.items()}
        return [self.hide(each) for each in value] if isinstance(value, Iterable) else value
