"""How far reading may run ahead of what is delivered, so that waiting results stay bounded behind a slow one."""

from __future__ import annotations

import threading

__all__ = ["Gate"]


class Gate:
    """Lets ``ahead`` inputs in; each one that leaves makes room for the next."""

    def __init__(self, ahead: int) -> None:
        self._ahead = ahead
        self._inside = 0
        self._held = self._closed = False
        self._changed = threading.Condition()

    def enter(self) -> bool:
        """Wait until there is room for one more; False where the gate was closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or (not self._held and self._inside < self._ahead))
            self._inside += 1
            return not self._closed

    def leave(self) -> None:
        """An input has been delivered."""
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()

    def hold(self, held: bool) -> None:
        """Let nobody in for the time being, or go on."""
        with self._changed:
            if held != self._held:
                self._held = held
                self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
