using System.Diagnostics.CodeAnalysis;

namespace Vahta.AspNetCore.Streams;

/// <summary>
/// What an upgraded connection is spoken over. Of a WebSocket it can send the frame that says goodbye, between two frames of the handler's, whatever implements the protocol above: the client's answer then ends the handler as
/// any client's close does. What is below is disposed of only when the handler has ended: who disposes of his socket has not yet heard the client's answer.
/// </summary>
internal sealed class UpgradedStream(Stream inner, bool isWebSocket) : Stream
{
    // A close frame with the status 1001, going away.
    private static readonly byte[] s_goodbye = [0x88, 0x02, 0x03, 0xE9];

    // How long a handler that listens has to say goodbye itself; how long a client has to answer to it; how long the last answer is waited for.
    private static readonly TimeSpan s_ownGoodbye = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_answer = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lastAnswer = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ownGoodbye = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // under _writing
    private bool _wasSaidByUs;
    private bool _wasSaidByHandler;

    private volatile int _reading;
    private volatile bool _wasAnswered;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Sees to it that goodbye is said, and returns once the handler has ended, or need not be waited for.</summary>
    /// <param name="bySelf">Whether the handler may say it itself first.</param>
    /// <param name="time">The clock.</param>
    public async Task SayGoodbyeAsync(bool bySelf, TimeProvider time)
    {
        if (!isWebSocket)
        {
            return;
        }

        if (bySelf)
        {
            await WithinAsync(Task.WhenAny(_ownGoodbye.Task, _ended.Task), s_ownGoodbye, time);
        }

        if (!_ended.Task.IsCompleted && await TrySayAsync(time) && (_reading > 0 || bySelf))
        {
            await WithinAsync(_ended.Task, s_answer, time);
        }
    }

    /// <summary>The handler has ended. Where the stop is announced, the client hears goodbye, and is given a moment to answer: a connection closed with something unread would be reset, and the goodbye lost.</summary>
    public async ValueTask EndAsync(bool isAnnounced, TimeProvider time)
    {
        _ended.TrySetResult();
        if (isWebSocket && isAnnounced && await TrySayAsync(time) && !_wasAnswered)
        {
            using var late = new CancellationTokenSource(s_lastAnswer, time);
            await ReadToAnswerAsync(late.Token);
        }

        await inner.DisposeAsync();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_wasSaidByUs)
            {
                await inner.WriteAsync(buffer, cancellationToken);
                NoteGoodbye(buffer.Span);
            }
            else if (!IsClose(buffer.Span, masked: 0))
            {
                throw new IOException("The server is stopping, and has said goodbye: nothing can follow.");
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (!_wasSaidByUs)
            {
                await inner.FlushAsync(cancellationToken);
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _reading);
        try
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            NoteAnswer(buffer.Span[..count]);
            return count;
        }
        finally
        {
            Interlocked.Decrement(ref _reading);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // False where the client does not read what is being sent to it, so that nothing can be said.
    private async Task<bool> TrySayAsync(TimeProvider time)
    {
        using var late = new CancellationTokenSource(s_answer, time);
        try
        {
            await _writing.WaitAsync(late.Token);
            try
            {
                if (!_wasSaidByUs && !_wasSaidByHandler)
                {
                    _wasSaidByUs = true;
                    await SendAsync().WaitAsync(late.Token);
                }
            }
            finally
            {
                _writing.Release();
            }

            return true;
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    // To a server a write that is cancelled is a connection that is: whoever waits stops waiting, and the goodbye stays on its way.
    private async Task SendAsync()
    {
        await inner.WriteAsync(s_goodbye, CancellationToken.None);
        await inner.FlushAsync(CancellationToken.None);
    }

    private void NoteGoodbye(ReadOnlySpan<byte> written)
    {
        if (isWebSocket && IsClose(written, masked: 0))
        {
            _wasSaidByHandler = true;
            _ownGoodbye.TrySetResult();
        }
    }

    private void NoteAnswer(ReadOnlySpan<byte> read) => _wasAnswered |= read.Length == 0 || (isWebSocket && IsClose(read, masked: 4));

    // A close frame comes whole, and is all there is in what is written or read: nothing may follow it.
    private static bool IsClose(ReadOnlySpan<byte> frame, int masked) => frame.Length >= 2 && frame[0] == s_goodbye[0] && (frame[1] & 0x7F) + 2 + masked == frame.Length;

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the connection ends with, there is nobody left to hear of it.")]
    private async Task ReadToAnswerAsync(CancellationToken late)
    {
        var rest = new byte[512];
        try
        {
            while (!_wasAnswered)
            {
                _ = await ReadAsync(rest, late);
            }
        }
        catch
        {
            // The client is gone, or does not answer.
        }
    }

    private static async Task WithinAsync(Task task, TimeSpan limit, TimeProvider time) => await task.WaitAsync(limit, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
