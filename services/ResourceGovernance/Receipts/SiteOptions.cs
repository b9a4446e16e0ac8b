using System.ComponentModel.DataAnnotations;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using Microsoft.Extensions.Options;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>Where the machine stands and what it costs. What is left out is estimated, and the receipt says so.</summary>
public sealed class SiteOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Site";

    /// <summary>The AWS region whose grid feeds the machine, for instance <c>eu-west-1</c>; empty for the world's average.</summary>
    public string Region { get; set; } = "";

    /// <summary>
    /// The EC2 instance type that the machine is; with it, and a region, PUE, embodied carbon and price come from the
    /// tables and the numbers below are ignored. Empty for a machine of one's own.
    /// </summary>
    public string InstanceType { get; set; } = "";

    /// <summary>Power usage effectiveness of the building, 1 to 3.</summary>
    [Range(1, 3)]
    public double Pue { get; set; } = 1;

    /// <summary>Price of electricity in US dollars per kWh, 0 to 10.</summary>
    [Range(0, 10)]
    public double ElectricityUsdPerKilowattHour { get; set; } = 0.15;

    /// <summary>A folder with tables that replace the shipped ones; empty for the shipped ones.</summary>
    public string TablesFolder { get; set; } = "";

    /// <summary>The site that these options describe.</summary>
    /// <exception cref="ArgumentException">The region or the instance type is not in the tables.</exception>
    internal Site Create(Hardware hardware, FactorTables tables)
    {
        if (InstanceType.Length > 0)
        {
            return Site.Aws(Region, InstanceType, tables);
        }

        var local = new LocalSiteOptions
        {
            Region = Region.Length > 0 ? Region : null,
            Pue = Pue,
            ElectricityUsdPerKilowattHour = ElectricityUsdPerKilowattHour,
        };
        return Site.Local(local, hardware, tables);
    }
}

/// <summary>Checks <see cref="SiteOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class SiteOptionsValidator : IValidateOptions<SiteOptions>;
