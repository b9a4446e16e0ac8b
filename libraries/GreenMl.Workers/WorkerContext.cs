namespace GreenMl.Workers;

/// <summary>What a worker works with.</summary>
/// <param name="Layout">Its folders.</param>
/// <param name="Parameters">The parameters of the job.</param>
/// <param name="Journal">Where it tells what it does.</param>
public sealed record WorkerContext(WorkerLayout Layout, Hyperparameters Parameters, WorkerJournal Journal);
