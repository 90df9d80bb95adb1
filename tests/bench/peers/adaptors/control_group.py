"""A control group for peers that want one to exist, or that leave theirs behind."""

import glob
import os

ROOT = "/sys/fs/cgroup"


def is_v2():
    """Whether the one hierarchy of version 2 has all controllers."""
    return os.path.exists(os.path.join(ROOT, "cgroup.controllers"))


def make_group(name, controllers):
    """Makes the group `name` below the root of each version 1 controller."""
    for controller in controllers:
        os.makedirs(os.path.join(ROOT, controller, name), exist_ok=True)


def remove_group(name):
    """Removes the group `name` with its children from every hierarchy; what is busy stays."""
    for top in glob.glob(os.path.join(ROOT, name)) + glob.glob(os.path.join(ROOT, "*", name)):
        for folder, _, _ in os.walk(top, topdown=False):
            try:
                os.rmdir(folder)
            except OSError:
                pass
