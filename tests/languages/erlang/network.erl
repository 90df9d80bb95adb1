-module(network).
-export([main/0]).
main() ->
    case catch gen_tcp:connect("127.0.0.1", 80, []) of
        {ok, _} -> io:format("done~n");
        _ -> io:format("refused~n")
    end.
