"""Container images for tests: made by hand, layer by layer, and real ones."""

import gzip
import hashlib
import io
import json
import os
import pwd
import subprocess
import tarfile
import time

BUILD = os.path.abspath("tools/images/build")


def member(name, kind=tarfile.REGTYPE, data=b"", **fields):
    """A tar's entry with its contents."""
    info = tarfile.TarInfo(name)
    info.type = kind
    info.size = len(data)
    info.mode = 0o755 if kind == tarfile.DIRTYPE else 0o644
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def link(name, target, kind=tarfile.SYMTYPE):
    return member(name, kind, linkname=target)


def folder(name):
    return member(name, tarfile.DIRTYPE)


def tar_of(members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE, check=True).stdout


def digest_of(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


class Layout:
    """An OCI image layout in `path`, whose layers are tars. Every part can be made wrong."""

    def __init__(self, path):
        self.path = path
        os.makedirs(os.path.join(path, "blobs/sha256"))
        self.write("oci-layout", json.dumps({"imageLayoutVersion": "1.0.0"}).encode())
        self.manifests = []

    def write(self, name, data):
        with open(os.path.join(self.path, name), "wb") as file:
            file.write(data)

    def blob_path(self, digest):
        return os.path.join(self.path, "blobs", *digest.split(":"))

    def blob(self, data, media_type=""):
        digest = digest_of(data)
        self.write("blobs/" + digest.replace(":", "/"), data)
        return {"mediaType": media_type, "digest": digest, "size": len(data)}

    def add(self, layers, tag="latest", pack=gzip.compress, config=None, platform=None,
            architecture="amd64", diff_ids=None):
        """Adds an image of `layers`, bytes of tars; returns the descriptors of the layers."""
        blobs = [self.blob(pack(layer), "application/vnd.oci.image.layer.v1.tar+gzip") for layer in layers]
        document = {
            "os": "linux",
            "architecture": architecture,
            "config": config or {},
            "rootfs": {
                "type": "layers",
                "diff_ids": diff_ids or [digest_of(layer) for layer in layers],
            },
        }
        manifest = {
            "schemaVersion": 2,
            "config": self.blob(json.dumps(document).encode(), "application/vnd.oci.image.config.v1+json"),
            "layers": blobs,
        }
        entry = self.blob(
            json.dumps(manifest).encode(), "application/vnd.oci.image.manifest.v1+json"
        )
        if tag:
            entry["annotations"] = {"org.opencontainers.image.ref.name": tag}
        if platform:
            entry["platform"] = platform
        self.manifests.append(entry)
        self.write(
            "index.json", json.dumps({"schemaVersion": 2, "manifests": self.manifests}).encode()
        )
        return blobs


def real_layouts(output, *languages):
    """The layouts of real images, built once for all tests of this user."""
    # Bazel's tests have no HOME.
    cache = os.path.join(pwd.getpwuid(os.getuid()).pw_dir, ".cache/assay/images")
    begin = time.monotonic()
    result = subprocess.run(
        [BUILD, "--output", output, "--cache", cache, *languages],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, check=False,
    )
    if result.returncode != 0:
        raise RuntimeError(result.stdout.decode(errors="replace"))
    print(f"images in {time.monotonic() - begin:.0f} s:\n{result.stdout.decode()}", flush=True)
    return [os.path.join(output, language) for language in languages]
