using GreenMl.TrainingOrchestration.Worker;
using GreenMl.Workers;

return await WorkerHost.RunAsync((context, cancellationToken) => new TrainingJob(context).RunAsync(cancellationToken));
