"""`sandbox_cli image`: the store, and what no image may be."""

import gzip
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import threading
import unittest

from cli import CliTest
from image_layout import Layout, digest_of, folder, link, member, tar_of, zstd

BASE = [folder("etc"), member("etc/name", data=b"base"), link("abs", "/etc/name")]


class ImageImportTest(CliTest):
    def layout(self, layers, **options):
        path = tempfile.mkdtemp(dir=self.folder, prefix="layout-") + "/image"
        layout = Layout(path)
        layout.add(
            [tar_of(each) if isinstance(each, list) else each for each in layers], **options
        )
        return layout

    def import_image(self, layout, name="image", *flags):
        return self.cli("image", "import", f"oci:{layout.path}", name, *flags)

    def root(self, name="image"):
        result = self.cli("image", "inspect", name, "--format", "json")
        self.assertEqual(result.code, 0, result)
        return result.json["rootPath"]

    def snapshot(self):
        """All that is in the store."""
        found = []
        for path, folders, files in os.walk(os.path.join(self.state, "images")):
            found += [os.path.join(path, name) for name in folders + files if name != "lock"]
        return sorted(found)

    def assert_refused(self, result, message, before):
        self.assertEqual(result.code, 2, result)
        self.assertIn(message, result.err)
        self.assertEqual(len(result.err.splitlines()), 1, result)
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(os.listdir(os.path.join(self.state, "run")), [])

    def good(self):
        result = self.import_image(self.layout([BASE]), "good")
        self.assertEqual(result.code, 0, result)
        return self.snapshot()

    def test_layers_are_laid_on_each_other(self):
        layout = self.layout(
            [
                [
                    folder("usr"), folder("usr/bin"), link("bin", "usr/bin"),
                    member("usr/bin/tool", data=b"one", mode=0o755),
                    link("usr/bin/same", "usr/bin/tool", tarfile.LNKTYPE),
                    member("gone"), folder("d"), member("d/lower"), member("kept/lower"),
                ],
                [
                    member(".wh.gone"), member("d/upper"), member("d/.wh..wh..opq"),
                    member("bin/other", data=b"two"), link("abs", "/usr/bin/tool"),
                ],
                [member("usr/bin/tool", data=b"three", mode=0o755)],
            ]
        )
        result = self.import_image(layout)
        self.assertEqual(result.code, 0, result)
        root = self.root()

        def read(path):
            with open(os.path.join(root, path), "rb") as file:
                return file.read()

        self.assertEqual(sorted(os.listdir(root)), ["abs", "bin", "d", "kept", "usr"])
        self.assertEqual(os.listdir(root + "/d"), ["upper"])
        self.assertEqual(os.readlink(root + "/abs"), "/usr/bin/tool")
        self.assertEqual(read("usr/bin/tool"), b"three")
        self.assertEqual(read("usr/bin/same"), b"one")
        self.assertEqual(read("usr/bin/other"), b"two")
        self.assertEqual(os.stat(root + "/usr/bin/tool").st_mode, 0o100755)

    def test_every_way_to_bring_an_image(self):
        layout = self.layout([BASE, [member("second")]])
        folder_path = layout.path
        copies = {
            "oci": [],
            "docker-archive": [f"docker-archive:{folder_path}.tar:some/name:v1"],
            "dir": [f"dir:{folder_path}.dir"],
            "zstd": ["--dest-compress-format", "zstd", f"oci:{folder_path}.zstd:latest"],
        }
        for target in copies.values():
            if target:
                subprocess.run(
                    ["skopeo", "--insecure-policy", "copy", "-q", f"oci:{folder_path}:latest", *target],
                    check=True, stdin=subprocess.DEVNULL, env=dict(os.environ, HOME=self.folder),
                )
        trees = set()
        for source, name in [
            (f"oci:{folder_path}", "image:latest"),
            (f"oci:{folder_path}:latest", "image:latest"),
            (f"docker-archive:{folder_path}.tar", "some/name:v1"),
            (f"docker-archive:{folder_path}.tar:some/name:v1", "some/name:v1"),
            (f"dir:{folder_path}.dir", "image.dir:latest"),
            (f"oci:{folder_path}.zstd:latest", "image.zstd:latest"),
        ]:
            result = self.cli("image", "import", source, "--format", "json")
            self.assertEqual(result.code, 0, (source, result))
            self.assertEqual(result.json["names"], [name])
            with open(os.path.join(os.path.dirname(self.root(name)), "image.json"), "rb") as file:
                trees.add(json.load(file)["tree_digest"])
        self.assertEqual(len(trees), 1)
        gzipped = f"{folder_path}.tar.gz"
        with open(f"{folder_path}.tar", "rb") as file, open(gzipped, "wb") as out:
            out.write(gzip.compress(file.read()))
        result = self.cli("image", "import", f"docker-archive:{gzipped}", "packed")
        self.assertEqual(result.code, 0, result)

    def test_list_remove_and_collect(self):
        layout = self.layout([BASE])
        self.import_image(layout, "a")
        self.import_image(layout, "b:v1")
        images = self.cli("image", "list", "--format", "json").json["images"]
        self.assertEqual([image["names"] for image in images], [["a:latest", "b:v1"]])
        self.assertIn("a:latest, b:v1", self.cli("image", "list").out)
        self.assertEqual(self.cli("image", "remove", "a").code, 0)
        self.assertEqual(self.cli("image", "inspect", "a").code, 2)
        self.assertEqual(self.cli("image", "inspect", "b:v1").code, 0)
        self.assertEqual(self.cli("image", "remove", images[0]["id"][:12]).code, 0)
        self.assertEqual(self.snapshot_trees(), [])
        result = self.cli("image", "remove", "a")
        self.assertEqual(result.code, 2)
        self.assertIn("sandbox_cli image import", result.err)
        # The name moves, and what has lost it is garbage.
        self.import_image(layout, "a")
        self.import_image(self.layout([[member("other")]]), "a")
        self.assertEqual(len(self.snapshot_trees()), 2)
        self.assertEqual(len(self.cli("image", "gc", "--format", "json").json["removed"]), 1)
        self.assertEqual(len(self.snapshot_trees()), 1)

    def snapshot_trees(self):
        return os.listdir(os.path.join(self.state, "images/trees"))

    def test_an_image_in_use_stays(self):
        self.good()
        root = self.root("good")
        held = os.open(os.path.dirname(root), os.O_RDONLY)
        try:
            subprocess.run(["flock", "--shared", str(held)], check=True, pass_fds=[held])
            self.assertTrue(self.cli("image", "list", "--format", "json").json["images"][0]["inUse"])
            before = self.snapshot()
            result = self.cli("image", "remove", "good")
            self.assertEqual(result.code, 2, result)
            self.assertIn("is in use", result.err)
            self.assertEqual(self.snapshot(), before)
        finally:
            os.close(held)
        self.assertEqual(self.cli("image", "remove", "good").code, 0)

    def test_verify_finds_changed_files(self):
        self.good()
        self.assertEqual(self.cli("image", "verify", "good").code, 0)
        with open(self.root("good") + "/etc/name", "ab") as file:
            file.write(b"!")
        result = self.cli("image", "verify", "good")
        self.assertEqual(result.code, 1, result)
        self.assertIn("are not what was imported", result.err)

    def test_bad_entries(self):
        before = self.good()
        secret = self.write("secret/file", "host")
        outside = os.path.dirname(secret)
        device = member("null", tarfile.CHRTYPE, devmajor=1, devminor=3)
        capable = member("tool", data=b"x")
        capable[0].pax_headers = {"SCHILY.xattr.security.capability": "\x01\x00\x00\x02"}
        cases = [
            ([member("../escape")], '".." in its path'),
            ([member("a/../../escape")], '".." in its path'),
            ([member("/etc/escape")], "absolute path"),
            ([member("a"), link("b", "/a", tarfile.LNKTYPE)], "hard link, whose target: has an absolute"),
            ([member("a"), link("b", "../a", tarfile.LNKTYPE)], 'hard link, whose target: has ".."'),
            ([link("b", "nothing", tarfile.LNKTYPE)], "no file of the image"),
            ([link("out", outside), member("out/new")], "leads to no folder of the image"),
            ([link("out", "../" * 20 + outside), member("out/new")], "leads to no folder"),
            ([link("out", outside), link("b", "out/file", tarfile.LNKTYPE)], "no file of the image"),
            ([link("loop", "loop"), member("loop/x")], "leads to no folder"),
            ([member("file"), member("file/x")], "stands below a file"),
            ([device], "is a device, FIFO or socket"),
            ([member("sda", tarfile.BLKTYPE, devmajor=8)], "is a device, FIFO or socket"),
            ([member("fifo", tarfile.FIFOTYPE)], "is a device, FIFO or socket"),
            ([member("su", mode=0o4755)], "set-user-id"),
            ([member("wall", mode=0o2755)], "set-group-id"),
            ([capable], "file capabilities"),
            ([member(".wh...")], "whiteout of no name"),
            ([member("a/.wh...")], "whiteout of no name"),
            ([member("a\x1b[2J")], "control"),
            ([member("/".join("a" * 70))], "nested more than"),
        ]
        for members, message in cases:
            with self.subTest(message=message, first=members[0][0].name):
                result = self.import_image(self.layout([BASE, members]))
                self.assert_refused(result, message, before)
                self.assertIn("layer 2 of 2", result.err)
        with open(secret, "rb") as file:
            self.assertEqual(file.read(), b"host")
        self.assertEqual(os.listdir(outside), ["file"])

    def test_privileges_can_be_left_out(self):
        layout = self.layout(
            [[member("su", mode=0o6755), member("null", tarfile.CHRTYPE), member("fifo", tarfile.FIFOTYPE)]]
        )
        result = self.import_image(layout, "image", "--strip-privileges")
        self.assertEqual(result.code, 0, result)
        self.assertIn("privileges, or devices, of 3 files", result.out)
        self.assertEqual(os.listdir(self.root()), ["su"])
        self.assertEqual(os.stat(self.root() + "/su").st_mode, 0o100755)

    def test_run_can_leave_privileges_out(self):
        with open("/sbin/ldconfig", "rb") as file:
            program = file.read()
        layout = self.layout([[member("program", data=program, mode=0o4755)]])
        image = ["run", "--image", f"oci:{layout.path}"]
        refused = self.cli(*image, "--", "/program", "--version")
        self.assertEqual(refused.code, 2, refused)
        self.assertIn("set-user-id", refused.err)
        result = self.cli(*image, "--strip-privileges", "--", "/program", "--version")
        self.assertEqual(result.code, 0, result)
        self.assertIn("ldconfig", result.out)
        self.assertEqual(self.cli("run", "--strip-privileges", "--", "true").code, 2)

    def test_damaged_images(self):
        before = self.good()

        def damaged(change):
            layout = Layout(tempfile.mkdtemp(dir=self.folder) + "/image")
            blobs = layout.add([tar_of(BASE), tar_of([member("x", data=os.urandom(5000))])])
            change(layout, layout.blob_path(blobs[1]["digest"]))
            return layout

        def truncate(layout, path):
            os.truncate(path, os.path.getsize(path) - 100)

        def tamper(layout, path):
            with open(path, "r+b") as file:
                file.seek(1000)
                byte = file.read(1)
                file.seek(1000)
                file.write(bytes([byte[0] ^ 1]))

        def replace_by_link(layout, path):
            os.remove(path)
            os.symlink("/etc/passwd", path)

        def replace_by_fifo(layout, path):
            os.remove(path)
            os.mkfifo(path)

        cases = [
            (truncate, "it is damaged"),
            (tamper, "was changed or is damaged"),
            (lambda layout, path: os.remove(path), "No such file"),
            (replace_by_link, "symbolic link"),
            (replace_by_fifo, "is no regular file"),
            (lambda layout, path: os.remove(layout.path + "/index.json"), "No such file"),
            (lambda layout, path: layout.write("index.json", b"{"), "is no JSON"),
            (lambda layout, path: layout.write("index.json", b"[" * 100000), "is no JSON"),
            (lambda layout, path: layout.write("index.json", b" " * (5 << 20)), "too large"),
        ]
        for change, message in cases:
            with self.subTest(message):
                self.assert_refused(self.import_image(damaged(change)), message, before)

    def test_wrong_documents(self):
        before = self.good()
        base = tar_of(BASE)
        other = digest_of(b"other")
        many = Layout(os.path.join(self.folder, "many"))
        many.add([base], tag="v1")
        many.add([tar_of([member("v2")])], tag="v2")
        missing = many.path + ":v3"
        cases = [
            (self.layout([base], diff_ids=[other]).path, "unpacked it has the digest"),
            (self.layout([base], diff_ids=[other, other]).path, "has 2 layers (rootfs.diff_ids)"),
            (self.layout([base], architecture="arm64").path, "is for linux/arm64 and this host for"),
            (
                self.layout([base], platform={"os": "linux", "architecture": "arm64"}).path,
                "is for linux/arm64 and this host for linux/amd64",
            ),
            (many.path, "several images; name one by its tag; there are: v1, v2"),
            (missing, 'no image with the tag "v3"; there are: v1, v2'),
            (self.layout([b"no tar at all" * 100]).path, "neither a tar"),
            (self.layout([base[:700]]).path, "ends too early"),
            (self.layout([gzip.compress(base)]).path, "neither a tar"),
        ]
        for path, message in cases:
            with self.subTest(message):
                result = self.cli("image", "import", f"oci:{path}", "image")
                self.assert_refused(result, message, before)
        for source in ("nothing", "oci:", "docker:alpine", "oci:/nowhere", "docker-archive:/dev/null"):
            with self.subTest(source):
                self.assertEqual(self.cli("image", "import", source, "image").code, 2)
        self.assertEqual(self.snapshot(), before)

    def test_bombs(self):
        before = self.good()
        header = member("zeros")[0]
        header.size = 17 << 30
        entry = folder("d")[0].tobuf(tarfile.USTAR_FORMAT)
        long_name = member("x" * 10, data=b"")[0]
        long_name.pax_headers = {"comment": "y" * (6 << 20)}
        cases = [
            (header.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 20), "makes the image too large"),
            # Ten million entries would do as well.
            (entry * 1_000_100 + bytes(1024), "more than 1000000 entries"),
            (tar_of(BASE) + bytes(64 << 20), "a header is too large"),
            (tar_of([(long_name, b"")]), "header"),
        ]
        for tar, message in cases:
            with self.subTest(message):
                self.assert_refused(self.import_image(self.layout([tar])), message, before)
        big = self.layout([[member("zeros", data=bytes(8 << 20))]], pack=zstd)
        self.assert_refused(
            self.import_image(big, "image", "--max-store", "1MiB"), "image too large", before
        )
        result = self.import_image(big, "big", "--max-store", "9MiB")
        self.assertEqual(result.code, 0, result)
        before = self.snapshot()
        other = self.layout([[member("ones", data=b"1" * (8 << 20))]])
        result = self.import_image(other, "image", "--max-store", "9MiB")
        self.assertEqual(result.code, 4, result)
        self.assertIn("image store is full", result.err)
        self.assertIn("image gc", result.err)
        self.assertEqual(self.snapshot(), before)

    def test_a_full_disk(self):
        disk = tempfile.mkdtemp(prefix="assay-disk-")
        self.addCleanup(os.rmdir, disk)
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=300m", "tmpfs", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", disk], check=True)
        self.environment["ASSAY_STATE_DIR"] = disk + "/state"
        layout = self.layout([[member(f"d/file{i}", data=b"x" * (8 << 20)) for i in range(12)]])
        result = self.import_image(layout)
        self.assertEqual(result.code, 4, result)
        self.assertIn("does not fit on the disk", result.err)
        self.assertEqual(os.listdir(disk + "/state/images/trees"), [])
        self.assertEqual(os.listdir(disk + "/state/run"), [])

    def test_imports_at_once(self):
        layout = self.layout([[member(f"d/file{i}", data=b"x" * 1000) for i in range(500)]])
        results = []
        threads = [
            threading.Thread(target=lambda i=i: results.append(self.import_image(layout, f"n{i}")))
            for i in range(6)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([result.code for result in results], [0] * 6, results)
        images = self.cli("image", "list", "--format", "json").json["images"]
        self.assertEqual([len(image["names"]) for image in images], [6])

    def test_an_import_that_is_killed_leaves_nothing(self):
        before = self.good()
        layout = self.layout([[member(f"d/file{i}", data=b"x" * 100) for i in range(30000)]])
        process = self.start("image", "import", f"oci:{layout.path}", "image")
        run = os.path.join(self.state, "run")
        while process.poll() is None and not os.listdir(run):
            pass
        process.kill()
        process.communicate()
        self.assertEqual(self.snapshot(), before)
        self.assertEqual(self.cli("image", "gc").code, 0)
        self.assertEqual(os.listdir(run), [])


if __name__ == "__main__":
    unittest.main()
