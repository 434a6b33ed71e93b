"""The money's things for the small world, by what they are about; made by the portal's own verbs.

Later ones stand on the earlier: an application is there before it is examined.
"""

from grants.examples.applications import ensure_register

from grants.examples import examination  # isort: skip
from grants.examples import assessment  # isort: skip
from grants.examples import sharing_out  # isort: skip

__all__ = ["assessment", "ensure_register", "examination", "sharing_out"]
