using System.Globalization;
using System.Text;
using GreenMl.Sql;
using MassTransit;

namespace GreenMl.Messaging.Sagas;

/// <summary>One page of a list of sagas.</summary>
/// <param name="Sagas">Newest first.</param>
/// <param name="NextPageToken">Fetches the next page; null on the last one.</param>
/// <typeparam name="TSaga">The saga.</typeparam>
public sealed record SagaPage<TSaga>(IReadOnlyList<TSaga> Sagas, string? NextPageToken);

/// <summary>Reads the sagas of one type. Only messages change them.</summary>
/// <param name="database">The service's database.</param>
/// <typeparam name="TSaga">The saga.</typeparam>
public sealed class SagaStore<TSaga>(Database database)
    where TSaga : class, ISagaVersion
{
    /// <summary>The largest page.</summary>
    public const int MaxPageSize = 1000;

    /// <summary>The saga, or null when there is none with this id.</summary>
    public Task<TSaga?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        database.ReadAsync(session => SagaTable<TSaga>.FindAsync(session, id), cancellationToken);

    /// <summary>Lists the sagas, newest first.</summary>
    /// <param name="state">Only those in this state; null: all.</param>
    /// <param name="pageSize">At most so many, 1 to <see cref="MaxPageSize"/>.</param>
    /// <param name="pageToken">From the page before; null or empty: the first page.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page size is out of its range.</exception>
    /// <exception cref="FormatException">The page token is none of this method's.</exception>
    public async Task<SagaPage<TSaga>> ListAsync(
        string? state,
        int pageSize,
        string? pageToken,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pageSize, MaxPageSize);
        (long, string)? after = string.IsNullOrEmpty(pageToken) ? null : Decode(pageToken);
        // One more than asked for tells whether there is another page.
        var rows = await database.ReadAsync(
            session => SagaTable<TSaga>.ListAsync(session, state, after, pageSize + 1),
            cancellationToken
        );
        var page = rows.Take(pageSize).ToList();
        return new([.. page.Select(row => row.Saga)], rows.Count > pageSize ? Encode(page[^1]) : null);
    }

    private static string Encode(SagaRow<TSaga> last) =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{last.CreatedAtUnixMs}/{last.Saga.CorrelationId}"));

    private static (long, string) Decode(string pageToken)
    {
        Span<byte> bytes = stackalloc byte[64];
        return
            Convert.TryFromBase64String(pageToken, bytes, out var length)
            && Encoding.ASCII.GetString(bytes[..length]).Split('/') is [var created, var id]
            && long.TryParse(created, NumberStyles.None, CultureInfo.InvariantCulture, out var createdAtUnixMs)
            && Guid.TryParse(id, out _)
            ? (createdAtUnixMs, id)
            : throw new FormatException(
                $"The page token '{pageToken}' is not valid; pass the next page token of the page before, or none."
            );
    }
}
