using System.Buffers;
using Microsoft.Extensions.Options;

namespace GreenMl.Platform.Broker.Protocol;

/// <summary>Reads request bodies into memory within a budget that all connections share.</summary>
internal sealed class RequestBodies(IOptions<BrokerOptions> options)
{
    private long _buffered;

    /// <exception cref="AwsException">The length is missing or too large, or too much is being read already.</exception>
    public async Task<RequestBody> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var length = CheckLength(request.ContentLength);
        if (Interlocked.Add(ref _buffered, length) > options.Value.MaxBufferedBytes)
        {
            Release(length);
            throw AwsException.ServiceUnavailable(
                $"Requests of more than {options.Value.MaxBufferedBytes} bytes are being read; try again."
            );
        }

        var body = new RequestBody(this, ArrayPool<byte>.Shared.Rent(length), length);
        try
        {
            await request.Body.ReadExactlyAsync(body.Buffer.AsMemory(0, length), cancellationToken);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    internal void Release(int length) => Interlocked.Add(ref _buffered, -length);

    private int CheckLength(long? length) =>
        length switch
        {
            null => throw new AwsException(
                "MissingContentLength",
                "The request must have a Content-Length header.",
                status: StatusCodes.Status411LengthRequired
            ),
            { } bytes when bytes > options.Value.MaxRequestBytes => throw new AwsException(
                "RequestEntityTooLarge",
                $"The request has {bytes} bytes; Broker:MaxRequestBytes is {options.Value.MaxRequestBytes}.",
                status: StatusCodes.Status413PayloadTooLarge
            ),
            { } bytes => (int)bytes,
        };
}

/// <summary>The bytes of one request and their share of the budget, until it is disposed.</summary>
internal sealed class RequestBody(RequestBodies owner, byte[] buffer, int length) : IDisposable
{
    private bool _isDisposed;

    internal byte[] Buffer => buffer;

    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            ArrayPool<byte>.Shared.Return(buffer);
            owner.Release(length);
        }
    }
}
