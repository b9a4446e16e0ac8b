using GreenMl.Testing;

namespace GreenMl.Workers.Tests;

/// <summary>Workers are shell scripts here: the contract is about processes, not about .NET.</summary>
public sealed class WorkerProcessTests : IDisposable
{
    private const string Ready = """echo '{"step":"ready","fraction":0.5,"energyJoules":1}'""";
    private readonly TemporaryDirectory _folder = new();
    private readonly WorkerLayout _layout;

    public WorkerProcessTests()
    {
        _layout = new(_folder.Combine("job"));
        _layout.CreateOutputDirectories();
    }

    private string Log => _folder.Combine("job.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Progress_reaches_the_caller_and_everything_else_the_log()
    {
        var reports = new List<WorkerProgress>();
        var exit = await Shell($"{Ready}; echo plain; echo '{{not json'; echo wrong >&2")
            .RunAsync(_layout, Log, reports.Add, CancellationToken.None);
        Assert.Equal(WorkerOutcome.Succeeded, exit.Outcome);
        Assert.Equal(0.5, Assert.Single(reports).Fraction);
        Assert.Equal(["plain", "wrong", "{not json"], File.ReadAllLines(Log).Order());
    }

    [Fact]
    public async Task A_failure_carries_reason_and_message()
    {
        var exit = await Shell("printf 'INVALID_DATA: row 7: no label' > output/failure; exit 1")
            .RunAsync(_layout, Log, _ => { }, CancellationToken.None);
        Assert.Equal(new(WorkerOutcome.Failed, "INVALID_DATA", "row 7: no label"), exit);
    }

    [Fact]
    public async Task A_killed_worker_has_crashed()
    {
        var exit = await Shell("kill -9 $$").RunAsync(_layout, Log, _ => { }, CancellationToken.None);
        Assert.Equal(WorkerOutcome.Crashed, exit.Outcome);
    }

    [Fact]
    public async Task A_cancelled_worker_saves_and_leaves()
    {
        using var stop = new CancellationTokenSource();
        var exit = await Shell($"trap 'touch checkpoints/saved; exit 143' TERM; {Ready}; while :; do sleep 0.05; done")
            .RunAsync(_layout, Log, _ => stop.Cancel(), stop.Token);
        Assert.Equal(WorkerOutcome.Interrupted, exit.Outcome);
        Assert.True(File.Exists(Path.Combine(_layout.CheckpointDirectory, "saved")));
    }

    [Fact]
    public async Task A_worker_that_ignores_the_request_is_killed()
    {
        using var stop = new CancellationTokenSource();
        var exit = await Shell($"trap '' TERM; {Ready}; while :; do sleep 0.05; done", graceSeconds: 0.1)
            .RunAsync(_layout, Log, _ => stop.Cancel(), stop.Token);
        Assert.Equal(WorkerOutcome.Crashed, exit.Outcome);
    }

    [Fact]
    public async Task A_worker_sees_the_end_of_its_parent_as_the_end_of_its_input()
    {
        var exit = await Shell(
                "test \"$GREENML_STOP_ON_STDIN_EOF\" = 1 && test -p /dev/stdin && test \"$GREENML_WORKER_ROOT\" = \"$PWD\""
            )
            .RunAsync(_layout, Log, _ => { }, CancellationToken.None);
        Assert.Equal(WorkerOutcome.Succeeded, exit.Outcome);
    }

    private static WorkerProcess Shell(string script, double graceSeconds = 30) =>
        new(new("/bin/sh", ["-c", script]), TimeSpan.FromSeconds(graceSeconds));
}
