"""What people chose and were told."""

from typing import TYPE_CHECKING

from storage.loading_later import modules_of

if not TYPE_CHECKING:  # which sees the modules themselves
    __getattr__ = modules_of(__name__)
