"""Build hook: compiles the corpus while the wheel is built, so that pip always installs what the sources say."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface[Any]):
    """Puts the compiled Parquet into the wheel; into the source tree for an editable install."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the corpus; a broken rule fails the build with its message."""
        root = Path(self.root)
        sys.path[:0] = [str(root), str(root / "src")]
        from scripts.compile import build
        from scripts.errors import UserError
        from scripts.layout import Layout

        editable = version == "editable"
        target = root / "src/conflictwire/data" if editable else Path(tempfile.mkdtemp()) / "data"
        try:
            build(Layout(root), target)
        except UserError as error:
            raise SystemExit(f"\nconflictwire was not built:\n{error}") from None
        if not editable:
            for file in sorted(path for path in target.rglob("*") if path.is_file()):
                build_data["force_include"][str(file)] = f"conflictwire/data/{file.relative_to(target).as_posix()}"
