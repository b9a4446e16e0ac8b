using GreenMl.Platform.Broker.Protocol;

namespace GreenMl.Platform.Broker.Messages;

/// <summary>The rules of every batch operation.</summary>
internal static class Batch
{
    public const int MostEntries = 10;
    private const int LongestId = 80;

    /// <exception cref="AwsException">EmptyBatchRequest, TooManyEntriesInBatchRequest, InvalidBatchEntryId or BatchEntryIdsNotDistinct.</exception>
    public static List<T> Check<T>(List<T>? entries)
        where T : IBatchEntry
    {
        if (entries is not { Count: > 0 })
        {
            throw AwsException.Sqs("EmptyBatchRequest", "There should be at least one entry in the request.");
        }

        if (entries.Count > MostEntries)
        {
            throw AwsException.Sqs(
                "TooManyEntriesInBatchRequest",
                $"Maximum number of entries per request are {MostEntries}. You have sent {entries.Count}."
            );
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (!IsValid(entry.Id))
            {
                throw AwsException.Sqs(
                    "InvalidBatchEntryId",
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. "
                        + $"It can be at most {LongestId} letters long."
                );
            }

            if (!ids.Add(entry.Id!))
            {
                throw AwsException.Sqs("BatchEntryIdsNotDistinct", $"Id {entry.Id} repeated.");
            }
        }

        return entries;
    }

    /// <summary>Runs each entry; one that breaks a rule fails alone.</summary>
    public static BatchResponse<TResult> Run<T, TResult>(IReadOnlyList<T> entries, Func<T, TResult> run)
        where T : IBatchEntry
    {
        List<TResult> successful = [];
        List<BatchError> failed = [];
        foreach (var entry in entries)
        {
            try
            {
                successful.Add(run(entry));
            }
            catch (AwsException e)
            {
                failed.Add(new BatchError(entry.Id!, e.Code, e.Message, e.IsSenderFault));
            }
        }

        return new BatchResponse<TResult>(successful, failed);
    }

    private static bool IsValid(string? id) =>
        id is { Length: >= 1 and <= LongestId } && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
