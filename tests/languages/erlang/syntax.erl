-module(syntax).
-export([main/0]).
main() -> undefined_function().
