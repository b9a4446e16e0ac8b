using System.Globalization;
using System.Text;
using GreenMl.InferenceHosting.Server.Access;
using GreenMl.InferenceHosting.Server.Models;

namespace GreenMl.InferenceHosting.Server.Metering;

/// <summary>The statistics in Prometheus' text exposition format 0.0.4.</summary>
internal sealed class MetricsText(ServedModel model, InferenceStatistics statistics, InFlightLimit inFlight)
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public string Create()
    {
        var snapshot = statistics.Read();
        // Names and versions of a verified bundle need no escaping.
        var labels = $"model=\"{model.Manifest.Name}\",version=\"{model.Manifest.Version}\"";
        var text = new StringBuilder();
        AddFamily(text, "greenml_inference_requests_total", "counter", "Requests answered, by outcome.");
        Add(text, "greenml_inference_requests_total", $"{labels},outcome=\"success\"", snapshot.Success.Count);
        Add(text, "greenml_inference_requests_total", $"{labels},outcome=\"failure\"", snapshot.Failure.Count);
        Add(text, "greenml_inference_requests_total", $"{labels},outcome=\"refused\"", inFlight.RefusedCount);
        AddFamily(text, "greenml_inference_rows_total", "counter", "Rows inferred.");
        Add(text, "greenml_inference_rows_total", labels, snapshot.Rows);
        AddFamily(text, "greenml_inference_cpu_seconds_total", "counter", "Thread CPU time of inferences, all parts.");
        Add(text, "greenml_inference_cpu_seconds_total", labels, snapshot.CpuSeconds);
        AddFamily(text, "greenml_inference_phase_seconds_total", "counter", "Wall-clock time of inferences, by part.");
        AddPhase(text, labels, "input", snapshot.Phases.Input);
        AddPhase(text, labels, "compute", snapshot.Phases.Compute);
        AddPhase(text, labels, "output", snapshot.Phases.Output);
        AddFamily(text, "greenml_inference_in_flight", "gauge", "Requests being served now.");
        Add(text, "greenml_inference_in_flight", labels, inFlight.Current);
        AddFamily(text, "process_cpu_seconds_total", "counter", "CPU time of the whole process.");
        Add(text, "process_cpu_seconds_total", "", Environment.CpuUsage.TotalTime.TotalSeconds);
        AddFamily(text, "process_resident_memory_bytes", "gauge", "Resident memory of the process.");
        Add(text, "process_resident_memory_bytes", "", Environment.WorkingSet);
        return text.ToString();
    }

    private static void AddPhase(StringBuilder text, string labels, string phase, TimedCount count) =>
        Add(text, "greenml_inference_phase_seconds_total", $"{labels},phase=\"{phase}\"", count.Nanoseconds / 1e9);

    private static void AddFamily(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ")
            .Append(name)
            .Append(' ')
            .Append(help)
            .Append('\n')
            .Append("# TYPE ")
            .Append(name)
            .Append(' ')
            .Append(type)
            .Append('\n');

    private static void Add(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
