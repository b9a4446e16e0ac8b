using Google.Protobuf.WellKnownTypes;
using GreenMl.Contracts.Ledger.V1;
using GreenMl.Footprint;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Metering;
using GreenMl.Jobs;
using GreenMl.ResourceGovernance.Domain;
using GreenMl.ResourceGovernance.Runs;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>
/// Writes the receipt of a run that is over: what each phase used, what else the machine used meanwhile, and what the
/// run saved against its baseline. Phases plus unattributed are exactly the total.
/// </summary>
internal sealed class ReceiptFactory(RunMeter meter)
{
    public Receipt Create(RunSaga run)
    {
        var steps = run.Steps.Where(step => step.StartedAt is not null).ToArray();
        var measured = steps.SelectMany(step => step.Measurements).Select(MeasurementWire.ToDomain).ToArray();
        var machine = meter.Machine(run);
        var balance = machine is null ? null : EnergyBalance.Of(machine, measured);
        var footprints = Footprints(steps, measured, balance);
        var attributed = WorkFootprint.Sum(footprints);
        var total = machine is null ? attributed : Total(machine);

        var receipt = new Receipt
        {
            RunId = run.CorrelationId.ToString(),
            Name = run.Spec.Name,
            State = RunView.State(run),
            StartedAt = Timestamp.FromDateTimeOffset(run.StartedAt),
            FinishedAt = Timestamp.FromDateTimeOffset(run.FinishedAt ?? run.StartedAt),
            Unattributed = FootprintWire.ToWire(FootprintWire.Difference(total, attributed)),
            Total = FootprintWire.ToWire(total),
            Factors = Factors(),
            Failure = run.Failure,
        };
        receipt.Phases.AddRange(steps.Zip(footprints, PhaseReceipts.Create));
        receipt.Caveats.AddRange(Caveats(machine, balance));
        receipt.Comparisons.AddRange(Comparisons.Create(run, receipt.Phases));
        AddOptimization(receipt, run);
        AddEndpoint(receipt, run);
        return receipt;
    }

    /// <summary>The footprint of each step, at the level of the machine's counters where there is a balance.</summary>
    private WorkFootprint[] Footprints(
        IReadOnlyList<RunSagaStep> steps,
        IReadOnlyList<Footprint.StepMeasurement> measured,
        EnergyBalance? balance
    )
    {
        WorkFootprint[] parts = balance is null
            ? [.. measured.Select(meter.Site.FootprintOf)]
            : [.. balance.Steps.Select(meter.Site.FootprintOf)];
        var next = 0;
        return [.. steps.Select(step => WorkFootprint.Sum(parts[next..(next += step.Measurements.Count)]))];
    }

    private WorkFootprint Total(MachineEnergy machine) =>
        meter.Site.FootprintOf(machine.Total, machine.To - machine.From, meter.Site.Vcpus);

    private static IEnumerable<string> Caveats(MachineEnergy? machine, EnergyBalance? balance)
    {
        if (machine is null)
        {
            yield return "The machine was started anew during the run, or the run was too short to measure: "
                + "the total is the sum of the phases and nothing is unattributed.";
            yield break;
        }

        if (machine.Doubts.HasFlag(MachineDoubts.Steal))
        {
            yield return $"The hypervisor withheld {machine.StealShare:P1} of the CPU time asked for.";
        }

        if (machine.Doubts.HasFlag(MachineDoubts.MissingTime))
        {
            yield return $"The machine did not run for {machine.MissingTime.TotalSeconds:N0} s of the run.";
        }

        if (machine.Doubts.HasFlag(MachineDoubts.CpuCounterReset))
        {
            yield return "The machine's CPU clock was reset during the run: its active energy is only bounded.";
        }

        if (balance!.IsOverAttributed)
        {
            yield return "The phases claim more than the machine spent: unattributed is negative.";
        }
    }

    private Factors Factors()
    {
        var site = meter.Site;
        return new()
        {
            Region = site.Name,
            IntensityGramsPerKilowattHour = site.Intensity.Central.GramsPerKilowattHour,
            IntensitySource = site.Intensity.Source,
            PowerUsageEffectiveness = site.Pue,
            PowerUsageEffectivenessSource = site.PueSource,
            EmbodiedGramsPerHour = site.EmbodiedPerHour.Central.Grams,
            EmbodiedSource = site.EmbodiedPerHour.Source,
            PriceUsdPerKilowattHour = site.PricePerKilowattHour?.Central.UsDollars ?? 0,
            PriceSource = (site.PricePerKilowattHour ?? site.PricePerHour)?.Source ?? "no price known",
            PowerModel = meter.Power.ActivePerVcpu.Source,
        };
    }

    private static void AddOptimization(Receipt receipt, RunSaga run)
    {
        var step = run.Steps.FirstOrDefault(step => step is { Phase: RunPhase.Optimization, IsBaseline: false });
        if (step?.Optimized is not { } optimized)
        {
            return;
        }

        receipt.Variants.AddRange(optimized.Variants);
        var spent = receipt.Phases.Single(phase => phase.JobId == step.JobId.ToString()).Footprint.EnergyJoules.Central;
        var chosen = optimized.Variants.Single(variant => variant.Name == optimized.Chosen);
        var saved = optimized.Variants[0].JoulesPerInference.Central - chosen.JoulesPerInference.Central;
        if (saved > 0)
        {
            receipt.BreakEvenPredictions = Math.Ceiling(spent / saved);
        }
    }

    private static void AddEndpoint(Receipt receipt, RunSaga run)
    {
        if (run.Steps.LastOrDefault()?.Endpoint is { } endpoint)
        {
            var dataset = run.Step(RunPhase.Curation, isBaseline: false).Dataset!.Uri;
            receipt.EndpointName = endpoint.Name;
            receipt.PredictCommand = $"greenml predict {endpoint.Name} --dataset {dataset} --row 0";
        }
    }
}
