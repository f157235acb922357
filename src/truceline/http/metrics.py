# SPDX-License-Identifier: Apache-2.0
"""What ``/metrics`` shows: counts of requests by route, how log and peers stand; nothing of ids or places."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0)
_RECORD = {
    "takes_entries": "1 while the log takes entries, else 0.",
    "entries": "Entries of the log.",
    "head_entries": "Entries that its newest signed head covers.",
    "head_age_seconds": "How long ago that head was signed.",
}
_PEERS = {
    "head_age_seconds": "How long ago something new was heard of the log of a peer.",
    "backlog_entries": "Entries of the log of a peer that were heard of and are not kept here yet.",
    "requests_waiting": "Requests that wait for a peer.",
}
METHODS = frozenset({"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"})


@dataclass(slots=True)
class Metrics:
    """Counters of one node, in a registry of their own.

    Attributes:
        registry: Holds them.
        requests: Requests by method, route and status.
        seconds: Their durations [s].
        in_work: Requests in work.
        streams: Listeners.
        takes_writes: 1 while the store takes writes, else 0.
        record: How the log stands, by the names of its gauges.
        peers: How the logs of peers stand, by the names of gauges.
    """

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)
    requests: Counter = field(init=False)
    seconds: Histogram = field(init=False)
    in_work: Gauge = field(init=False)
    streams: Gauge = field(init=False)
    takes_writes: Gauge = field(init=False)
    record: dict[str, Gauge] = field(init=False)
    peers: dict[str, Gauge] = field(init=False)
    _known: dict[tuple[str, str, int], tuple[Counter, Histogram]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Register them."""
        labels = ("method", "route", "status")
        self.requests = Counter("truceline_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "truceline_request_seconds", "Time to the answer.", ("route",), registry=self.registry, buckets=_BUCKETS_S
        )
        self.in_work = Gauge("truceline_requests_in_work", "Requests in work.", registry=self.registry)
        self.streams = Gauge("truceline_streams", "Open streams.", registry=self.registry)
        self.takes_writes = Gauge(
            "truceline_store_takes_writes", "1 while the store takes writes, else 0.", registry=self.registry
        )

        self.record = {
            name: Gauge(f"truceline_record_{name}", words, registry=self.registry) for name, words in _RECORD.items()
        }
        self.peers = {
            name: Gauge(f"truceline_peer_{name}", words, ("party",), registry=self.registry)
            for name, words in _PEERS.items()
        }

    def show_record(self, shown: Mapping[str, float]) -> None:
        """Show how the log stands; of a locked node nothing is known, and all of it is 0."""
        for name, gauge in self.record.items():
            gauge.set(shown.get(name, 0.0))

    def show_peers(self, shown: Mapping[str, Mapping[str, float]]) -> None:
        """Show how the logs of peers stand; of a locked node nothing is known, and nothing is shown."""
        for name, gauge in self.peers.items():
            gauge.clear()
            for party, number in shown.get(name, {}).items():
                gauge.labels(party).set(number)

    def count(self, method: str, template: str, status: int, seconds: float) -> None:
        """Count one request; a method that nobody uses counts as ``other``, so that labels stay few."""
        key = (method if method in METHODS else "other", template, status)
        found = self._known.get(key)
        if found is None:
            found = self.requests.labels(key[0], template, str(status)), self.seconds.labels(template)
            self._known[key] = found
        found[0].inc()
        found[1].observe(seconds)

    def text(self) -> bytes:
        """Write them as Prometheus reads them."""
        return generate_latest(self.registry)
