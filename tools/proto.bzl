"""C++ classes of protobuf and gRPC files, made by the system's protoc."""

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

def cc_grpc(name, protos, deps, visibility = None):
    """A cc_library of the services in `protos`, for the callback API too.

    Args:
      name: the library's name.
      protos: .proto files of this package.
      deps: the cc_proto libraries of their messages, theirs included, and of what these import.
      visibility: as for every rule.
    """
    stems = [p[:-len(".proto")] for p in protos]
    native.genrule(
        name = name + "_gen",
        srcs = protos + [d + "_protos" for d in deps],
        outs = [s + ext for s in stems for ext in [".grpc.pb.cc", ".grpc.pb.h"]],
        cmd = "protoc -I. --plugin=protoc-gen-grpc=$$(command -v grpc_cpp_plugin) " +
              "--grpc_out=$(GENDIR) " + " ".join(["$(location %s)" % p for p in protos]),
    )
    cc_library(
        name = name,
        srcs = [s + ".grpc.pb.cc" for s in stems],
        hdrs = [s + ".grpc.pb.h" for s in stems],
        copts = ["-w"],
        visibility = visibility,
        deps = deps + ["@com_github_grpc_grpc//:grpc++"],
    )
