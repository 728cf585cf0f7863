"""Makes `python -m matching.engine` the engine's command."""

import sys

from matching.engine.cli import main

sys.exit(main())
