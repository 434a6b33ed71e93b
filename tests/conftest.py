"""The strict world in which tests run."""

import os
import tempfile

os.environ.setdefault("SKY_VAR_DIR", tempfile.mkdtemp(prefix="sky-test-"))
os.environ.setdefault("SKY_HASHED_STATIC", "0")
