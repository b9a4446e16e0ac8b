// Each class starts the whole installation, and some kill parts of it: one after the other on the cores there are.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
