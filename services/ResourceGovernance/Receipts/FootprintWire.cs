using GreenMl.Contracts.Common.V1;
using GreenMl.Footprint;
using GreenMl.Footprint.Accounting;
using GreenMl.Jobs;
using WireFootprint = GreenMl.Contracts.Ledger.V1.Footprint;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>Footprints as they travel.</summary>
internal static class FootprintWire
{
    public static WireFootprint ToWire(WorkFootprint footprint) =>
        new()
        {
            EnergyJoules = MeasurementWire.ToWire(footprint.Energy),
            OperationalGrams = ToWire(footprint.Operational),
            EmbodiedGrams = ToWire(footprint.Embodied),
            CostUsd = footprint.Cost is null ? null : ToWire(footprint.Cost),
        };

    /// <summary>What is left of <paramref name="whole"/>; negative where the parts claim more than there is.</summary>
    public static WorkFootprint Difference(WorkFootprint whole, WorkFootprint parts) =>
        new()
        {
            Energy = whole.Energy - parts.Energy,
            Operational = whole.Operational - parts.Operational,
            Embodied = whole.Embodied - parts.Embodied,
            Cost = whole.Cost is null || parts.Cost is null ? null : whole.Cost - parts.Cost,
            WaterLiters = whole.WaterLiters - parts.WaterLiters,
        };

    private static Estimate ToWire(CarbonEstimate carbon) =>
        new()
        {
            Low = carbon.Low.Grams,
            Central = carbon.Central.Grams,
            High = carbon.High.Grams,
            Grade = MeasurementWire.ToWire(carbon.Grade),
            Source = carbon.Source,
        };

    private static Estimate ToWire(CostEstimate cost) =>
        new()
        {
            Low = cost.Low.UsDollars,
            Central = cost.Central.UsDollars,
            High = cost.High.UsDollars,
            Grade = MeasurementWire.ToWire(cost.Grade),
            Source = cost.Source,
        };
}
