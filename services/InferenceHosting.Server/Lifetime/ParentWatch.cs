namespace GreenMl.InferenceHosting.Server.Lifetime;

/// <summary>
/// Stops the server at the end of standard input: the pipe closes when the process that started the server is gone,
/// however it went.
/// </summary>
internal sealed class ParentWatch(IHostApplicationLifetime lifetime) : IHostedService
{
    /// <summary>Environment variable that asks for the watch with the value 1.</summary>
    public const string Variable = "GREENML_STOP_ON_STDIN_EOF";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // A thread of its own: reading a pipe blocks, and would take a thread from the pool for good.
        new Thread(ReadToEnd) { IsBackground = true, Name = nameof(ParentWatch) }.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void ReadToEnd()
    {
        var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[256];
        while (input.Read(ignored) > 0) { }

        lifetime.StopApplication();
    }
}
