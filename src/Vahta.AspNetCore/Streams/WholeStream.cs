using Vahta.AspNetCore.Traffic;

namespace Vahta.AspNetCore.Streams;

/// <summary>A stream's answer as a stream of bytes; see <see cref="WholeBody"/>.</summary>
internal sealed class WholeStream(RequestInFlight request, Stream server) : Stream
{
    public override bool CanRead => server.CanRead;

    public override bool CanSeek => server.CanSeek;

    public override bool CanWrite => server.CanWrite;

    public override long Length => server.Length;

    public override long Position
    {
        get => server.Position;
        set => server.Position = value;
    }

    public override int Read(byte[] buffer, int offset, int count) => server.Read(buffer, offset, count);

    public override long Seek(long offset, SeekOrigin origin) => server.Seek(offset, origin);

    public override void SetLength(long value) => server.SetLength(value);

    public override void Write(byte[] buffer, int offset, int count) => server.Write(buffer, offset, count);

    public override void Flush() => server.Flush();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => server.WriteAsync(buffer, request.OfWrites(cancellationToken));

    public override Task FlushAsync(CancellationToken cancellationToken) => server.FlushAsync(request.OfWrites(cancellationToken));
}
