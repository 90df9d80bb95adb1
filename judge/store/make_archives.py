"""Makes the archives of archive_test in the folder that is its argument."""

import bz2
import gzip
import io
import lzma
import os
import struct
import subprocess
import sys
import tarfile
import zipfile

FILES = {
    "pkg/problem.yaml": b"name: x\n",
    "pkg/data/secret/1.in": b"1 2\n" * 30000,
    "pkg/data/secret/\u00e9\u4e2d.in": b"",
    "pkg/run.sh": b"#!/bin/sh\n",
}


def tar(files=(), entries=(), format=tarfile.PAX_FORMAT, prefix="", folders=()):
    """A tar of {name: contents} and of (name, contents, attributes of TarInfo)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for name in folders:
            info = tarfile.TarInfo(prefix + name)
            info.type = tarfile.DIRTYPE
            archive.addfile(info)
        all_entries = [(n, c, {}) for n, c in dict(files).items()] + list(entries)
        for name, contents, attributes in all_entries:
            info = tarfile.TarInfo(prefix + name)
            info.size = len(contents)
            info.mode = 0o6755 if name.endswith(".sh") else 0o600
            info.mtime = 12345
            for key, value in attributes.items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(contents))
    return out.getvalue()


def one(name, contents=b"x", **attributes):
    return tar(entries=[(name, contents, attributes)])


def zip_of(entries, method=zipfile.ZIP_DEFLATED):
    """A zip of (name, contents, Unix mode)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, contents, mode in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = mode << 16
            archive.writestr(info, contents)
    return out.getvalue()


def zip_files(method=zipfile.ZIP_DEFLATED):
    return zip_of([(n, c, 0o100755 if n.endswith(".sh") else 0o100600)
                   for n, c in FILES.items()], method)


def zstd(data):
    return subprocess.run(["zstd", "-q", "-c"], input=data, stdout=subprocess.PIPE,
                          check=True).stdout


def patched(data, old, new, count=-1):
    assert old in data
    return data.replace(old, new, count)


def retar(data, offset, value):
    """The tar `data` with `value` at `offset` of its first header, the checksum put right."""
    header = bytearray(data[:512])
    header[offset:offset + len(value)] = value
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[512:]


def set_zip_flag(data, flag):
    """Sets a general purpose flag in each local and each directory header."""
    data = bytearray(data)
    for magic, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(magic)
        while at >= 0:
            bits, = struct.unpack_from("<H", data, at + offset)
            struct.pack_into("<H", data, at + offset, bits | flag)
            at = data.find(magic, at + 1)
    return bytes(data)


def sparse_map(count):
    contents = b"%d\n" % count + b"0\n0\n" * count
    return one("x", contents, pax_headers={
        "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "x",
        "GNU.sparse.realsize": "10"})


def real_sparse():
    with open("sparse", "wb") as file:
        file.truncate(5 << 20)
        file.seek(4 << 20)
        file.write(b"x")
    subprocess.run(["tar", "--sparse", "-cf", "sparse.tar", "sparse"], check=True)
    with open("sparse.tar", "rb") as file:
        return file.read()


