"""``python -m juncture`` is the command ``juncture``."""

import sys

from juncture.cli import main

sys.exit(main())
