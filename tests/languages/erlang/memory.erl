-module(memory).
-export([main/0]).
hoard(All) -> hoard([binary:copy(<<"x">>, 1048576) | All]).
main() -> hoard([]).
