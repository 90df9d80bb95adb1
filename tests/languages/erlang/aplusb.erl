-module(aplusb).
-export([main/0]).

main() ->
    {ok, Text} = read(<<>>),
    [_ | Numbers] = [binary_to_integer(W) || W <- binary:split(Text, [<<" ">>, <<"\n">>], [global]), W =/= <<>>],
    io:put_chars(sums(Numbers)).

read(Text) ->
    case file:read(standard_io, 65536) of
        {ok, More} -> read(<<Text/binary, (iolist_to_binary(More))/binary>>);
        eof -> {ok, Text}
    end.

sums([A, B | Rest]) -> [integer_to_list(A + B), $\n | sums(Rest)];
sums([]) -> [].
