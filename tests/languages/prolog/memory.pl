hoard(All) :- length(Block, 1000), hoard([Block|All]).
main :- hoard([]).
