"""How much one address may ask, and who believes which header about what the address is."""

from __future__ import annotations

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.proxy_fix import ProxyFix

from kb.model import QUOTES_LENGTH
from kb.search.questions import MOST, read_questions
from web.pages.texts import QUESTIONS_FIELD
from web.serving.backlog import EXEMPT


def install(app: Flask, rate: int, proxies: int) -> None:
    """Allow `rate` requests a minute from one address (0: any number), seen through `proxies` proxies.

    The counts live in this process's memory and are gone a minute later; several processes behind one
    address each count for themselves. Of many questions in one request each counts, half of `rate` at most.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    def cost() -> int:
        asked = request.form.get(QUESTIONS_FIELD, "") if request.path.startswith("/spoergsmaal") else ""
        return max(1, min(rate // 2, MOST, len(read_questions(asked[:QUOTES_LENGTH]))))

    if rate:
        Limiter(
            get_remote_address,
            app=app,
            application_limits=[f"{rate} per minute"],
            application_limits_cost=cost,
            application_limits_exempt_when=lambda: request.path.startswith(EXEMPT),
            storage_uri="memory://",
            headers_enabled=True,  # Retry-After, and how many are left
        )
