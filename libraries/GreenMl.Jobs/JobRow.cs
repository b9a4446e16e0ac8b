using System.Data.Common;
using Google.Protobuf;
using GreenMl.Contracts.Common.V1;

namespace GreenMl.Jobs;

/// <summary>A job as a row of its table, and back.</summary>
internal static class JobRow
{
#pragma warning disable MA0045 // A row that has been read has its columns in memory.
    public const string Columns =
        "id, run_id, spec, state, attempts, crashes, cancel_requested, result, failure, measurements, "
        + "created_at, started_at, finished_at, sequence";

    /// <summary>A row of a newer version, which an older one goes back to, may have fields that this one does not know.</summary>
    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    public static Job<TSpec, TResult> Read<TSpec, TResult>(DbDataReader row)
        where TSpec : IMessage<TSpec>, new()
        where TResult : class, IMessage<TResult>, new() =>
        new()
        {
            Id = Guid.Parse(row.GetString(0)),
            RunId = row.IsDBNull(1) ? null : Guid.Parse(row.GetString(1)),
            Spec = Parser.Parse<TSpec>(row.GetString(2)),
            State = (JobState)row.GetInt64(3),
            Attempts = (int)row.GetInt64(4),
            Crashes = (int)row.GetInt64(5),
            IsCancelRequested = row.GetInt64(6) != 0,
            Result = row.IsDBNull(7) ? null : Parser.Parse<TResult>(row.GetString(7)),
            Failure = row.IsDBNull(8) ? null : Parser.Parse<Failure>(row.GetString(8)),
            Measurements = Parser.Parse<StepMeasurements>(row.GetString(9)).Steps,
            CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(10)),
            StartedAt = Time(row, 11),
            FinishedAt = Time(row, 12),
        };

    public static (string, object?)[] Parameters<TSpec, TResult>(Job<TSpec, TResult> job)
        where TSpec : IMessage<TSpec>
        where TResult : class, IMessage<TResult> =>
        [
            ("id", job.Id.ToString()),
            ("run_id", job.RunId?.ToString()),
            ("spec", JsonFormatter.Default.Format(job.Spec)),
            ("state", (long)job.State),
            ("attempts", (long)job.Attempts),
            ("crashes", (long)job.Crashes),
            ("cancel_requested", job.IsCancelRequested ? 1L : 0L),
            ("result", job.Result is null ? null : JsonFormatter.Default.Format(job.Result)),
            ("failure", job.Failure is null ? null : JsonFormatter.Default.Format(job.Failure)),
            ("measurements", JsonFormatter.Default.Format(new StepMeasurements { Steps = { job.Measurements } })),
            ("created_at", job.CreatedAt.ToUnixTimeMilliseconds()),
            ("started_at", job.StartedAt?.ToUnixTimeMilliseconds()),
            ("finished_at", job.FinishedAt?.ToUnixTimeMilliseconds()),
        ];

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
#pragma warning restore MA0045
}
