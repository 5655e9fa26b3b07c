"""Build hook: compiles the corpus while the wheel is built, so that pip always installs what the sources say."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileHook(BuildHookInterface[Any]):
    """Puts the compiled Parquet into the wheel; into the source tree for an editable install."""

    PLUGIN_NAME = "custom"
    _temporary: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the corpus; a broken rule fails the build with its message."""
        root = Path(self.root)
        sys.path[:0] = [str(root), str(root / "src")]
        from scripts.compile import build
        from scripts.errors import UserError
        from scripts.layout import Layout

        editable = version == "editable"
        self._temporary = None if editable else tempfile.mkdtemp()
        target = Path(self._temporary) / "data" if self._temporary else root / "src/conflictwire/data"
        try:
            build(Layout(root), target)
        except UserError as error:
            self.finalize(version, build_data, "")
            raise SystemExit(f"\nconflictwire was not built:\n{error}") from None
        if not editable:
            for file in sorted(path for path in target.rglob("*") if path.is_file()):
                build_data["force_include"][str(file)] = f"conflictwire/data/{file.relative_to(target).as_posix()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away the temporary folder once the wheel holds the files."""
        if self._temporary:
            shutil.rmtree(self._temporary, ignore_errors=True)
