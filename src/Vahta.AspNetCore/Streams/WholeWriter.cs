using System.IO.Pipelines;
using Vahta.AspNetCore.Traffic;

namespace Vahta.AspNetCore.Streams;

/// <summary>A stream's answer as a pipe; see <see cref="WholeBody"/>.</summary>
internal sealed class WholeWriter(RequestInFlight request, PipeWriter server) : PipeWriter
{
    public override bool CanGetUnflushedBytes => server.CanGetUnflushedBytes;

    public override long UnflushedBytes => server.UnflushedBytes;

    public override void Advance(int bytes) => server.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => server.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => server.GetSpan(sizeHint);

    public override void CancelPendingFlush() => server.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => server.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => server.CompleteAsync(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => server.FlushAsync(request.OfWrites(cancellationToken));

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) => server.WriteAsync(source, request.OfWrites(cancellationToken));
}
