using System.CommandLine;
using GreenMl.Cli.Connections;
using GreenMl.Cli.Failures;

namespace GreenMl.Cli.Status;

/// <summary><c>greenml status</c>: the processes of this installation, their health, and what they use.</summary>
internal static class StatusCommand
{
    public static Command Create(CommandBinding binding)
    {
        var command = new Command("status", "Shows services, health, versions, memory, CPU time and storage");
        binding.Bind(command, (session, _, token) => ShowAsync(session, token));
        return command;
    }

    private static async Task<int> ShowAsync(Session session, CancellationToken cancellationToken)
    {
        var installation = session.Installation;
        var listing =
            await ResourceListing.ReadAsync(installation.ResourcesFile, cancellationToken)
            ?? throw CommandFailure.Unreachable($"{installation.ResourcesFile} does not exist (another home: --home)");
        using var probe = new HealthProbe();
        var services = await Task.WhenAll(
            listing.Resources.Select(resource => probe.CheckAsync(resource, cancellationToken))
        );
        var status = new InstallationStatus
        {
            Home = installation.Home,
            Services = services,
            Storage = StorageUse.Measure(installation.Home),
        };
        await status.PrintAsync(session.Printer);
        return services.All(service => service.IsHealthy) ? ExitCodes.Success
            : services.Any(service => service.IsHealthy) ? ExitCodes.Failed
            : ExitCodes.Unreachable;
    }
}
