"""The files that the grants make."""

from grants.documents.application import (
    Draft,
    render_application,
    render_draft,
    store_application,
    store_draft,
)
from grants.documents.arrival import (
    arrival_receipt_context,
    beside_closing,
    render_arrival_receipt,
    store_arrival_receipt,
)
from grants.documents.receipt import (
    RECEIPT,
    receipt_context,
    render_receipt,
    store_receipt,
    to_the_second,
)
from grants.files import APPLICATION, DRAFT

__all__ = [
    "APPLICATION",
    "DRAFT",
    "RECEIPT",
    "Draft",
    "arrival_receipt_context",
    "beside_closing",
    "receipt_context",
    "render_application",
    "render_arrival_receipt",
    "render_draft",
    "render_receipt",
    "store_application",
    "store_arrival_receipt",
    "store_draft",
    "store_receipt",
    "to_the_second",
]
