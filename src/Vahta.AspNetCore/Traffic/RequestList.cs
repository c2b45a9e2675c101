namespace Vahta.AspNetCore.Traffic;

/// <summary>Requests that are being handled, in lists of their own for each processor, so that those who come and go seldom meet.</summary>
internal sealed class RequestList
{
    private readonly Strand[] _strands = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static _ => new Strand())];

    public int Count => _strands.Sum(static strand => strand.Count);

    /// <summary>All of them, at one moment for each processor.</summary>
    public List<RequestInFlight> All
    {
        get
        {
            var all = new List<RequestInFlight>();
            foreach (var strand in _strands)
            {
                strand.CopyTo(all);
            }

            return all;
        }
    }

    public void Add(RequestInFlight request) => (request.Strand = _strands[Thread.GetCurrentProcessorId() % _strands.Length]).Add(request);

    public static void Remove(RequestInFlight request) => request.Strand!.Remove(request);

    /// <summary>A list that is linked through its requests: one that leaves is found without a search.</summary>
    internal sealed class Strand
    {
        private RequestInFlight? _latest;
        private int _count;

        /// <summary>The lock under which its requests come, go and are ended. No code of the application's is called under it.</summary>
        public Lock Gate { get; } = new();

        public int Count => Volatile.Read(ref _count);

        public void Add(RequestInFlight request)
        {
            lock (Gate)
            {
                request.Earlier = _latest;
                _latest?.Later = request;
                _latest = request;
                _count++;
            }
        }

        public void Remove(RequestInFlight request)
        {
            lock (Gate)
            {
                request.Earlier?.Later = request.Later;
                (request.Later is { } later ? ref later.Earlier : ref _latest) = request.Earlier;
                request.Earlier = request.Later = null;
                request.HasLeft = true;
                _count--;
            }
        }

        public void CopyTo(List<RequestInFlight> all)
        {
            lock (Gate)
            {
                for (var request = _latest; request is not null; request = request.Earlier)
                {
                    all.Add(request);
                }
            }
        }
    }
}
