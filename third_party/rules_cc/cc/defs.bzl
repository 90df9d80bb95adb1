"""Stand-in for rules_cc, whose Debian version is too new for Bazel 4.2.3: the native rules, re-exported."""

cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
cc_proto_library = native.cc_proto_library

def cc_flags_supplier(**_kwargs):
    pass

def compiler_flag(**_kwargs):
    pass
