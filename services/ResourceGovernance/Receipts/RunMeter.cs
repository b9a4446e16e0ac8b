using GreenMl.Footprint;
using GreenMl.Footprint.Accounting;
using GreenMl.Footprint.Metering;
using GreenMl.Footprint.Tables;
using GreenMl.ResourceGovernance.Runs;
using Microsoft.Extensions.Options;

namespace GreenMl.ResourceGovernance.Receipts;

/// <summary>Measures the machine that runs run on, and knows the place it stands at.</summary>
internal sealed class RunMeter
{
    private readonly MachineMeter _machine;

    public RunMeter(IOptions<SiteOptions> options, TimeProvider time)
    {
        var folder = options.Value.TablesFolder;
        var tables = FactorTables.Load(folder.Length > 0 ? folder : null);
        Power = PowerModel.OfThisMachine(tables);
        Site = options.Value.Create(Power.Hardware, tables);
        _machine = new(Power, time);
    }

    /// <summary>What turns energy and time into carbon and money.</summary>
    public Site Site { get; }

    /// <summary>What turns CPU-seconds into energy.</summary>
    public PowerModel Power { get; }

    /// <summary>The machine's counters now.</summary>
    public MachineSnapshot Snapshot() => _machine.Snapshot();

    /// <summary>
    /// The machine over the run's time, or null when its counters can't be compared: it was started anew in between, or
    /// the run took less than the shortest window that can be measured.
    /// </summary>
    public MachineEnergy? Machine(RunSaga run) =>
        run is { MachineAtStart: { } from, MachineAtEnd: { } to }
        && from.BootId == to.BootId
        && to.Uptime - from.Uptime >= MachineMeter.MinimumWindow
            ? _machine.Energy(from, to)
            : null;
}
