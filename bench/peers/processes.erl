#!/usr/bin/env escript
%% Erlang's processes as units: each idles until it is told to stop, and whoever started it watches it, which is the least an Erlang supervisor does.
%% Asked for wide: how many milliseconds they take to be started and stopped; for bytes: how many each keeps. Prints the variant, a tab, the value.
-mode(compile).
-export([main/1]).

-define(SAMPLES, 3).

main(["wide"]) -> lists:foreach(fun wide/1, [1, 1000, 10000, 100000]);
main(["bytes"]) -> io:format("awaits its token\t~.1f~n", [bytes(100000)]).

wide(Count) ->
    {Starts, Stops} = lists:unzip([live(Count) || _ <- lists:seq(1, ?SAMPLES)]),
    io:format("start of ~ts\t~.3f~n", [grouped(Count), median(Starts)]),
    io:format("start of ~ts, adding them included\t~.3f~n", [grouped(Count), median(Starts)]),
    io:format("stop of ~ts, not throwing\t~.3f~n", [grouped(Count), median(Stops)]).

live(Count) ->
    erlang:garbage_collect(),
    {Start, Processes} = timer:tc(fun() -> start(Count) end),
    {Stop, _} = timer:tc(fun() -> stop(Processes) end),
    {Start / 1000, Stop / 1000}.

bytes(Count) ->
    erlang:garbage_collect(),
    Before = erlang:memory(total),
    Processes = start(Count),
    erlang:garbage_collect(),
    Live = erlang:memory(total) - Before,
    stop(Processes),
    Live / Count.

%% All of them have begun once each has said so.
start(Count) ->
    Parent = self(),
    Processes = [spawn_monitor(fun() -> Parent ! begun, idle() end) || _ <- lists:seq(1, Count)],
    [receive begun -> ok end || _ <- Processes],
    Processes.

idle() -> receive stop -> ok end.

stop(Processes) ->
    [Process ! stop || {Process, _} <- Processes],
    [receive {'DOWN', Monitor, _, _, _} -> ok end || {_, Monitor} <- Processes].

median(Values) -> lists:nth(?SAMPLES div 2 + 1, lists:sort(Values)).

grouped(Count) when Count < 1000 -> integer_to_list(Count);
grouped(Count) -> io_lib:format("~ts,~3..0b", [grouped(Count div 1000), Count rem 1000]).
