"""The report as tables: text for a terminal, Markdown for the documents."""


def measured(program):
    return [peer for peer in program["peers"] if "left_out" not in peer]


def left_out(program):
    return [peer for peer in program["peers"] if "left_out" in peer]


def _rows(program):
    jobs = list(program["peers"][0]["runs_per_second"])
    head = ["", "median ms", "p90", "p99", "× floor"]
    head += [f"runs/s at {count}" for count in jobs] + [f"× floor at {count}" for count in jobs]
    head += ["faults", "switches"]
    rows = [head]
    for peer in measured(program):
        latency = peer["latency_us"]
        row = [peer["name"]]
        row += [f"{latency[name] / 1000:.2f}" for name in ("p50", "p90", "p99")]
        row.append(f"{peer['latency_over_floor']:.2f}")
        row += [f"{peer['runs_per_second'][count]:.0f}" for count in jobs]
        row += [f"{peer['throughput_over_floor'][count]:.2f}" for count in jobs]
        row += [f"{peer['page_faults']:.0f}", f"{peer['context_switches']:.0f}"]
        rows.append(row)
    return rows


def _barrier_rows(program):
    rows = [["", "namespaces", "control groups", "seccomp", "jail"]]
    for peer in measured(program):
        barriers = peer["barriers"]
        row = [barriers[name] for name in ("namespaces", "cgroups", "seccomp", "jail")]
        rows.append([peer["name"], *row])
    return rows


def _text(rows, left_columns):
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(width) if i < left_columns else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _markdown(rows, left_columns):
    ruler = ["---" if i < left_columns else "--:" for i in range(len(rows[0]))]
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ruler, *rows[1:]])


def _host_line(report):
    host = report["host"]
    name = f"{host['cpus']} cpus, Linux {host['kernel']}, cgroup {host['cgroup']}"
    warning = " (busy: preliminary figures, counts mean nothing)" if host["busy"] else ""
    return f"{name}, load {host['load']:.2f} before{warning}"


def _left_out_lines(report):
    reasons = {}
    for program in report["programs"]:
        for peer in left_out(program):
            reasons.setdefault((peer["name"], peer["left_out"]), []).append(program["name"])
    lines = []
    for (name, reason), programs in reasons.items():
        which = "" if len(programs) == len(report["programs"]) else f" ({', '.join(programs)})"
        lines.append(f"{name}{which}: {reason}")
    return lines


def text(report):
    parts = [f"{_host_line(report)}; {report['samples']} samples of each, interleaved."]
    for program in report["programs"]:
        parts.append(f"{program['title']}\n{_text(_rows(program), 1)}")
    parts.append("Barriers\n" + _text(_barrier_rows(report["programs"][0]), 5))
    if lines := _left_out_lines(report):
        parts.append("Not measured\n" + "\n".join(f"  {line}" for line in lines))
    return "\n\n".join(parts) + "\n"


def markdown(report):
    parts = [f"Measured on {_host_line(report)}; {report['samples']} samples of each, interleaved."]
    for program in report["programs"]:
        parts.append(f"{program['title']}:\n\n{_markdown(_rows(program), 1)}")
    parts.append("What each has on:\n\n" + _markdown(_barrier_rows(report["programs"][0]), 5))
    if lines := _left_out_lines(report):
        parts.append("Not measured:\n\n" + "\n".join(f"- {line}" for line in lines))
    return "\n\n".join(parts) + "\n"
