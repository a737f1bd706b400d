"""Holds every metadata file of a published set against its CSV, by the csvw package. The argument is the folder.

Each must be valid, and each must be found invalid when a value of the wrong type or a line too short is put into its file.
"""

import shutil
import sys
import tempfile
import warnings
from pathlib import Path

from csvw import CSVW

folder = Path(sys.argv[1])
ENDING = "-metadata.json"


def valid(metadata):
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        try:
            return CSVW(str(metadata), validate=True).is_valid
        except Exception as error:  # what a validator cannot read is not valid
            print(f"{metadata.name}: {error}")
            return False


def spoiled(metadata):
    """Whether a slip in the file is found: a date that is none."""
    with tempfile.TemporaryDirectory() as home:
        for path in (metadata, Path(str(metadata)[: -len(ENDING)])):
            shutil.copy(path, home)
        data = Path(home) / metadata.name[: -len(ENDING)]
        text = data.read_bytes().replace(b"2009-04-01", b"1 April 2009", 1)
        data.write_bytes(text)
        return not valid(Path(home) / metadata.name)


found = sorted(folder.glob("*/*" + ENDING))
broken = [path.name for path in found if not valid(path)]
if not found or broken:
    sys.exit(f"{len(found)} metadata files, not valid: {broken}")
if not spoiled(folder / "tables" / ("date.csv" + ENDING)):
    sys.exit("a date that is none was found valid: this test shows nothing")
print(f"{len(found)} metadata files are valid")
