-module(exception).
-export([main/0]).
main() -> error(boom).
