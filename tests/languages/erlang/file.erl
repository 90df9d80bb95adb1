-module(file_attempt).
-export([main/0]).
main() ->
    case file:read_file("/etc/passwd") of
        {ok, _} -> io:format("done~n");
        _ -> io:format("refused~n")
    end.
