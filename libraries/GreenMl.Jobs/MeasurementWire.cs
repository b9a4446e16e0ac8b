using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Common.V1;
using GreenMl.Footprint;
using GreenMl.Units;
using EvidenceGrade = GreenMl.Footprint.EvidenceGrade;
using StepMeasurement = GreenMl.Footprint.StepMeasurement;
using WireGrade = GreenMl.Contracts.Common.V1.EvidenceGrade;
using WireMeasurement = GreenMl.Contracts.Common.V1.StepMeasurement;

namespace GreenMl.Jobs;

/// <summary>Measurements as they travel.</summary>
public static class MeasurementWire
{
    /// <summary>A step as it travels.</summary>
    public static WireMeasurement ToWire(StepMeasurement step)
    {
        var wire = new WireMeasurement
        {
            Step = step.Step,
            StartedAt = Timestamp.FromDateTimeOffset(step.StartedAt),
            DurationSeconds = step.Duration.TotalSeconds,
            CpuSeconds = step.CpuSeconds,
            ActiveJoules = ToWire(step.Active),
            IdleJoules = ToWire(step.Idle),
            ReservedVcpus = step.ReservedVcpus,
            PeakMemoryBytes = step.PeakMemoryBytes,
        };
        if (step is { BytesRead: { } read, BytesWritten: { } written })
        {
            (wire.BytesRead, wire.BytesWritten) = (read, written);
        }

        return wire;
    }

    /// <summary>A step as it was measured.</summary>
    public static StepMeasurement ToDomain(WireMeasurement step) =>
        new()
        {
            Step = step.Step,
            StartedAt = step.StartedAt.ToDateTimeOffset(),
            Duration = TimeSpan.FromTicks((long)Math.Round(step.DurationSeconds * TimeSpan.TicksPerSecond)),
            CpuSeconds = step.CpuSeconds,
            Active = ToDomain(step.ActiveJoules),
            Idle = ToDomain(step.IdleJoules),
            ReservedVcpus = step.ReservedVcpus,
            PeakMemoryBytes = step.PeakMemoryBytes,
            BytesRead = step.HasBytesRead ? step.BytesRead : null,
            BytesWritten = step.HasBytesWritten ? step.BytesWritten : null,
        };

    /// <summary>An amount of energy as it travels, in joules.</summary>
    public static Estimate ToWire(EnergyEstimate energy) =>
        new()
        {
            Low = energy.Low.Joules,
            Central = energy.Central.Joules,
            High = energy.High.Joules,
            Grade = ToWire(energy.Grade),
            Source = energy.Source,
        };

    /// <summary>A grade as it travels.</summary>
    public static WireGrade ToWire(EvidenceGrade grade) =>
        grade switch
        {
            EvidenceGrade.Measured => WireGrade.Measured,
            EvidenceGrade.MeasuredFraction => WireGrade.MeasuredFraction,
            EvidenceGrade.Modelled => WireGrade.Modelled,
            EvidenceGrade.Table => WireGrade.Table,
            _ => throw new ArgumentOutOfRangeException(nameof(grade), grade, "No such grade."),
        };

    private static EnergyEstimate ToDomain(Estimate joules) =>
        new(
            Energy.FromJoules(joules.Low),
            Energy.FromJoules(joules.Central),
            Energy.FromJoules(joules.High),
            ToDomain(joules.Grade),
            joules.Source
        );

    /// <summary>A grade that was left out is the worst.</summary>
    private static EvidenceGrade ToDomain(WireGrade grade) =>
        grade switch
        {
            WireGrade.Measured => EvidenceGrade.Measured,
            WireGrade.MeasuredFraction => EvidenceGrade.MeasuredFraction,
            WireGrade.Modelled => EvidenceGrade.Modelled,
            _ => EvidenceGrade.Table,
        };
}
