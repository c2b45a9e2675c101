using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Vahta.AspNetCore.Traffic;

namespace Vahta.AspNetCore.Streams;

/// <summary>
/// What an answer is written to. A server that has a write cancelled in its middle breaks the connection; a stream is to end whole. So the token by which it is told to end
/// does not cancel its writes: what it was saying it says to the end, unless its client has left.
/// </summary>
internal sealed class WholeBody(RequestInFlight request, IHttpResponseBodyFeature server) : IHttpResponseBodyFeature
{
    private Stream? _stream;
    private PipeWriter? _writer;

    public Stream Stream => request.SaysEvents ? _stream ??= new WholeStream(request, server.Stream) : server.Stream;

    public PipeWriter Writer => request.SaysEvents ? _writer ??= new WholeWriter(request, server.Writer) : server.Writer;

    public void DisableBuffering() => server.DisableBuffering();

    public Task StartAsync(CancellationToken cancellationToken = default) => server.StartAsync(cancellationToken);

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => server.SendFileAsync(path, offset, count, cancellationToken);

    public Task CompleteAsync() => server.CompleteAsync();
}
