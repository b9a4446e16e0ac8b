using GreenMl.DataCuration.Worker;
using GreenMl.Workers;

return await WorkerHost.RunAsync((context, cancellationToken) => new CurationJob(context).RunAsync(cancellationToken));
