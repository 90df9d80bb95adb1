"""What was measured, as figures: samples in, quantiles and ratios out."""

import dataclasses
import math

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9, "p99": 0.99}


def quantile(samples, fraction):
    """The smallest sample that the fraction of all samples does not exceed (nearest rank)."""
    ordered = sorted(samples)
    return ordered[max(math.ceil(fraction * len(ordered)), 1) - 1]


def median(samples):
    return quantile(samples, 0.5)


@dataclasses.dataclass
class PeerSamples:
    """What the driver said of one contender."""

    name: str
    barriers: object
    # Why it is not measured; empty when it is.
    left_out: str = ""
    latencies_us: list = dataclasses.field(default_factory=list)
    # Runs in flight -> runs per second, one for each block.
    rates: dict = dataclasses.field(default_factory=dict)
    page_faults: list = dataclasses.field(default_factory=list)
    context_switches: list = dataclasses.field(default_factory=list)

    def add(self, kind, fields):
        if kind == "left_out":
            self.left_out = f"failed its check: {fields['reason']}"
        elif kind == "latency":
            self.latencies_us += fields["samples_us"]
        elif kind == "throughput":
            self.rates.setdefault(fields["in_flight"], []).append(fields["runs_per_second"])
        elif kind == "counts":
            self.page_faults.append(fields["page_faults_per_run"])
            self.context_switches.append(fields["context_switches_per_run"])
        else:
            raise ValueError(f"the driver told an unknown event {kind}")

    def figures(self, floor):
        """A dictionary for JSON. `floor` is the first contender's PeerSamples."""
        figures = {"name": self.name, "barriers": dataclasses.asdict(self.barriers)}
        if self.left_out:
            return {**figures, "left_out": self.left_out}
        figures["latency_us"] = {
            name: round(quantile(self.latencies_us, q), 1) for name, q in QUANTILES.items()
        }
        figures["latency_over_floor"] = round(
            median(self.latencies_us) / median(floor.latencies_us), 3
        )
        rates = {jobs: median(blocks) for jobs, blocks in sorted(self.rates.items())}
        figures["runs_per_second"] = {str(jobs): round(rate, 1) for jobs, rate in rates.items()}
        figures["throughput_over_floor"] = {
            str(jobs): round(rate / median(floor.rates[jobs]), 3) for jobs, rate in rates.items()
        }
        figures["page_faults"] = round(median(self.page_faults), 1)
        figures["context_switches"] = round(median(self.context_switches), 1)
        return figures


def program_figures(program, peers):
    """A program's part of the report. The first of `peers` is the floor: ValueError without it."""
    if peers[0].left_out:
        raise ValueError(f"the floor is not measured: {peers[0].left_out}")
    return {
        "name": program.name,
        "title": program.title,
        "peers": [peer.figures(peers[0]) for peer in peers],
    }
