using GreenMl.Sql;
using Microsoft.Extensions.Hosting;

namespace GreenMl.Messaging;

/// <summary>Prepares the tables before any service of the host starts to use them.</summary>
internal sealed class MessagingMigration(Database database) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) =>
        MessagingSchema.MigrateAsync(database, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
