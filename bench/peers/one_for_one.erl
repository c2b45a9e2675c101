#!/usr/bin/env escript
%% How many times a second an Erlang supervisor brings back what exits: one_for_one, an intensity nobody reaches, nothing logged. Each child counts its start and
%% exits by itself, until the count is reached. Prints the variant, a tab, the value.
-mode(compile).
-behaviour(supervisor).
-export([main/1, init/1, start_child/1, child/1]).

-define(BURSTS, 20).

main(_) ->
    logger:set_primary_config(level, none),
    process_flag(trap_exit, true),
    lists:foreach(fun({Variant, Measure}) -> Measure(), io:format("~ts\t~.3f~n", [Variant, Measure()]) end,
        [{"one unit, bursts of 1,000", fun bursts/0},
         {"one unit, 50,000 in a row", fun() -> per_second(1, 50000) end},
         {"1,000 units at once, 50,000 in all", fun() -> per_second(1000, 50000) end}]).

bursts() ->
    lists:nth(?BURSTS div 2 + 1, lists:sort([per_second(1, 1000) || _ <- lists:seq(1, ?BURSTS)])).

per_second(Units, Restarts) ->
    Run = {self(), atomics:new(1, []), Units, Units + Restarts},
    {ok, Supervisor} = supervisor:start_link(?MODULE, Run),
    Children = [Pid || {_, Pid, _, _} <- supervisor:which_children(Supervisor)],
    Began = erlang:monotonic_time(microsecond),
    [Pid ! go || Pid <- Children],
    receive all -> ok end,
    Took = erlang:monotonic_time(microsecond) - Began,
    exit(Supervisor, shutdown),
    receive {'EXIT', Supervisor, _} -> ok end,
    Restarts * 1000000 / Took.

init(Run = {_, _, Units, _}) ->
    Child = {?MODULE, start_child, [Run]},
    {ok, {#{strategy => one_for_one, intensity => 1000000000, period => 1},
          [#{id => Id, start => Child, restart => permanent, shutdown => brutal_kill} || Id <- lists:seq(1, Units)]}}.

start_child(Run) ->
    {ok, spawn_link(?MODULE, child, [Run])}.

child({Tester, Starts, Units, Last}) ->
    case atomics:add_get(Starts, 1, 1) of
        First when First =< Units -> receive go -> exit(failed) end;
        Last -> Tester ! all, receive go -> ok end;
        Later when Later > Last -> receive go -> ok end;
        _ -> exit(failed)
    end.
