"""Logs, metrics and traces under the house's names: ``lendhouse.<service>.<thing>``."""

import logging

from opentelemetry import metrics, trace

logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)


def for_service(name: str) -> tuple[logging.Logger, metrics.Meter, trace.Tracer]:
    """Return the logger, meter and tracer of a service."""
    scope = f"lendhouse.{name}"
    return logging.getLogger(scope), metrics.get_meter(scope), trace.get_tracer(scope)
