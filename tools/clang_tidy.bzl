"""clang-tidy over library code, as an aspect: a file is checked again only when it or a header changed."""

def _is_checked(file):
    return file.is_source and file.extension == "cc"

def _clang_tidy_impl(target, ctx):
    rule = ctx.rule
    if target.label.workspace_name or getattr(rule.attr, "testonly", False):
        return []
    if rule.kind not in ["cc_library", "cc_binary"]:
        return []

    contexts = [
        provider[CcInfo].compilation_context
        for provider in [target] + rule.attr.deps
        if CcInfo in provider
    ]
    headers = depset(transitive = [context.headers for context in contexts])
    sources = [file for source in rule.attr.srcs for file in source.files.to_list()]
    private_headers = [file for file in sources if file.extension == "h"]
    quote_includes = depset(transitive = [context.quote_includes for context in contexts])
    system_includes = depset(transitive = [context.system_includes for context in contexts])

    reports = []
    for source in sources:
        if not _is_checked(source):
            continue
        report = ctx.actions.declare_file("{}.{}.tidy".format(target.label.name, source.basename))
        arguments = ctx.actions.args()
        arguments.add(report)
        arguments.add(source)
        arguments.add("--quiet")
        arguments.add(ctx.file._config, format = "--config-file=%s")
        arguments.add("--")
        arguments.add_all(["-std=c++20", "-D_GNU_SOURCE", "-iquote", "."])
        arguments.add_all(quote_includes, before_each = "-iquote")
        arguments.add_all(system_includes, before_each = "-isystem")
        arguments.add_all(rule.attr.copts)
        ctx.actions.run_shell(
            inputs = depset([source, ctx.file._config] + private_headers, transitive = [headers]),
            outputs = [report],
            # What it says of suppressed warnings of system headers is no news.
            command = "report=$1; shift; clang-tidy \"$@\" >\"$report\" 2>\"$report.err\" || " +
                      "{ cat \"$report\" \"$report.err\"; exit 1; }",
            arguments = [arguments],
            mnemonic = "ClangTidy",
            progress_message = "Checking " + source.short_path,
            use_default_shell_env = True,
        )
        reports.append(report)
    return [OutputGroupInfo(tidy = depset(reports))]

clang_tidy = aspect(
    doc = "Checks the sources of non-test C++ rules; output group `tidy`.",
    implementation = _clang_tidy_impl,
    attrs = {
        "_config": attr.label(
            default = "//:.clang-tidy",
            allow_single_file = True,
        ),
    },
)
