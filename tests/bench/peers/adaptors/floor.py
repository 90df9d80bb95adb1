"""The floor: the program itself."""

from peer import NONE, Barriers, Peer, command, commands


class Floor(Peer):
    name = "floor"
    barriers = Barriers(NONE, NONE, NONE, NONE)

    def contender(self, program, folder, slots):
        return commands(command(program.host_path))
