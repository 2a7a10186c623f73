"""Feature flags: OpenFeature reads them from the file that operations mount."""

from openfeature import api
from openfeature.contrib.provider.flagd import FlagdProvider
from openfeature.contrib.provider.flagd.config import ResolverType


def connect() -> None:
    """Read the flags; without their file a service must not start."""
    api.set_provider_and_wait(
        FlagdProvider(
            resolver_type=ResolverType.FILE,
            offline_flag_source_path="/etc/lendhouse/flags/flags.json",
        )
    )
