// Torch's random generator and number of threads belong to the process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
