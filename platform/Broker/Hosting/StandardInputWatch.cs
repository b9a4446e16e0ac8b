namespace GreenMl.Platform.Broker.Hosting;

/// <summary>Stops the broker when its standard input ends: so a child never outlives its parent.</summary>
internal sealed class StandardInputWatch(IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>The environment variable that turns it on, with the value 1.</summary>
    public const string Variable = "GREENML_STOP_ON_STDIN_EOF";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // The console has no asynchronous read: a thread of its own waits in the one read, and dies with the process.
        var thread = new Thread(WaitForEnd) { IsBackground = true, Name = "standard input" };
        thread.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void WaitForEnd()
    {
        // On a thread of its own, a blocking read is the point.
#pragma warning disable MA0045
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0) { }
#pragma warning restore MA0045
        lifetime.StopApplication();
    }
}
