using GreenMl.DataCuration.Worker.Curation;
using GreenMl.Workers;

namespace GreenMl.DataCuration.Worker.Sources;

/// <summary>Where the rows of a data set come from.</summary>
internal interface IRowSource
{
    /// <summary>Reads or makes every row.</summary>
    /// <param name="report">Called with the share of the work done, 0 to 1.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="WorkerFailureException">The source is missing, damaged, too large or not what it should be.</exception>
    Task<SourceTable> LandAsync(Action<double> report, CancellationToken cancellationToken);
}
