using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Pipelines.V1;

namespace GreenMl.Cli.Output;

/// <summary>Quantities and states as people read them.</summary>
internal static class Format
{
    public static string Energy(double joules) =>
        joules switch
        {
            0 => "",
            < 1000 => $"{joules:0.#} J",
            < 1e6 => $"{joules / 1e3:0.00} kJ",
            _ => $"{joules / 1e6:0.00} MJ",
        };

    public static string Duration(double seconds) =>
        seconds switch
        {
            < 60 => $"{seconds:0} s",
            < 3600 => $"{(int)seconds / 60} min {(int)seconds % 60} s",
            _ => $"{(int)seconds / 3600} h {(int)seconds / 60 % 60} min",
        };

    public static string Bytes(double bytes) =>
        bytes switch
        {
            < 1024 => $"{bytes:0} B",
            < 1024 * 1024 => $"{bytes / 1024:0.0} KiB",
            < 1024 * 1024 * 1024 => $"{bytes / 1024 / 1024:0.0} MiB",
            _ => $"{bytes / 1024 / 1024 / 1024:0.00} GiB",
        };

    public static string Percent(double share) => $"{100 * share:0.00} %";

    public static string Time(Timestamp? time) =>
        time is null ? "" : $"{time.ToDateTimeOffset():yyyy-MM-dd HH:mm:ss} UTC";

    public static string State(JobState state) => $"{state}".ToLowerInvariant();

    public static string State(RunState state) => $"{state}".ToLowerInvariant();

    public static string Failure(Failure? failure) => failure is null ? "" : $"{failure.Reason}: {failure.Message}";

    /// <summary>The phase of a step, for instance <c>training (baseline)</c>.</summary>
    public static string Phase(RunStep step) =>
        $"{$"{step.Phase}".ToLowerInvariant()}{(step.Baseline ? " (baseline)" : "")}";
}
