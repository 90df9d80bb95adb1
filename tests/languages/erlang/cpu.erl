-module(cpu).
-export([main/0]).
power(0, X) -> X;
power(N, X) -> power(N - 1, X * 16807 rem 2147483647).
main() ->
    {ok, [N]} = io:fread("", "~d"),
    io:format("~p~n", [power(N, 1)]).
