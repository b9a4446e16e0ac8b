using GreenMl.Contracts.Common.V1;
using GreenMl.Contracts.Ledger.V1;

namespace GreenMl.EndToEnd.Tests;

internal static class Balance
{
    private const double Tolerance = 1e-9;

    /// <summary>Phases plus unattributed are the total, for each bound.</summary>
    public static void AssertExact(Receipt receipt)
    {
        AssertExact(receipt, energy => energy.Low);
        AssertExact(receipt, energy => energy.Central);
        AssertExact(receipt, energy => energy.High);
    }

    private static void AssertExact(Receipt receipt, Func<Estimate, double> bound)
    {
        var phases = receipt.Phases.Sum(phase => bound(phase.Footprint.EnergyJoules));
        var total = bound(receipt.Total.EnergyJoules);
        Assert.Equal(total, phases + bound(receipt.Unattributed.EnergyJoules), Math.Abs(total) * Tolerance);
    }
}
