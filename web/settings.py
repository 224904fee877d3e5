"""What an operator may set of a served application. `kb serve --help` tells each with its variable."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """`rate` is requests a minute for one address, 0 for no limit; `proxies` how many reverse proxies
    stand in front, each setting X-Forwarded-For (0: no such header is believed); `metrics` whether
    /metrics is there; `access_log` whether each request is logged (never its address or query)."""

    rate: int = 0
    proxies: int = 0
    metrics: bool = True
    access_log: bool = False


DEFAULTS = Settings()