os.chdir(sys.argv[1])
good = tar(FILES)
nested = "/".join("d%d" % i for i in range(16))
archives = {
    # Well-formed, with the same contents.
    "good.pax.tar": good,
    "good.gnu.tar": tar(FILES, format=tarfile.GNU_FORMAT),
    "good.ustar.tar": tar(FILES, format=tarfile.USTAR_FORMAT),
    "good.dot.tar": tar(FILES, prefix="./", folders=["", "pkg", "pkg/data", "pkg/empty"]),
    "good.flat.tar": tar({n[len("pkg/"):]: c for n, c in FILES.items()}),
    "good.folders.tar": tar(dict(reversed(FILES.items())), folders=["pkg", "pkg/data", "pkg"]),
    "good.tar.gz": gzip.compress(good),
    "good.two_members.tar.gz": gzip.compress(good[:700]) + gzip.compress(good[700:]),
    "good.tar.bz2": bz2.compress(good),
    "good.tar.xz": lzma.compress(good),
    "good.tar.zst": zstd(good),
    "good.zip": zip_files(),
    "good.stored.zip": zip_files(zipfile.ZIP_STORED),
    "good.mac.tar": tar({**FILES, "pkg/._run.sh": b"", "pkg/.DS_Store": b"x",
                         "__MACOSX/pkg/._x": b"y"}),
    # Hostile or broken.
    "symlink.tar": one("evil", b"", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
    "symlink_then_below.tar": tar(entries=[
        ("a", b"", {"type": tarfile.SYMTYPE, "linkname": "/tmp"}), ("a/b", b"x", {})]),
    "hardlink.tar": tar(entries=[
        ("a", b"x", {}), ("evil", b"", {"type": tarfile.LNKTYPE, "linkname": "a"})]),
    "hardlink_outside.tar": one("evil", b"", type=tarfile.LNKTYPE, linkname="/etc/passwd"),
    "char_device.tar": one("evil", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
    "block_device.tar": one("evil", b"", type=tarfile.BLKTYPE, devmajor=8, devminor=0),
    "fifo.tar": one("evil", b"", type=tarfile.FIFOTYPE),
    "absolute.tar": one("/evil"),
    "dotdot.tar": one("a/../../evil"),
    "dotdot_folder.tar": tar(folders=["../evil"]),
    "newline.tar": one("ev\nil"),
    "escape.tar": one("ev\x1b[31mil"),
    "bidi.tar": one("ev\u202eil"),
    "not_utf8.tar": retar(tar({"evil": b"x"}, format=tarfile.USTAR_FORMAT), 0, b"ev\xff\xfe"),
    "not_utf8_pax.tar": patched(one("ev\u00e9\u00e9"), b"ev\xc3\xa9", b"ev\xff\xfe"),
    "name_256.tar": one("a/" + "n" * 256),
    "path_1001.tar": one("/".join(["p" * 99] * 10) + "/" + "p"),
    "depth_17.tar": one(nested + "/evil"),
    "twice.tar": tar(entries=[("a/b", b"x", {}), ("a/./b", b"y", {})]),
    "file_then_folder.tar": tar(entries=[("a", b"x", {}), ("a/b", b"y", {})]),
    "folder_then_file.tar": tar(entries=[("a/b", b"x", {}), ("a", b"y", {})]),
    "file_then_folder_entry.tar": tar(entries=[
        ("a", b"x", {}), ("a", b"", {"type": tarfile.DIRTYPE})]),
    "entries.tar": tar({"f%d" % i: b"" for i in range(60)}),
    "folders.tar": tar({"a%d/b/c/f" % i: b"" for i in range(20)}),
    "bomb.tar.gz": gzip.compress(one("evil", b"\0" * (3 << 20))),
    "bomb.tar.xz": lzma.compress(one("evil", b"\0" * (3 << 20))),
    "bomb_many.tar.gz": gzip.compress(tar({"f%d" % i: b"\0" * 100000 for i in range(30)})),
    "bomb.zip": zip_of([("evil", b"\0" * (3 << 20), 0o100644)]),
    # 512 bytes there, 8 GiB said.
    "size_lie.tar": retar(one("evil"), 124, b"77777777777\0"),
    "size_negative.tar": retar(one("evil"), 124, b"\xff" * 12),
    "pax_size_lie.tar": one("evil", pax_headers={"size": "9" * 18}),
    "zip_size_lie.zip": patched(zip_of([("evil", b"a" * 1000, 0o100644)]),
                                struct.pack("<I", 1000), struct.pack("<I", 10)),
    "zip_crc.zip": patched(zip_of([("evil", b"abcd", 0o100644)], zipfile.ZIP_STORED),
                           b"abcd", b"abce"),
    "sparse.tar": real_sparse(),
    "sparse_map.tar.gz": gzip.compress(sparse_map(4 << 20)),
    "pax_header_huge.tar.gz": gzip.compress(one("x", pax_headers={"comment": "c" * (9 << 20)})),
    "encrypted.zip": set_zip_flag(zip_files(), 1),
    "zip_symlink.zip": zip_of([("evil", b"/etc/passwd", 0o120777)]),
    "zip_fifo.zip": zip_of([("evil", b"", 0o010644)]),
    "zip_absolute.zip": zip_of([("/evil", b"x", 0o100644)]),
    "zip_dotdot.zip": zip_of([("../evil", b"x", 0o100644)]),
    "zip_bzip2.zip": zip_files(zipfile.ZIP_BZIP2),
    "zip_lzma.zip": zip_files(zipfile.ZIP_LZMA),
    "truncated.tar": good[:len(good) // 2],
    "truncated_between.tar": one("a")[:1024],
    "truncated.tar.gz": gzip.compress(good)[:-20],
    "truncated.tar.bz2": bz2.compress(good)[:-20],
    "truncated.tar.xz": lzma.compress(good)[:-40],
    "truncated.tar.zst": zstd(good)[:-20],
    "truncated.zip": zip_files()[:-40],
    "corrupt.tar.gz": patched(gzip.compress(good), gzip.compress(good)[60:64], b"\xff\xff\xff\xff", 1),
    "checksum.tar": b"evil" + good[4:],
    "empty": b"",
    "no_entries.tar": tar(),
    "only_folders.tar": tar(folders=["a", "a/b"]),
    "no_entries.zip": zip_of([]),
    "text": b"This is no archive.\n" * 1000,
    "twice_compressed.gz": gzip.compress(gzip.compress(good)),
    "zip_in_gzip.gz": gzip.compress(zip_files()),
    "cpio": b"070701" + b"0" * 2000,
    "long_junk_name.tar": one("n" * 300 + "/" + "\u00e9" * 300),
    # Harmless: what C's string functions see of it.
    "nul_in_name.tar": one("a", pax_headers={"path": "good\0../../evil"}),
}
for name, contents in archives.items():
    with open(name, "wb") as file:
        file.write(contents)
