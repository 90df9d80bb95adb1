"""Files built into a program."""

load("@rules_cc//cc:defs.bzl", "cc_library")

def cc_embed_texts(name, srcs, symbol, namespace, visibility = None):
    """A cc_library whose header NAME.h declares a table of file stems and contents.

    The header declares `extern const std::pair<const char*, const char*> SYMBOL[]` and
    `extern const size_t SYMBOLCount` in `namespace`.

    Args:
      name: the library's name.
      srcs: text files, each less than 64 KiB, without the sequence `)assay"`.
      symbol: name of the table, such as kPolicies.
      namespace: C++ namespace.
      visibility: as for every rule.
    """
    native.genrule(
        name = name + "_gen",
        srcs = srcs,
        outs = [name + ".h", name + ".cc"],
        cmd = """
h=$(location {name}.h); c=$(location {name}.cc)
printf '#pragma once\\n#include <cstddef>\\n#include <utility>\\nnamespace {ns} {{\\nextern const std::pair<const char*, const char*> {symbol}[];\\nextern const size_t {symbol}Count;\\n}}\\n' > $$h
{{
  printf '#include "%s/{name}.h"\\nnamespace {ns} {{\\nextern const std::pair<const char*, const char*> {symbol}[] = {{\\n' {package}
  for f in $(SRCS); do
    b=$${{f##*/}}
    printf '{{"%s", R"assay(' "$${{b%%.*}}"; cat $$f; printf ')assay"}},\\n'
  done
  printf '}};\\nextern const size_t {symbol}Count = sizeof {symbol} / sizeof {symbol}[0];\\n}}\\n'
}} > $$c
""".format(name = name, symbol = symbol, ns = namespace, package = native.package_name()),
    )
    cc_library(
        name = name,
        srcs = [name + ".cc"],
        hdrs = [name + ".h"],
        visibility = visibility,
    )

def cc_embed_binary(name, src, symbol, visibility = None):
    """A cc_library with the bytes of `src` between `_binary_SYMBOL_start` and `_binary_SYMBOL_end`.

    Args:
      name: the library's name.
      src: the file.
      symbol: a C identifier.
      visibility: as for every rule.
    """
    native.genrule(
        name = name + "_gen",
        srcs = [src],
        outs = [name + ".o"],
        cmd = """
d=$$(mktemp -d); trap "rm -rf $$d" EXIT
cp $< $$d/{symbol}; o=$$PWD/$@
cd $$d && ld -r -z noexecstack -b binary -o $$o {symbol}
""".format(symbol = symbol),
    )
    cc_library(
        name = name,
        srcs = [name + ".o"],
        visibility = visibility,
    )
