"""C++ classes of protobuf files, made by the system's protoc."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def cc_proto(name, protos, deps = [], visibility = None):
    """A cc_library of the messages in `protos`, which import by path from the workspace's root.

    Args:
      name: the library's name.
      protos: the .proto files of this package.
      deps: other cc_proto libraries that are imported.
      visibility: as for every rule.
    """
    stems = [p[:-len(".proto")] for p in protos]
    native.filegroup(
        name = name + "_protos",
        srcs = protos,
        visibility = visibility,
    )
    native.genrule(
        name = name + "_gen",
        srcs = protos + [d + "_protos" for d in deps],
        outs = [s + ext for s in stems for ext in [".pb.cc", ".pb.h"]],
        cmd = "protoc -I. --cpp_out=$(GENDIR) " +
              " ".join(["$(location %s)" % p for p in protos]),
    )
    cc_library(
        name = name,
        srcs = [s + ".pb.cc" for s in stems],
        hdrs = [s + ".pb.h" for s in stems],
        copts = ["-w"],
        visibility = visibility,
        deps = deps + ["@com_google_protobuf//:protobuf"],
    )
