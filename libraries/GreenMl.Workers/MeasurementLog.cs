using System.Text.Json;
using GreenMl.Footprint;

namespace GreenMl.Workers;

/// <summary>
/// The measurements of a job in a file of JSON lines. An open step is written again and again, the last line of a step
/// counts: a worker killed at any moment loses at most what it used since its last report.
/// </summary>
public sealed class MeasurementLog(string path)
{
    private const byte NewLine = (byte)'\n';
    private readonly Guid _attempt = Guid.CreateVersion7();

    /// <summary>The steps of every attempt, in the order in which they began.</summary>
    public IReadOnlyList<StepMeasurement> Read()
    {
        if (!File.Exists(path))
        {
            return [];
        }

        var steps = new OrderedDictionary<(Guid, int), StepMeasurement>();
        foreach (var line in File.ReadLines(path))
        {
            if (TryParse(line) is { } parsed)
            {
                steps[(parsed.Attempt, parsed.Sequence)] = parsed.Measurement;
            }
        }

        return [.. steps.Values];
    }

#pragma warning disable MA0045 // Work reports from inside its own loops, which have nothing to await.
    /// <summary>Appends the state of the step numbered <paramref name="sequence"/> of this attempt.</summary>
    internal void Append(int sequence, StepMeasurement measurement)
    {
        var line = new MeasurementLine(_attempt, sequence, measurement);
        byte[] bytes =
        [
            .. JsonSerializer.SerializeToUtf8Bytes(line, WorkerJsonContext.Default.MeasurementLine),
            NewLine,
        ];
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (file.Length > 0)
        {
            file.Seek(-1, SeekOrigin.End);
            var isWhole = file.ReadByte() == NewLine;
            if (!isWhole)
            {
                file.WriteByte(NewLine);
            }
        }

        file.Write(bytes);
    }
#pragma warning restore MA0045

    /// <summary>A line torn by a kill is no measurement.</summary>
    private static MeasurementLine? TryParse(string line)
    {
        try
        {
            return line.Length == 0
                ? null
                : JsonSerializer.Deserialize(line, WorkerJsonContext.Default.MeasurementLine);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
