using GreenMl.Footprint;

namespace GreenMl.Workers;

/// <summary>One line of the measurements file: the latest state of a step of an attempt.</summary>
/// <param name="Attempt">Tells the starts of the worker apart.</param>
/// <param name="Sequence">Tells the steps of an attempt apart, in order.</param>
/// <param name="Measurement">What the step used until now.</param>
internal sealed record MeasurementLine(Guid Attempt, int Sequence, StepMeasurement Measurement);
