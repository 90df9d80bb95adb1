"""util-linux's unshare: the namespaces alone, with the host's files in sight."""

from peer import ALL_NAMESPACES, NONE, Barriers, Peer, command, commands, find_program


class Unshare(Peer):
    name = "unshare"
    barriers = Barriers(ALL_NAMESPACES, NONE, NONE, "fresh")

    def contender(self, program, folder, slots):
        namespaces = ["--mount", "--pid", "--fork", "--net", "--ipc", "--uts", "--cgroup"]
        return commands(
            command(
                find_program("unshare"),
                "--user",
                "--map-root-user",
                *namespaces,
                "--",
                program.host_path,
            )
        )
