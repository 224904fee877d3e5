"""The build that serves while the next one is written: what of it can be used again."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.embedding.encoder import SETTINGS, VERSION
from kb.errors import IndexUnusable
from kb.index.builds import named_build
from kb.index.manifest import damage, read_manifest
from kb.index.records import unit_from_line
from kb.model import Unit


@dataclass(frozen=True, slots=True)
class PreviousBuild:
    """A build whose files were all found as they were written. Only what is asked for is read."""

    folder: Path
    manifest: Mapping[str, Any]

    def units(self) -> list[Unit]:
        """Its units, in their order."""
        lines = (self.folder / "units.jsonl").read_text(encoding="utf-8").rstrip("\n").split("\n")
        return [unit_from_line(line) for line in lines]

    def successors(self) -> Mapping[str, str | None]:
        """Where its own `successors.json` leads."""
        led: dict[str, str | None] = json.loads((self.folder / "successors.json").read_text(encoding="utf-8"))
        return led

    def has_encoder(self, digest: str) -> bool:
        """Whether its query encoder is of the model with this digest, and of the version written today."""
        settings = json.loads((self.folder / "encoder" / SETTINGS).read_text(encoding="utf-8"))
        return (settings["digest"], settings["version"]) == (digest, VERSION)

    def link(self, part: str, target: Path) -> bool:
        """Make the folder `part` of the build `target` out of hard links; whether that could be done."""
        (target / part).mkdir()
        try:
            for name in self.manifest["files"]:
                if name.startswith(f"{part}/"):
                    os.link(self.folder / name, target / name)
        except OSError:
            # No links on this file system: written again instead.
            shutil.rmtree(target / part)
            return False
        return True

    def linked_into(self, target: Path) -> Mapping[str, Mapping[str, Any]]:
        """Of the files that are one with the build `target`'s, size and sha256 by name."""
        return {
            name: entry
            for name, entry in self.manifest["files"].items()
            if (target / name).exists() and (target / name).samefile(self.folder / name)
        }


def open_previous(indexes: Path) -> PreviousBuild | None:
    """The build that serves now, if there is one, of this schema, and whole."""
    try:
        folder = named_build(indexes, None)
        manifest = read_manifest(folder)
    except IndexUnusable:
        return None
    return None if damage(folder, manifest) else PreviousBuild(folder, manifest)
