"""Is the process alive, can it answer, and figures of what it does: never what was asked."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kb.errors import KbError, StoreUnavailable
from web.current import CurrentIndex
from web.serving.errors import SOON, Problem

SECONDS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
NO_STORE = {"Cache-Control": "no-store"}
blueprint = Blueprint("health", __name__)


class Figures:
    """The counters of one application; `queue` is how many requests wait for a thread."""

    def __init__(self, holder: CurrentIndex) -> None:
        self.registry = registry = CollectorRegistry()
        by_route = ("route", "method", "status")
        self.requests = Counter(
            "kb_requests", "Requests by route, method and status", by_route, registry=registry
        )
        timed = partial(Histogram, buckets=SECONDS, registry=registry)
        self.seconds = timed("kb_request_seconds", "Time to answer by route", ("route",))
        self.stages = timed("kb_stage_seconds", "Time of a stage of a search", ("stage",))
        self.queue = Gauge("kb_queue_length", "Requests waiting for a thread", registry=registry)
        self.refused = Counter("kb_refused", "Requests refused since the queue was full", registry=registry)
        registry.register(_IndexCollector(holder))
        ProcessCollector(registry=registry)


class _IndexCollector(Collector):
    """Which index is open and how old it is, asked anew at each scrape."""

    def __init__(self, holder: CurrentIndex) -> None:
        self._holder = holder

    def collect(self) -> Iterator[Metric]:
        """Yield nothing but kb_index_up 0 while there is no index."""
        up = partial(GaugeMetricFamily, "kb_index_up", "Whether an index is open")
        try:
            index = self._holder.index()
        except KbError:
            yield up(value=0)
            return
        yield up(value=1)
        info = GaugeMetricFamily("kb_index_info", "The open index", labels=["build", "model"])
        info.add_metric([index.build, index.model], 1)
        yield info
        built = datetime.fromtimestamp((index.folder / "manifest.json").stat().st_mtime, UTC)
        age = (datetime.now(UTC) - built).total_seconds()
        yield GaugeMetricFamily("kb_index_age_seconds", "Seconds since the index was built", value=age)
        yield GaugeMetricFamily("kb_index_units", "Units in the index", value=len(index.units))


def install(app: Flask) -> None:
    """Count every request of `app`; its Figures are `app.extensions["figures"]`."""
    app.extensions["figures"] = Figures(app.extensions["kb"])
    app.before_request(note_start)
    app.after_request(_count)
    app.add_url_rule("/metrics", view_func=metrics)


def note_start() -> None:
    """Note when the request began."""
    g.started = time.perf_counter()


def _count(response: Response) -> Response:
    figures: Figures = current_app.extensions["figures"]
    route = request.url_rule.rule if request.url_rule else "(none)"
    figures.requests.labels(route, method(), str(response.status_code)).inc()
    if "started" in g:
        figures.seconds.labels(route).observe(time.perf_counter() - g.started)
    for stage, milliseconds in g.get("stages", {}).items():
        figures.stages.labels(stage).observe(milliseconds / 1000)
    return response


def method() -> str:
    """The request's method; an invented one has no name of its own, or each would be a new time series."""
    known = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT")
    return request.method if request.method in known else "(other)"


def metrics() -> Response:
    """The figures in Prometheus' text form."""
    text = generate_latest(current_app.extensions["figures"].registry)
    return Response(text, content_type=CONTENT_TYPE_LATEST, headers=NO_STORE)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process lives; whether it has an index is another question."""
    return {"status": "ok"}, NO_STORE


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """An index is open, and the database that answers from it can be reached. Raises Problem 503 with the
    reason otherwise."""
    try:
        index = current_app.extensions["kb"].index()
        if reach := current_app.extensions.get("reach"):
            reach()  # raises StoreUnavailable
    except StoreUnavailable as error:
        raise Problem(503, "Databasen svarer ikke lige nu.", headers=SOON) from error
    except KbError as error:
        # The class, not the message: messages name folders of this machine.
        raise Problem(503, f"Intet indeks er åbent ({type(error).__name__}). Kør kb build.") from error
    return {"status": "ready", "build": index.build}, NO_STORE
