"""The report as a plot: latency on a logarithmic axis, throughput as bars. Written as SVG by hand.

Its colours follow the reader's light or dark scheme.
"""

import math
import xml.sax.saxutils

import table

WIDTH = 860
LABEL_WIDTH = 130
PANEL_WIDTH = 320
PANEL_GAP = 60
ROW_HEIGHT = 24
HEAD_HEIGHT = 56
AXIS_HEIGHT = 34

STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #24292f; }
  .title { font-weight: 600; font-size: 13px; }
  .number, .axis { fill: #57606a; font-size: 11px; }
  .grid { stroke: #d0d7de; stroke-width: 1; }
  .peer { fill: #8c959f; stroke: #8c959f; }
  .floor { fill: #57606a; stroke: #57606a; }
  .assay { fill: #0969da; stroke: #0969da; }
  .range { stroke-width: 3; opacity: 0.5; }
  .bar { stroke: none; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .number, .axis { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .peer { fill: #7d8590; stroke: #7d8590; }
    .floor { fill: #b1bac4; stroke: #b1bac4; }
    .assay { fill: #4493f8; stroke: #4493f8; }
  }
"""


def _text(x, y, content, kind="", anchor="start"):
    escaped = xml.sax.saxutils.escape(content)
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escaped}</text>'


def _line(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def _kind(peer):
    name = peer["name"]
    return "assay" if name.startswith("Assay") else "floor" if name == "floor" else "peer"


class LogScale:
    """Milliseconds on a logarithmic axis whose ends are 1, 2 or 5 times a power of ten."""

    def __init__(self, lowest, highest):
        exponents = range(math.floor(math.log10(lowest)) - 1, math.ceil(math.log10(highest)) + 2)
        ticks = [factor * 10.0**exponent for exponent in exponents for factor in (1, 2, 5)]
        first = max(i for i, tick in enumerate(ticks) if tick <= lowest)
        last = min(i for i, tick in enumerate(ticks) if tick >= highest)
        self.ticks = ticks[first : max(last, first + 1) + 1]

    def position(self, value):
        """0 at the first tick, 1 at the last."""
        low, high = math.log10(self.ticks[0]), math.log10(self.ticks[-1])
        return (math.log10(value) - low) / (high - low)


def _latency_panel(peers, x, y):
    height = ROW_HEIGHT * len(peers)
    values = [peer["latency_us"][name] / 1000 for peer in peers for name in ("p10", "p90")]
    scale = LogScale(min(values), max(values))
    parts = [_text(x, y - 12, "Latency, ms: median, 10th to 90th percentile", "axis")]
    for tick in scale.ticks:
        at = x + PANEL_WIDTH * scale.position(tick)
        parts.append(_line(at, y, at, y + height, "grid"))
        parts.append(_text(at, y + height + 16, f"{tick:g}", "axis", "middle"))
    for i, peer in enumerate(peers):
        middle = y + ROW_HEIGHT * (i + 0.5)
        low, median, high = (
            x + PANEL_WIDTH * scale.position(peer["latency_us"][name] / 1000)
            for name in ("p10", "p50", "p90")
        )
        parts.append(_text(x - 12, middle + 4, peer["name"], "", "end"))
        parts.append(_line(low, middle, high, middle, f"range {_kind(peer)}"))
        parts.append(f'<circle cx="{median:.1f}" cy="{middle:.1f}" r="4.5" class="{_kind(peer)}"/>')
        number = f"{peer['latency_us']['p50'] / 1000:.1f}"
        # To the left where the right end of the panel is near.
        if high > x + 0.85 * PANEL_WIDTH:
            parts.append(_text(min(low, median - 5) - 6, middle + 4, number, "number", "end"))
        else:
            parts.append(_text(max(high, median + 5) + 6, middle + 4, number, "number"))
    return parts


def _throughput_panel(peers, in_flight, x, y):
    highest = max(peer["runs_per_second"][in_flight] for peer in peers)
    parts = [_text(x, y - 12, f"Runs a second, {in_flight} in flight", "axis")]
    parts.append(_line(x, y, x, y + ROW_HEIGHT * len(peers), "grid"))
    for i, peer in enumerate(peers):
        rate = peer["runs_per_second"][in_flight]
        top = y + ROW_HEIGHT * i
        width = 0.85 * PANEL_WIDTH * rate / highest
        parts.append(
            f'<rect x="{x:.1f}" y="{top + 5:.1f}" width="{width:.1f}" '
            f'height="{ROW_HEIGHT - 10}" class="bar {_kind(peer)}"/>'
        )
        parts.append(_text(x + width + 6, top + ROW_HEIGHT / 2 + 4, f"{rate:.0f}", "number"))
    return parts


def svg(report):
    """A row of two panels for each program, at the first number of runs in flight."""
    parts = []
    y = 0
    for program in report["programs"]:
        peers = table.measured(program)
        in_flight = next(iter(peers[0]["runs_per_second"]))
        parts.append(_text(LABEL_WIDTH, y + 22, program["title"], "title"))
        top = y + HEAD_HEIGHT
        parts += _latency_panel(peers, LABEL_WIDTH, top)
        parts += _throughput_panel(peers, in_flight, LABEL_WIDTH + PANEL_WIDTH + PANEL_GAP, top)
        y = top + ROW_HEIGHT * len(peers) + AXIS_HEIGHT
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y}" '
        f'viewBox="0 0 {WIDTH} {y}" role="img">\n'
        "<title>Latency and throughput of a run, by sandbox</title>\n"
        f"<style>{STYLE}</style>\n{body}\n</svg>\n"
    )
