"""Static programs that stay as they are under --config=asan, ubsan and tsan."""

load("@rules_cc//cc:defs.bzl", "cc_binary")

def cc_static_binary(name, srcs, copts = [], testonly = False, visibility = None):
    """A cc_binary that is linked statically and never instrumented.

    Sanitizers need a dynamic libc and memory of their own in each process. The launcher's jails share
    its memory, and a program that is measured or confined must be the same in each configuration.
    It has no deps: those would be instrumented.

    Args:
      name: the binary's name.
      srcs: its sources and headers.
      copts: as for cc_binary.
      testonly: as for every rule.
      visibility: as for every rule.
    """
    cc_binary(
        name = name,
        testonly = testonly,
        srcs = srcs,
        copts = copts + ["-fno-sanitize=all"],
        linkopts = ["-static"],
        visibility = visibility,
    )
