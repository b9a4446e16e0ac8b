using GreenMl.Units;

namespace GreenMl.Footprint.Accounting;

/// <summary>
/// Energy and embodied carbon of resources seen only from outside, by the method of Cloud Carbon Footprint (CCF). The
/// results are of the equipment alone; the building's PUE comes with the carbon.
/// </summary>
public static class CloudFormulas
{
    /// <summary>Power of processors or accelerators at a utilisation: <c>idle + u x (busy - idle)</c>.</summary>
    /// <param name="idle">Power at no use.</param>
    /// <param name="busy">Power at full use.</param>
    /// <param name="utilization">Mean utilisation, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The utilisation is outside 0 to 1.</exception>
    public static Power Linear(Power idle, Power busy, double utilization) =>
        idle + ((busy - idle) * Utilization(utilization));

    /// <summary>
    /// Power as a part of the thermal design power on the curve measured by Teads at 0, 10, 50 and 100 %, straight in
    /// between.
    /// </summary>
    /// <param name="curve">The parts of the design power at those four points, as in the coefficients <c>teads_cpu_curve_*</c>.</param>
    /// <param name="utilization">Utilisation, 0 to 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The utilisation is outside 0 to 1.</exception>
    /// <exception cref="ArgumentException">The curve does not have four points.</exception>
    public static double TeadsFactor(IReadOnlyList<double> curve, double utilization)
    {
        ReadOnlySpan<double> points = [0, 0.1, 0.5, 1];
        ArgumentNullException.ThrowIfNull(curve);
        if (curve.Count != points.Length)
        {
            throw new ArgumentException($"The curve has {curve.Count} points; it must have 4.", nameof(curve));
        }

        var at = Utilization(utilization);
        var left = points[..^1].LastIndexOfAnyInRange(0, at);
        var part = (at - points[left]) / (points[left + 1] - points[left]);
        return curve[left] + (part * (curve[left + 1] - curve[left]));
    }

    /// <summary>
    /// Memory of an instance beyond what the measured servers had, in GB: the memory whose power the watts per vCPU do
    /// not include.
    /// </summary>
    /// <param name="memoryGb">Memory of the instance.</param>
    /// <param name="largestMemoryGb">Memory of the largest instance of its family, that is of the whole server.</param>
    /// <param name="largestVcpus">vCPUs of that largest instance.</param>
    /// <param name="chipVcpus">vCPUs of one processor chip, the coefficient <c>chip_vcpu</c>.</param>
    /// <param name="memoryGbPerChip">Memory of the measured servers for each chip.</param>
    public static double ExtraMemoryGb(
        double memoryGb,
        double largestMemoryGb,
        double largestVcpus,
        double chipVcpus,
        double memoryGbPerChip
    ) =>
        Math.Max(0, (largestMemoryGb / Math.Ceiling(largestVcpus / chipVcpus)) - memoryGbPerChip)
        * (memoryGb / largestMemoryGb);

    /// <summary>Energy of keeping data: volume over time, times its rate and the copies kept.</summary>
    /// <param name="terabyteHours">Terabytes times hours.</param>
    /// <param name="wattHoursPerTerabyteHour">The coefficient <c>ssd_energy</c> or <c>hdd_energy</c>.</param>
    /// <param name="copies">The replication of the store, such as the coefficient <c>s3_replication</c>.</param>
    public static Energy Storage(double terabyteHours, double wattHoursPerTerabyteHour, double copies) =>
        Energy.FromKilowattHours(terabyteHours * wattHoursPerTerabyteHour / 1000 * copies);

    /// <summary>Energy of moving data between data centres. End-user networks are not in it.</summary>
    /// <param name="gigabytes">Gigabytes moved.</param>
    /// <param name="kilowattHoursPerGigabyte">The coefficient <c>network_energy</c>.</param>
    public static Energy Network(double gigabytes, double kilowattHoursPerGigabyte) =>
        Energy.FromKilowattHours(gigabytes * kilowattHoursPerGigabyte);

    private static double Utilization(double utilization) =>
        utilization is >= 0 and <= 1
            ? utilization
            : throw new ArgumentOutOfRangeException(
                nameof(utilization),
                utilization,
                $"The utilization is {utilization}; it must be between 0 and 1."
            );
}
