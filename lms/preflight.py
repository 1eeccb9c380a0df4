"""What must be true before anything is installed. Runs under the machine's own Python, of any version."""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - said in words rather than as a failed installation
    sys.exit("Python 3.11 or newer is needed; this is %d.%d. Name another with PYTHON=…" % sys.version_info[:2])  # noqa: UP031
if not os.access(".", os.W_OK):
    sys.exit("This folder cannot be written to: copy the project to a folder of yours, then run the command again.")
try:
    import ensurepip  # noqa: F401
except ImportError:
    sys.exit("Python's venv module is missing. On Debian: apt install python3-venv")
