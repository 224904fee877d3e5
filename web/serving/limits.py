"""How much one address may ask, and who believes which header about what the address is."""

from __future__ import annotations

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

FREE = ("/healthz", "/readyz", "/metrics", "/static/")


def install(app: Flask, rate: int, proxies: int) -> None:
    """Allow `rate` requests a minute from one address (0: any number), seen through `proxies` proxies.

    The counts live in this process's memory and are gone a minute later; several processes behind one
    address each count for themselves.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )
    if rate:
        Limiter(
            get_remote_address,
            app=app,
            application_limits=[f"{rate} per minute"],
            application_limits_exempt_when=lambda: request.path.startswith(FREE),
            storage_uri="memory://",
            headers_enabled=True,  # Retry-After, and how many are left
        )
