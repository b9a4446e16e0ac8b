using CsCheck;
using GreenMl.Footprint;
using GreenMl.Units;

namespace GreenMl.Jobs.Tests;

public sealed class MeasurementWireTests
{
    private static readonly Gen<EnergyEstimate> AnEnergy = Gen.Select(
        Gen.Double[0, 1e9].Array[3],
        Gen.Enum<EvidenceGrade>(),
        Gen.String[Gen.Char.AlphaNumeric, 0, 20],
        (joules, grade, source) =>
        {
            Array.Sort(joules);
            return new EnergyEstimate(
                Energy.FromJoules(joules[0]),
                Energy.FromJoules(joules[1]),
                Energy.FromJoules(joules[2]),
                grade,
                source
            );
        }
    );

    private static readonly Gen<StepMeasurement> AStep = Gen.Select(
        AnEnergy,
        AnEnergy,
        Gen.Long[0, 1L << 40],
        Gen.Bool,
        Gen.Int[0, 1_000_000_000],
        (active, idle, bytes, areBytesKnown, milliseconds) =>
            new StepMeasurement
            {
                Step = "train",
                StartedAt = DateTimeOffset.UnixEpoch.AddMilliseconds(milliseconds),
                Duration = TimeSpan.FromMilliseconds(milliseconds),
                CpuSeconds = milliseconds / 3.0,
                Active = active,
                Idle = idle,
                ReservedVcpus = 1.5,
                PeakMemoryBytes = bytes,
                BytesRead = areBytesKnown ? bytes : null,
                BytesWritten = areBytesKnown ? 0 : null,
            }
    );

    [Fact]
    public void A_step_arrives_as_it_was_sent() =>
        AStep.Sample(step => Assert.Equal(step, MeasurementWire.ToDomain(MeasurementWire.ToWire(step))));
}
