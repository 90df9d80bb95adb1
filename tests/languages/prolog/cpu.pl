power(0, X, X) :- !.
power(N, X, Y) :- M is N - 1, Z is X * 16807 mod 2147483647, power(M, Z, Y).
main :- read_line_to_string(user_input, Line), number_string(N, Line), power(N, 1, X), writeln(X).
