using GreenMl.Footprint.Metering;
using GreenMl.Units;

namespace GreenMl.Footprint;

/// <summary>One step's part of a balance.</summary>
/// <param name="Measurement">The step as it was measured.</param>
/// <param name="Active">Its active energy, at the level of the machine's counters where there are any.</param>
/// <param name="Idle">Its reserved share of the idle energy, likewise.</param>
public sealed record AttributedStep(StepMeasurement Measurement, EnergyEstimate Active, EnergyEstimate Idle)
{
    /// <summary>The step's whole energy.</summary>
    public EnergyEstimate Total => Active + Idle;
}

/// <summary>
/// The energy of a machine shared out to the steps that ran on it: what no step accounts for is shown as unattributed,
/// so that the parts always add up to the machine.
/// </summary>
/// <remarks>
/// With a modelled total the bounds add up too. With a counted total the model only shares out what the counter says:
/// each step is scaled by counted over modelled energy, and its bounds show how far the shares depend on the model.
/// </remarks>
public sealed record EnergyBalance
{
    // Wall clocks of processes on one machine agree, but a step's start is read a moment after the machine's.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMilliseconds(100);

    private EnergyBalance(MachineEnergy machine, IReadOnlyList<AttributedStep> steps)
    {
        (Machine, Steps) = (machine, steps);
        var calibration = Calibration.Of(machine);
        UnattributedActive =
            calibration.Apply(machine.Active) - EnergyEstimate.Sum(steps.Select(static step => step.Active));
        UnattributedIdle = calibration.Apply(machine.Idle) - EnergyEstimate.Sum(steps.Select(static step => step.Idle));
        Unattributed = machine.Total - EnergyEstimate.Sum(steps.Select(static step => step.Total));
    }

    /// <summary>The machine's energy over the window.</summary>
    public MachineEnergy Machine { get; }

    /// <summary>The steps with their energy, in the order given.</summary>
    public IReadOnlyList<AttributedStep> Steps { get; }

    /// <summary>Active energy of everything else on the machine: other programs, the kernel, steps that died unmeasured.</summary>
    public EnergyEstimate UnattributedActive { get; }

    /// <summary>Idle energy that no step had reserved.</summary>
    public EnergyEstimate UnattributedIdle { get; }

    /// <summary>The machine's energy less that of the steps.</summary>
    public EnergyEstimate Unattributed { get; }

    /// <summary>
    /// Whether the steps claim more than the machine spent, beyond the coarseness of its clocks: a step counted twice,
    /// more vCPUs reserved than there are, or a step outside the window. The negative remainder is shown, not hidden.
    /// </summary>
    public bool IsOverAttributed =>
        UnattributedActive.Central.Joules < -Machine.RoundingJoules
        || UnattributedIdle.Central.Joules < -Machine.RoundingJoules;

    /// <summary>Steps that were not entirely inside the machine's window, so that the sums cannot be trusted.</summary>
    public IEnumerable<StepMeasurement> StepsOutsideWindow =>
        Steps
            .Select(static step => step.Measurement)
            .Where(step =>
                step.StartedAt < Machine.From - ClockSlack || step.StartedAt + step.Duration > Machine.To + ClockSlack
            );

    /// <summary>Shares out the energy of a machine to the steps measured on it.</summary>
    public static EnergyBalance Of(MachineEnergy machine, IEnumerable<StepMeasurement> steps)
    {
        ArgumentNullException.ThrowIfNull(machine);
        var calibration = Calibration.Of(machine);
        return new EnergyBalance(
            machine,
            [
                .. steps.Select(step => new AttributedStep(
                    step,
                    calibration.Apply(step.Active),
                    calibration.Apply(step.Idle)
                )),
            ]
        );
    }

    /// <summary>Counted over modelled energy, for each of the model's three values.</summary>
    private readonly record struct Calibration(EnergyEstimate? Counted, EnergyEstimate Modelled)
    {
        public static Calibration Of(MachineEnergy machine) => new(machine.Counted, machine.Active + machine.Idle);

        public EnergyEstimate Apply(EnergyEstimate part)
        {
            if (Counted is null || Modelled.Low <= Energy.Zero)
            {
                return part;
            }

            var low = part.Low * (Counted.Central / Modelled.Low);
            var central = part.Central * (Counted.Central / Modelled.Central);
            var high = part.High * (Counted.Central / Modelled.High);
            Energy[] all = [low, central, high];
            return new EnergyEstimate(
                all.Min(),
                central,
                all.Max(),
                part.Grade,
                $"shared out of {Counted.Source} by {part.Source}"
            );
        }
    }
}
