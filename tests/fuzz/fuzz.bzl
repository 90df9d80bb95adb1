"""Fuzz targets: see tools/fuzz."""

load("@rules_cc//cc:defs.bzl", "cc_binary", "cc_library", "cc_test")

def cc_fuzz_target(name, deps):
    """NAME.cc as a libFuzzer program, NAME, and as a test of its seeds, NAME_corpus_test.

    Args:
      name: of the target. Its seeds are in corpus/NAME.
      deps: of the target.
    """
    seeds = native.glob(["corpus/%s/*" % name])
    cc_library(
        name = name + "_target",
        testonly = True,
        srcs = [name + ".cc"],
        deps = deps,
        alwayslink = True,
    )

    # Links with --config=fuzz only.
    cc_binary(
        name = name,
        testonly = True,
        linkopts = ["-fsanitize=fuzzer,address,undefined"],
        tags = ["manual"],
        deps = [":%s_target" % name],
    )
    cc_test(
        name = name + "_corpus_test",
        size = "small",
        srcs = ["corpus_main.cc"],
        args = ["$(locations %s)" % seed for seed in seeds],
        data = seeds,
        deps = [
            ":%s_target" % name,
            "//sandbox/base:file",
        ],
    )
