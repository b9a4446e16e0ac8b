using System.Runtime.CompilerServices;
using GreenMl.Cli.Failures;
using Grpc.Core;

namespace GreenMl.Cli.Connections;

/// <summary>
/// A server stream that outlives its server: when it breaks it is opened again, with growing pauses, until a minute has
/// passed without a message. Each opening begins with the present state, so nothing is missed.
/// </summary>
internal sealed class ResumedStream<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Opens the stream at the server's present address.</summary>
    public required Func<CancellationToken, Task<AsyncServerStreamingCall<T>>> Open { get; init; }

    /// <summary>Whether no message follows.</summary>
    public required Func<T, bool> IsLast { get; init; }

    /// <summary>Told once an outage begins.</summary>
    public required Func<string, Task> Broken { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Whether a server that cannot be reached at first is waited for too.</summary>
    public bool IsPatientAtFirst { get; init; }

    /// <summary>The messages up to the last.</summary>
    /// <exception cref="CommandFailure">The server did not come back.</exception>
    /// <exception cref="RpcException">The server refuses.</exception>
    public async IAsyncEnumerable<T> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isPatient = IsPatientAtFirst;
        var outage = new Outage(Time);
        while (true)
        {
            using var call = await Open(cancellationToken);
            while (true)
            {
                if (await TryReadAsync(call, cancellationToken) is { } problem)
                {
                    await WaitAsync(outage, isPatient, problem, cancellationToken);
                    break;
                }

                isPatient = true;
                outage = new Outage(Time);
                yield return call.ResponseStream.Current;
                if (IsLast(call.ResponseStream.Current))
                {
                    yield break;
                }
            }
        }
    }

    /// <summary>Null when a message came, else why none did.</summary>
    private static async Task<string?> TryReadAsync(
        AsyncServerStreamingCall<T> call,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await call.ResponseStream.MoveNext(cancellationToken) ? null : "the service ended the stream";
        }
        catch (RpcException e) when (RpcFailures.IsTransient(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return RpcFailures.ReasonOf(e);
        }
    }

    private async Task WaitAsync(Outage outage, bool isPatient, string problem, CancellationToken cancellationToken)
    {
        if (!isPatient || outage.Elapsed > Patience)
        {
            var waited = isPatient ? $" for {Patience.TotalSeconds:0} s" : "";
            throw CommandFailure.Unreachable($"the service does not answer{waited}: {problem}");
        }

        if (outage.Attempts == 0)
        {
            await Broken(problem);
        }

        await Task.Delay(outage.NextPause(), Time, cancellationToken);
    }

    /// <summary>The time from the first failure on.</summary>
    private sealed class Outage(TimeProvider time)
    {
        private long _start;

        public int Attempts { get; private set; }

        public TimeSpan Elapsed => Attempts == 0 ? TimeSpan.Zero : time.GetElapsedTime(_start);

        public TimeSpan NextPause()
        {
            if (Attempts++ == 0)
            {
                _start = time.GetTimestamp();
            }

            var doubled = ShortestPause * Math.Pow(2, Attempts - 1);
            return doubled < LongestPause ? doubled : LongestPause;
        }
    }
}
