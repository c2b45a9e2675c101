using Grpc.Core;
using Grpc.Net.Client;

namespace Vahta.AspNetCore.Tests.Grpc;

/// <summary>How gRPC's calls end with the application.</summary>
public sealed class GrpcTests
{
    [Fact]
    public async Task N12_a_stream_to_the_client_is_told_at_the_announcement_and_ends_with_a_status()
    {
        await using var site = await OpenAsync();
        using var channel = Open(site);
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(Feed.WatchMethod, null, default, "all");
        Assert.True(await call.ResponseStream.MoveNext());
        var next = call.ResponseStream.MoveNext();

        var report = await site.Dispatcher.StopAsync();

        var thrown = await Assert.ThrowsAsync<RpcException>(() => next);
        Assert.Equal((StatusCode.Unavailable, "The server is stopping."), (thrown.StatusCode, thrown.Status.Detail));
        AssertQuick(report);
    }

    [Fact]
    public async Task N12_a_stream_both_ways_is_told_as_well()
    {
        await using var site = await OpenAsync();
        using var channel = Open(site);
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(Feed.ChatMethod, null, default);
        await call.RequestStream.WriteAsync("ahoy");
        Assert.True(await call.ResponseStream.MoveNext());
        var next = call.ResponseStream.MoveNext();

        var report = await site.Dispatcher.StopAsync();

        var thrown = await Assert.ThrowsAsync<RpcException>(() => next);
        Assert.Equal((StatusCode.Unavailable, "The server is stopping."), (thrown.StatusCode, thrown.Status.Detail));
        AssertQuick(report);
    }

    [Fact]
    public async Task J2_a_call_with_one_answer_finishes()
    {
        await using var site = await OpenAsync();
        using var channel = Open(site);
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(Feed.AskMethod, null, default, "how long");
        var asked = site.Application.Services.GetRequiredService<Feed.Asked>();
        await asked.Begun.Task;

        var stopping = site.Dispatcher.StopAsync();
        asked.Answer.SetResult();

        Assert.Equal("done", await call.ResponseAsync);
        AssertQuick(await stopping);
    }

    private static Task<Site> OpenAsync() => Site.StartAsync(
        static application => application.MapGrpcService<Feed>(),
        build: static builder =>
        {
            builder.Services.AddGrpc();
            builder.Services.AddSingleton<Feed.Asked>();
            Http2.Only(builder);
        });

    private static GrpcChannel Open(Site site) => GrpcChannel.ForAddress(site.Client.BaseAddress!);

    private static void AssertQuick(RunReport report) => Assert.Equal((0, true), (report.ExitCode, report.Stopping < TimeSpan.FromSeconds(5)));
}
