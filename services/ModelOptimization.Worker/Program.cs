using GreenMl.ModelOptimization.Worker;
using GreenMl.Workers;

return await WorkerHost.RunAsync(
    (context, cancellationToken) => new OptimizationJob(context).RunAsync(cancellationToken)
);
