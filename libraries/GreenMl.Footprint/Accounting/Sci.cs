using GreenMl.Footprint.Tables;
using GreenMl.Units;

namespace GreenMl.Footprint.Accounting;

/// <summary>The parts of the Software Carbon Intensity, ISO/IEC 21031:2024: <c>SCI = (E x I + M) / R</c>.</summary>
public static class Sci
{
    /// <summary>Operational carbon, <c>O = E x PUE x I</c>, bound by bound.</summary>
    /// <remarks>The grade is that of the energy; the intensity is always a table value and is named in the source.</remarks>
    /// <param name="energy">Energy of the computers.</param>
    /// <param name="pue">Power usage effectiveness of their building, at least 1.</param>
    /// <param name="intensity">Location-based intensity of the grid. Offsets and market-based factors are not allowed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The PUE is below 1 or not finite.</exception>
    public static CarbonEstimate Operational(EnergyEstimate energy, double pue, GridIntensity intensity)
    {
        ArgumentNullException.ThrowIfNull(energy);
        ArgumentNullException.ThrowIfNull(intensity);
        RequirePue(pue);
        var (low, central, high) = (
            energy.Low * pue * intensity.Low,
            energy.Central * pue * intensity.Central,
            energy.High * pue * intensity.High
        );

        // A negative remainder of a balance turns the bounds around.
        CarbonMass[] all = [low, central, high];
        return new CarbonEstimate(
            all.Min(),
            central,
            all.Max(),
            energy.Grade,
            EstimateSources.Merge(energy.Source, $"PUE {pue} x {intensity.Central}: {intensity.Source}")
        );
    }

    /// <summary>Embodied carbon of a reservation, <c>M = TE x (TiR / EL) x (RR / ToR)</c>.</summary>
    /// <param name="total">Total embodied carbon of the hardware, TE.</param>
    /// <param name="reserved">Time the resources are reserved, TiR.</param>
    /// <param name="lifespan">Expected lifespan of the hardware, EL; above zero.</param>
    /// <param name="resourcesReserved">Resources reserved, RR, such as vCPUs.</param>
    /// <param name="resourcesTotal">Resources of the hardware, ToR, in the same unit; above zero.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is negative, or a divisor is not above zero.</exception>
    public static CarbonMass Embodied(
        CarbonMass total,
        TimeSpan reserved,
        TimeSpan lifespan,
        double resourcesReserved,
        double resourcesTotal
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(reserved, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifespan, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(resourcesReserved);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resourcesTotal);
        return total * (reserved / lifespan) * (resourcesReserved / resourcesTotal);
    }

    internal static void RequirePue(double pue)
    {
        if (!double.IsFinite(pue) || pue < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(pue),
                pue,
                $"The PUE is {pue}; it must be a finite number of at least 1, as no building uses less than its computers."
            );
        }
    }
}
